"""What to ask of Meta, and where to post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from connectors.base import ConnectorError, Reason
from connectors.meta.graph import Step
from connectors.meta.messaging import PERSON

WINDOW = timedelta(days=30)  # how old a post may be for new comments to be noticed at once


class Place(NamedTuple):
    """Where an answer is posted, and as what."""

    node: str
    edge: str
    fields: Mapping[str, Any]


class Question(NamedTuple):
    """How to look something up.

    source     what to call the answer
    on_gone    whether "gone" means that a message was removed
    on_refused whether to say so when it can never be looked up; else it is passed over
    """

    source: str
    node: str
    fields: str
    on_gone: bool = False
    on_refused: bool = False


def person(subject: str, fields: str) -> Question:
    """Who somebody is. Many never agreed to tell."""
    return Question("person", subject.removeprefix(PERSON), fields)


def of_ours(walk: Iterator[Step]) -> Iterator[Step]:
    """A list of the account itself, which is always there: when Meta says that it is not, the
    account was removed, or is not for us any more. Raises ConnectorError."""
    try:
        yield from walk
    except ConnectorError as error:
        if error.reason is not Reason.TARGET_GONE:
            raise
        raise ConnectorError(Reason.PERMISSION, error.detail, reauthorise=True) from error


def window_start() -> datetime:
    """Posts from here on are watched. A whole day, so that the question stays the same."""
    start = datetime.now(UTC) - WINDOW
    return start.replace(hour=0, minute=0, second=0, microsecond=0)
