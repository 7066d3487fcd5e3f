"""What the bodies of Facebook and Instagram have in common (Graph API reference, v26.0)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AliasChoices, Field, StringConstraints

from connectors.base import Connection, Person
from connectors.payloads import Moment, Payload, Text

# Ids become part of an address; those of Facebook join two numbers with a line.
Id = Annotated[str, StringConstraints(pattern=r"^[^\s/?#]{1,100}$")]


class Named(Payload):
    """Something known by its id only."""

    id: Id


class Profile(Payload):
    """A person or Page. Facebook gives a name, Instagram a user name, some permissions neither."""

    id: str = ""
    name: Text = ""
    username: Text = ""


class Authored(Payload):
    """Something that somebody placed."""

    id: Id
    author: Profile = Field(default=Profile(), validation_alias="from")
    username: Text = ""

    def is_by(self, us: Connection) -> bool:
        """Instagram may know us by a scoped id, so the user name counts as well."""
        return self.author.id == us.external_id or bool(self._handle and self._handle == us.handle)

    def person(self, us: Connection) -> Person:
        """Those of whom Meta says nothing are told apart, lest they seem one person."""
        if self.is_by(us):
            return Person(us.external_id, handle=us.handle, name=self.author.name)
        known = self.author.id or (f"@{self._handle}" if self._handle else f"unknown-{self.id}")
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


class Listed(Authored):
    """A post, medium or comment, as far as needed to decide what to ask next."""

    at: Moment | None = Field(
        default=None, validation_alias=AliasChoices("created_time", "timestamp")
    )
    said: Text = Field(default="", validation_alias=AliasChoices("message", "text"))
    replies: Listing | None = None
