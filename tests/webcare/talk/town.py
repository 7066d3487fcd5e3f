"""Shorthand for what citizens said, some time ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from inbox.models import Conversation
from tests.factories import AccountFactory, ConversationFactory

NOW = datetime.fromisoformat("2026-11-18T13:00:00+01:00")
USUAL = (
    "De lantaarn doet het niet",
    "Het zwembad is dicht",
    "Een paspoort aanvragen",
    "De stoeptegels liggen los",
    "Het loket is gesloten",
)


def said(
    text: str, ago: timedelta = timedelta(), times: int = 1, **kwargs: Any
) -> list[Conversation]:
    """By so many citizens, each in a conversation of their own, a minute after one another."""
    account = kwargs.pop("account", None) or AccountFactory()
    made: list[Conversation] = []
    for number in range(times):
        at = NOW - ago - timedelta(minutes=number)
        made.append(
            ConversationFactory(
                account=account,
                created_at=at,
                waiting_since=at,
                message__text=text,
                message__created_at=at,
                **kwargs,
            )
        )
    return made


def usually(weeks: int = 8, times: int = 4, **kwargs: Any) -> None:
    """What is said every week, at this hour."""
    account = AccountFactory()
    for week in range(weeks + 1):
        for text in USUAL:
            said(text, timedelta(weeks=week), times, account=account, **kwargs)
