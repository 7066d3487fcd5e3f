"""Bodies in the words of version 1.1: the deprecated Account Activity API (X docs, same name).

A post of version 1.1 names what it answers but not its thread, so an answer is looked up.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, model_validator

from connectors.base import Aside, Connection, Deleted, Item, Kept, Pointer, Reacted, Revoked
from connectors.payloads import Moment, Payload, Text, fit
from connectors.x.payloads import History, Id, Includes, Tweet, User, Variant
from connectors.x.posts import Posts, Sighting

_ID = AliasChoices("id_str", "id")


def from_milliseconds(value: object) -> object:
    """Moments are numbers of milliseconds, in a string."""
    text = str(value)
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("is no number of milliseconds")
    try:
        return datetime.fromtimestamp(int(text[:16]) / 1000, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError("is outside the calendar") from error


def _from_words(value: object) -> object:
    """Moments of posts look like ``Wed Nov 18 08:15:30 +0000 2026``."""
    try:
        return datetime.strptime(str(value), "%a %b %d %H:%M:%S %z %Y")
    except ValueError:
        raise ValueError("is no moment of version 1.1") from None  # quotes nothing


Milliseconds = Annotated[Moment, BeforeValidator(from_milliseconds)]


class OldUser(Payload):
    id: Id = Field(validation_alias=_ID)
    screen_name: Text = ""
    name: Text = ""


class OldMedium(Payload):
    id: str = Field(validation_alias=_ID)
    type: str = ""
    url: str = ""
    media_url_https: str = ""
    alt: Text = Field(default="", validation_alias="ext_alt_text")
    variants: tuple[Variant, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _film(cls, value: Any) -> Any:
        film = value.get("video_info") if isinstance(value, dict) else None
        return {**value, **film} if isinstance(film, dict) else value

    def renewed(self) -> dict[str, Any]:
        """The same as version 2 shows it."""
        return {
            "media_key": self.id,
            "type": self.type or "photo",
            "url": self.media_url_https if self.type in {"", "photo"} else "",
            "alt_text": self.alt,
            "variants": self.variants,
        }


class _Media(Payload):
    media: tuple[OldMedium, ...] = ()


class _Whole(Payload):
    full_text: Text
    entities: dict[str, Any] = Field(default_factory=dict)
    extended_entities: _Media = _Media()


class _History(Payload):
    edit_tweet_ids: History = ()


class _Quoted(Payload):
    user: OldUser | None = None


class OldTweet(Payload):
    id: Id = Field(validation_alias=_ID)
    text: Text = ""
    created_at: Annotated[Moment, BeforeValidator(_from_words)]
    user: OldUser
    answered: str = Field(default="", validation_alias="in_reply_to_status_id_str")
    quoted: Id | None = Field(default=None, validation_alias="quoted_status_id_str")
    quoted_status: _Quoted = _Quoted()
    retweeted_status: Any = None
    entities: dict[str, Any] = Field(default_factory=dict)
    extended_entities: _Media = _Media()
    extended_tweet: _Whole | None = None
    edit_history: _History = _History()
    likes: int | None = Field(default=None, validation_alias="favorite_count")

    def renewed(self) -> Tweet:
        """The same as version 2 shows it; only for a post that answers nothing."""
        whole = self.extended_tweet
        quoted = [{"type": "quoted", "id": self.quoted}] if self.quoted else []
        return fit(
            Tweet,
            {
                "id": self.id,
                "edit_history_tweet_ids": self.edit_history.edit_tweet_ids or (self.id,),
                "text": whole.full_text if whole else self.text,
                "author_id": self.user.id,
                "created_at": self.created_at,
                "conversation_id": (self.edit_history.edit_tweet_ids or (self.id,))[0],
                "referenced_tweets": quoted,
                "entities": _entities(whole.entities if whole else self.entities, self.media),
                "attachments": {"media_keys": [each.id for each in self.media]},
                "public_metrics": {"like_count": self.likes},
            },
        )

    @property
    def media(self) -> tuple[OldMedium, ...]:
        inside = self.extended_tweet.extended_entities.media if self.extended_tweet else ()
        return inside or self.extended_entities.media

    @property
    def beside(self) -> Includes:
        """Who and what is shown with it."""
        user = User(id=self.user.id, username=self.user.screen_name, name=self.user.name)
        return fit(Includes, {"users": [user], "media": [each.renewed() for each in self.media]})


def _entities(old: dict[str, Any], media: tuple[OldMedium, ...]) -> dict[str, Any]:
    links = [{"url": each.url, "media_key": each.id} for each in media if each.url]
    named = old.get("user_mentions")
    return {
        "urls": [*(_list(old.get("urls"))), *links],
        "mentions": [_mention(each) for each in _list(named) if isinstance(each, dict)],
    }


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mention(old: dict[str, Any]) -> dict[str, Any]:
    indices = _list(old.get("indices"))
    start = indices[0] if indices else 0
    return {"id": old.get("id_str"), "username": old.get("screen_name"), "start": start}


class _Status(Payload):
    id: Id = Field(validation_alias=_ID)


class _Deletion(Payload):
    status: _Status
    timestamp_ms: Milliseconds


class _Favourite(Payload):
    """A like; the documentation shows these fields of it."""

    favorited_status: _Status
    user: OldUser
    timestamp_ms: Milliseconds


class _Source(Payload):
    user_id: Id


class Revocation(Payload):
    date_time: str = ""
    source: _Source


class UserEvent(Payload):
    revoke: Revocation


def written(value: object, us: Connection) -> list[Item]:
    """One of ``tweet_create_events``. Raises Unreadable."""
    tweet = fit(OldTweet, value)
    if tweet.retweeted_status:
        return [Aside("repost", Kept.NOTHING)]
    if tweet.answered:
        return [Pointer(tweet.id)]
    quoted = tweet.quoted_status.user
    by_us = quoted is not None and quoted.id == us.external_id
    sighting = Sighting(told=True, quotes_us=by_us)
    return list(Posts([tweet.renewed()], tweet.beside, us, sighting).items())


def deleted(value: object, us: Connection) -> list[Item]:
    """One of ``tweet_delete_events``. Raises Unreadable."""
    deletion = fit(_Deletion, value)
    return [Deleted(deletion.status.id, as_of=deletion.timestamp_ms)]


def liked(value: object, us: Connection) -> list[Item]:
    """One of ``favorite_events``. Raises Unreadable."""
    like = fit(_Favourite, value)
    return [Reacted(like.favorited_status.id, like.user.id, "like", as_of=like.timestamp_ms)]


def revoked(value: object, us: Connection) -> list[Item]:
    """The ``user_event``. Raises Unreadable."""
    event = fit(UserEvent, value)
    return [Revoked(f"revoked at {event.revoke.date_time}")]
