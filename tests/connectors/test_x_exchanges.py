"""What an account asks of X and what X says to that, by its samples of both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site

from connectors import registry
from connectors.base import (
    Capability,
    Connection,
    Connector,
    Deed,
    Identity,
    Media,
    Outgoing,
    Receipt,
)
from tests.connectors import sampled
from tests.connectors.answers import US
from tests.connectors.bench import MemoryVault
from tests.connectors.exchange import Exchange, Stage, play, staged

pytestmark = pytest.mark.shared

CITIZEN = "1600000000000000002"
QUESTION, ANSWER = "2090000000000000300", "2090000000000000600"
WORDS = "@burger_jan Dank voor uw melding, we sturen de buitendienst langs."
PICTURE = Media("kaart.png", "image/png", 9, read=lambda: b"a picture")
FILM = Media("kapot.mp4", "video/mp4", 1_048_576, read=lambda: bytes(1_048_576))
UPLOAD, PART = "POST /2/media/upload", "/2/media/upload/1880028106020515840"
PLACED = Receipt(ANSWER, f"{site.X_WEB_URL}/GemVoorbeeld/status/{ANSWER}")


def x() -> Connector:
    vault = MemoryVault({"access_token": "a"})
    return registry.connect("x", Connection(US.external_id, US.handle, vault))


def place(*media: Media) -> Receipt:
    return x().send(Outgoing(WORDS, QUESTION, datetime.now(UTC), media=media))


def write() -> Receipt:
    letter = Outgoing(
        text="Dank voor uw bericht.",
        reply_to="1",
        not_before=datetime.now(UTC),
        way=Capability.DM,
        recipient=CITIZEN,
        thread_id=f"{US.external_id}-{CITIZEN}",
        media=(PICTURE,),
    )
    return x().send(letter)


def perform(act: Capability, target: str = QUESTION) -> None:
    x().perform(Deed(act, target))


def with_media(media_id: str) -> dict[str, Any]:
    said = {"text": WORDS, "reply": {"in_reply_to_tweet_id": QUESTION}}
    return said | {"media": {"media_ids": [media_id]}}


EXCHANGES = {
    "who we are": Exchange(
        lambda: x().identify(),
        {"GET /2/users/me": "users_me_200"},
        gives=Identity(US.external_id, "GemVoorbeeld", "Gemeente Voorbeeld"),
    ),
    "an answer": Exchange(
        place,
        {"POST /2/tweets": "post_tweets_201"},
        {"POST /2/tweets": "post_tweets_request_reply"},
        PLACED,
    ),
    "an answer with a picture": Exchange(
        lambda: place(PICTURE),
        {UPLOAD: "media_oneshot_200", "POST /2/tweets": "post_tweets_201"},
        {"POST /2/tweets": with_media("1880028106020515841")},
        PLACED,
    ),
    "an answer with a film, which X makes ready first": Exchange(
        lambda: place(FILM),
        {
            f"{UPLOAD}/initialize": "media_initialize_200",
            f"POST {PART}/append": {},
            f"POST {PART}/finalize": "media_finalize_200",
            "GET /2/media/upload": {"data": {"id": "1880028106020515840"}},
            "POST /2/tweets": "post_tweets_201",
        },
        {
            f"{UPLOAD}/initialize": "media_initialize_request",
            "POST /2/tweets": with_media("1880028106020515840"),
        },
        PLACED,
    ),
    "a letter with a picture": Exchange(
        write,
        {
            UPLOAD: {"data": {"id": "2090000000000000650"}},
            f"POST /2/dm_conversations/with/{CITIZEN}/messages": "post_dm_with_201",
        },
        {f"POST /2/dm_conversations/with/{CITIZEN}/messages": "post_dm_request"},
        Receipt("2090000000000000700", f"{site.X_WEB_URL}/messages/{US.external_id}-{CITIZEN}"),
    ),
    "a reply hidden": Exchange(
        lambda: perform(Capability.HIDE),
        {f"PUT /2/tweets/{QUESTION}/hidden": "put_hidden_200"},
        {f"PUT /2/tweets/{QUESTION}/hidden": {"hidden": True}},
    ),
    "a reply liked": Exchange(
        lambda: perform(Capability.LIKE),
        {f"POST /2/users/{US.external_id}/likes": "post_like_200"},
        {f"POST /2/users/{US.external_id}/likes": {"tweet_id": QUESTION}},
    ),
    "an answer of ours deleted": Exchange(
        lambda: perform(Capability.DELETE, ANSWER),
        {f"DELETE /2/tweets/{ANSWER}": "delete_tweet_200"},
    ),
}
NAMED = {name for each in EXCHANGES.values() for name in each.samples}


@pytest.fixture
def stage(settings: Any) -> Iterator[Stage]:
    with staged(settings) as stage:
        yield stage


@pytest.mark.parametrize("what", EXCHANGES)
def test_x_is_asked_and_answers(shared: Path, stage: Stage, what: str) -> None:
    play(EXCHANGES[what], stage, lambda name: sampled.load(shared, sampled.X, name))
