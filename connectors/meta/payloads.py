"""What the bodies of Facebook and Instagram have in common (Graph API reference, v26.0)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, AliasChoices, Field, StringConstraints

from connectors.base import Connection, Person
from connectors.base.items import UNKNOWN
from connectors.payloads import Moment, Payload, Text

LONGEST_LINK = 500


def unknown(external_id: str) -> str:
    """Who placed this, when nobody tells: not the same person as of anything else."""
    return f"{UNKNOWN}{external_id[-50:]}"


def _kept(url: str) -> str:
    return url if len(url) <= LONGEST_LINK else ""


# Ids become part of an address; those of Facebook join two numbers with a line.
Id = Annotated[str, StringConstraints(pattern=r"^[^\s/?#\x00]{1,100}$")]
# Those of private messages and their threads are longer.
LongId = Annotated[str, StringConstraints(pattern=r"^[^\s/?#\x00]{1,290}$")]
# An id that may be absent, and that no address is made of.
Known = Annotated[Text, StringConstraints(max_length=60)]
Mid = Annotated[Text, StringConstraints(max_length=290)]
Link = Annotated[Text, AfterValidator(_kept)]


class Named(Payload):
    """Something known by its id only."""

    id: Id


class Profile(Payload):
    """A person or Page. Facebook gives a name, Instagram a user name, some permissions neither."""

    id: Known = ""
    name: Text = ""
    username: Known = ""


class Authored(Payload):
    """Something that somebody placed."""

    id: Id
    author: Profile = Field(default=Profile(), validation_alias="from")
    username: Known = ""

    def is_by(self, us: Connection) -> bool:
        """Instagram may know us by a scoped id, so the user name counts as well."""
        return self.author.id == us.external_id or bool(self._handle and self._handle == us.handle)

    def person(self, us: Connection) -> Person:
        """Those of whom Meta says nothing are told apart, lest they seem one person."""
        if self.is_by(us):
            return Person(us.external_id, handle=us.handle, name=self.author.name)
        known = self.author.id or (f"@{self._handle}" if self._handle else unknown(self.id))
        return Person(known, handle=self._handle, name=self.author.name)

    @property
    def _handle(self) -> str:
        return self.author.username or self.username


class Account(Payload):
    """A Page, or the professional account of Instagram connected to one."""

    id: Id
    name: Text = ""
    username: Text = ""


class Cursors(Payload):
    after: str = ""


class Paging(Payload):
    cursors: Cursors = Cursors()
    next: str = ""


class Listing(Payload):
    """As much of an edge as paging needs, so that the rest may be unreadable."""

    data: list[Listed]
    paging: Paging = Paging()

    @property
    def after(self) -> str:
        return self.paging.cursors.after


class Summary(Payload):
    total_count: int = 0


class Summed(Payload):
    """An edge of which only the number of things matters."""

    summary: Summary = Summary()


class People(Payload):
    data: tuple[Profile, ...] = ()


class Listed(Authored):
    """A post, medium, comment or thread, as far as needed to decide what to ask next.

    A recommendation has no id.
    """

    id: LongId = ""
    at: Moment | None = Field(
        default=None, validation_alias=AliasChoices("created_time", "timestamp")
    )
    said: Text = Field(default="", validation_alias=AliasChoices("message", "text"))
    updated: Moment | None = Field(default=None, validation_alias="updated_time")
    comments: Summed | None = None
    comments_count: int = 0
    message_count: int = 0
    participants: People = People()
    reviewer: object = None
    replies: Listing | None = None

    @property
    def key(self) -> str:
        """By which it is known again in its list; "" for what has neither a name nor a moment."""
        who = self.reviewer.get("id", "") if isinstance(self.reviewer, dict) else ""
        return self.id or (f"{self.at.isoformat()}/{who}" if self.at else "")

    @property
    def stamp(self) -> str:
        """Another one when something was placed beneath it since.

        The moment alone will not do: Meta counts whole seconds.
        """
        counted = self.comments.summary.total_count if self.comments else self.comments_count
        beneath = counted or self.message_count
        return f"{self.updated.isoformat() if self.updated else ''}/{beneath}"

    def citizen(self, us: Connection) -> str:
        """With whom this thread is, or ""."""
        others = [
            each.id
            for each in self.participants.data
            if each.id != us.external_id and not (us.handle and each.username == us.handle)
        ]
        return others[0] if others else ""


class Done(Payload):
    """The answer to an act. Some documents have it as a text (Meta docs, "Page subscribed_apps")"""

    success: bool = True
