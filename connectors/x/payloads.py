"""The bodies of X API v2 that we read, in both of its vocabularies.

Since version 2.167 of the specification a tweet is a post; which names an answer has depends on
the request. We ask in the old ones and read either.
"""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import AliasChoices, BeforeValidator, Field, StringConstraints, model_validator

from connectors.payloads import Moment, Payload, Text

_ID = re.compile(r"[0-9]{1,19}")
Id = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,19}$")]


def _ids_only(value: object) -> object:
    return [i for i in value if _ID.fullmatch(str(i))] if isinstance(value, list) else value


# X sometimes gives [""] here.
History = Annotated[tuple[Id, ...], BeforeValidator(_ids_only)]


class Link(Payload):
    url: str = Field(min_length=1)
    expanded_url: Text = ""


class Entities(Payload):
    urls: tuple[Link, ...] = ()


class Note(Payload):
    """The whole of a text of more than 280 characters."""

    text: Text
    entities: Entities = Entities()


class Reference(Payload):
    type: str
    id: Id


class Numbered(Payload):
    """A post as far as its ids: every edit makes a new one."""

    id: Id
    history: History = Field(
        default=(), validation_alias=AliasChoices("edit_history_tweet_ids", "edit_history_post_ids")
    )

    @property
    def first_id(self) -> str:
        """The id it was placed with, which does not change."""
        return self.history[0] if self.history else self.id

    @property
    def newest_id(self) -> str:
        """The id of its latest edit."""
        return self.history[-1] if self.history else self.id


class Beside(Numbered):
    """A post shown beside the ones asked for; nothing about it is certain but its id."""

    text: Text = ""
    author_id: str = ""
    created_at: Moment | None = None
    conversation_id: str = ""
    references: tuple[Reference, ...] = Field(
        default=(), validation_alias=AliasChoices("referenced_tweets", "referenced_posts")
    )
    entities: Entities = Entities()
    note: Note | None = Field(
        default=None, validation_alias=AliasChoices("note_tweet", "note_post")
    )

    @property
    def is_repost(self) -> bool:
        return any(reference.type in {"retweeted", "reposted"} for reference in self.references)

    @property
    def replied_to(self) -> str:
        """Id of the post it answers, or ""."""
        return next((r.id for r in self.references if r.type == "replied_to"), "")


class Tweet(Beside):
    """A post we asked for. Without one of these fields X broke its contract, or we our question."""

    text: Text
    author_id: Id
    created_at: Moment
    conversation_id: Id


class User(Payload):
    id: Id
    username: Text = ""
    name: Text = ""


class Includes(Payload):
    users: tuple[User, ...] = ()
    tweets: tuple[Beside, ...] = Field(default=(), validation_alias=AliasChoices("tweets", "posts"))


class Problem(Payload):
    """Why one of the things asked for is not in the answer."""

    type: str = ""
    value: str = ""
    parameter: str = ""

    @property
    def kind(self) -> str:
        """The last part of ``type``: its host varies."""
        return self.type.rpartition("/")[2]


class Meta(Payload):
    next_token: str = ""


class Answer(Payload):
    """Any list of posts. ``data`` is absent when there are none."""

    data: tuple[Tweet, ...] = ()
    includes: Includes = Includes()
    errors: tuple[Problem, ...] = ()
    meta: Meta = Meta()

    @model_validator(mode="after")
    def _is_an_answer(self) -> Self:
        if not self.model_fields_set & {"data", "errors", "meta"}:
            raise ValueError("has neither data, errors nor meta")
        return self


class Listing(Payload):
    """As much of a list of posts as paging needs, so that the rest may be unreadable."""

    data: tuple[Numbered, ...] = ()
    meta: Meta = Meta()


class Placed(Payload):
    """The answer to POST /2/tweets."""

    data: Numbered


class Me(Payload):
    """The answer to GET /2/users/me."""

    data: User


class Tokens(Payload):
    """The answer of the token endpoint. Refresh tokens work once."""

    access_token: str = Field(min_length=1)
    refresh_token: str = ""
