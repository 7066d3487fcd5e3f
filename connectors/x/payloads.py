"""The posts of X API v2 that we read, in both of its vocabularies.

Since version 2.167 of the specification a tweet is a post; which names an answer has depends on
the request. We ask in the old ones and read either.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AliasChoices,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from connectors.payloads import Moment, Payload, Text

_ID = re.compile(r"[0-9]{1,19}")
Id = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,19}$")]
M = TypeVar("M", bound=Payload)


def is_id(value: object) -> bool:
    """Whether X would take this for the number of a post, a message or a person."""
    return bool(_ID.fullmatch(str(value)))


def _ids_only(value: object) -> object:
    return [i for i in value if is_id(i)] if isinstance(value, list) else value


def readable_only(model: type[M]) -> BeforeValidator:
    """For what stands beside the things asked for: one odd neighbour hinders nothing."""

    def keep(value: object) -> object:
        parts = value if isinstance(value, list | tuple) else []
        return [found for part in parts if (found := _try(model, part))]

    return BeforeValidator(keep)


def _try(model: type[M], value: object) -> M | None:
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


def unwrapped(value: Any) -> Any:
    """Webhooks put some things inside ``data`` and others not."""
    inside = value.get("data") if isinstance(value, dict) else None
    return inside if isinstance(inside, dict) else value


# X sometimes gives [""] here.
History = Annotated[tuple[Id, ...], BeforeValidator(_ids_only)]


class Link(Payload):
    url: str = Field(min_length=1)
    expanded_url: Text = ""
    media_key: str = ""


class Mention(Payload):
    """Someone named in a text. ``start`` counts code points."""

    start: int = 0
    id: str = ""
    username: str = ""


class Entities(Payload):
    urls: Annotated[tuple[Link, ...], readable_only(Link)] = ()
    mentions: Annotated[tuple[Mention, ...], readable_only(Mention)] = ()


class Note(Payload):
    """The whole of a text of more than 280 characters."""

    text: Text
    entities: Entities = Entities()


class Reference(Payload):
    type: str
    id: Id


class Keys(Payload):
    media_keys: tuple[str, ...] = ()


class Metrics(Payload):
    like_count: int | None = None


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
    attachments: Keys = Keys()

    @property
    def is_repost(self) -> bool:
        return any(reference.type in {"retweeted", "reposted"} for reference in self.references)

    @property
    def replied_to(self) -> str:
        """Id of the post it answers, or ""."""
        return self._reference("replied_to")

    @property
    def quoted(self) -> str:
        """Id of the post it quotes, or ""."""
        return self._reference("quoted")

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Everyone named, also beyond the first 280 characters."""
        return (*self.entities.mentions, *(self.note.entities.mentions if self.note else ()))

    def _reference(self, kind: str) -> str:
        return next((each.id for each in self.references if each.type == kind), "")


class Tweet(Beside):
    """A post we asked for. Without one of these fields X broke its contract, or we our question."""

    text: Text
    author_id: Id
    created_at: Moment
    conversation_id: Id
    in_reply_to_user_id: str = ""
    display_text_range: tuple[int, ...] = ()
    metrics: Metrics = Field(default=Metrics(), validation_alias="public_metrics")

    @model_validator(mode="before")
    @classmethod
    def _say_what_it_answers(cls, value: Any) -> Any:
        """Webhooks may name it apart, and leave the reference out."""
        answered = value.get("in_reply_to_tweet_id") if isinstance(value, dict) else None
        if not answered or value.get("referenced_tweets") or value.get("referenced_posts"):
            return value
        return {**value, "referenced_tweets": [{"type": "replied_to", "id": answered}]}


class User(Payload):
    id: Id
    username: Text = Field(default="", validation_alias=AliasChoices("username", "screen_name"))
    name: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, value: Any) -> Any:
        return unwrapped(value)


class Variant(Payload):
    """A film in one size; ``bit_rate`` is "bitrate" in version 1.1."""

    url: str = ""
    content_type: str = ""
    bit_rate: int = Field(default=0, validation_alias=AliasChoices("bit_rate", "bitrate"))


class Medium(Payload):
    media_key: str
    type: str = ""
    url: str = ""
    preview_image_url: str = ""
    alt_text: Text = ""
    variants: Annotated[tuple[Variant, ...], readable_only(Variant)] = ()

    @property
    def best_url(self) -> str:
        """The picture, or the film in its largest size that is a file."""
        films = [each for each in self.variants if each.content_type == "video/mp4" and each.url]
        best = max(films, key=lambda each: each.bit_rate, default=None)
        return best.url if best else self.url


class Includes(Payload):
    users: Annotated[tuple[User, ...], readable_only(User)] = ()
    tweets: Annotated[tuple[Beside, ...], readable_only(Beside)] = Field(
        default=(), validation_alias=AliasChoices("tweets", "posts")
    )
    media: Annotated[tuple[Medium, ...], readable_only(Medium)] = ()


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
    """Any list. ``data`` is absent when there is nothing; its parts are read one by one."""

    data: tuple[Any, ...] = ()
    includes: Includes = Includes()
    errors: tuple[Problem, ...] = ()
    meta: Meta = Meta()

    @model_validator(mode="after")
    def _is_an_answer(self) -> Self:
        if not self.model_fields_set & {"data", "errors", "meta"}:
            raise ValueError("has neither data, errors nor meta")
        return self


class Listing(Payload):
    """As much of a list as paging needs, so that the rest may be unreadable."""

    data: Annotated[tuple[Numbered, ...], readable_only(Numbered)] = ()
    meta: Meta = Meta()

    @property
    def ids(self) -> list[int]:
        return [int(each.id) for each in self.data]


class Total(Payload):
    total: int = Field(ge=0, validation_alias=AliasChoices("total_tweet_count", "total_post_count"))


class Counted(Payload):
    """How many posts a query finds, in either vocabulary."""

    meta: Total


class Placed(Payload):
    """The answer to POST /2/tweets."""

    data: Numbered


class Me(Payload):
    """The answer to GET /2/users/me."""

    data: User


class Tokens(Payload):
    """The answer of the token endpoint. Refresh tokens work once; ``expires_in`` is seconds."""

    access_token: str = Field(min_length=1)
    refresh_token: str = ""
    scope: str = ""
    expires_in: int = 0
