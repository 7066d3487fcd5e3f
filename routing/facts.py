"""What routing may know of a conversation: the whole input of a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Facts:
    """One conversation as routing sees it.

    text           everything the citizen wrote, in order, by line breaks
    channel        the platform's kind, such as "x"
    account        primary key of the municipality's account
    author         the citizen's user name without @, "" when the platform gives none
    at             when it was written; aware. Rules on time read it in the local time zone.
    private        between this citizen and us only
    neighbourhood  where it is about, "" when it names no place; ``district`` likewise
    language       ISO 639-1, "" when nobody knows
    danger         a ``routing.danger.DangerKind``, "" when nobody is in danger
    """

    text: str
    channel: str
    account: int
    author: str
    at: datetime
    private: bool = False
    neighbourhood: str = ""
    district: str = ""
    language: str = ""
    danger: str = ""
