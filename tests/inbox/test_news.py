"""What platforms tell besides words, in any order: deletions, hiding, reactions, and the odd."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connectors.base import ConnectorError, Reason
from connectors.models import Account, Arrival, LookUp
from inbox.models import Attachment, Author, Conversation, Early, Event, Message, Reaction
from inbox.workflow import Status
from tests.inbox.pigeon.connector import Loft
from tests.inbox.pigeon.post import (
    NOON,
    SEM,
    arrives,
    at,
    conversation,
    message,
    read_again,
    says,
)

pytestmark = pytest.mark.django_db

FIRST = says("1", "eerste versie", as_of=at(1))
SECOND = says("1", "tweede versie", as_of=at(2))
GONE = {"is": "deleted", "external_id": "1", "as_of": at(3)}
HIDE = {"is": "hidden", "external_id": "1", "hidden": True, "as_of": at(2)}
SHOW = {"is": "hidden", "external_id": "1", "hidden": False, "as_of": at(3)}
LIKE = {"is": "reacted", "external_id": "1", "by": "900", "reaction": "♥", "as_of": at(4)}
UNLIKE = {**LIKE, "reaction": "", "as_of": at(5)}


@pytest.mark.parametrize("order", list(itertools.permutations([FIRST, SECOND, GONE])))
def test_deleted_message_is_empty_in_whatever_order_its_news_comes(
    pigeons: Account, order: tuple[dict[str, Any], ...]
) -> None:
    for item in (*order, *order):
        arrives(pigeons, item)
    kept = message("1")
    assert kept.text == ""
    assert kept.deleted_at
    assert conversation("1").status == Status.CLOSED
    assert not Early.objects.exists()


@pytest.mark.parametrize("order", list(itertools.permutations([FIRST, SECOND, HIDE, SHOW])))
def test_newest_words_and_state_win_in_whatever_order(
    pigeons: Account, order: tuple[dict[str, Any], ...]
) -> None:
    for item in order:
        arrives(pigeons, item)
    assert (message("1").text, message("1").hidden) == ("tweede versie", False)


@pytest.mark.parametrize("order", [(FIRST, LIKE, UNLIKE), (UNLIKE, LIKE, FIRST), (LIKE, FIRST)])
def test_reactions_are_counted_once(pigeons: Account, order: tuple[dict[str, Any], ...]) -> None:
    for item in (*order, *order):
        arrives(pigeons, item)
    standing = Reaction.objects.exclude(reaction="").count()
    assert message("1").reactions == standing == int(UNLIKE not in order)


def test_of_two_at_the_same_moment_the_later_arrival_wins(pigeons: Account) -> None:
    arrives(pigeons, FIRST)
    arrives(pigeons, {**SECOND, "as_of": FIRST["as_of"]})
    assert message("1").text == "tweede versie"


def test_message_that_is_shown_again_after_its_deletion_is_back(pigeons: Account) -> None:
    arrives(pigeons, FIRST)
    arrives(pigeons, GONE)
    arrives(pigeons, {**SECOND, "as_of": at(9)})
    assert message("1").text == "tweede versie"
    assert conversation("1").status == Status.OPEN


def test_deletion_replayed_after_the_message_came_back_is_old_news(pigeons: Account) -> None:
    for item in (FIRST, GONE, {**SECOND, "as_of": at(9)}, GONE):
        arrives(pigeons, item)
    assert message("1").text == "tweede versie"


def test_hidden_message_says_so_in_the_history(pigeons: Account) -> None:
    arrives(pigeons, FIRST)
    arrives(pigeons, HIDE)
    assert message("1").hidden
    assert Event.objects.filter(verb=Event.Verb.HIDDEN).count() == 1


def test_attachments_of_a_deleted_message_go_with_it(pigeons: Account) -> None:
    arrives(pigeons, {**FIRST, "attachments": ["link"]})
    assert Attachment.objects.get().state == Attachment.State.LINK
    arrives(pigeons, GONE)
    assert Attachment.objects.get().state == Attachment.State.GONE


def test_attachments_are_expected_once(pigeons: Account) -> None:
    for _ in range(2):
        arrives(pigeons, {**FIRST, "attachments": ["link", "image"]})
    assert Attachment.objects.filter(message=message("1")).count() == 2


def test_post_of_our_own_keeps_its_attachments(pigeons: Account) -> None:
    post = {"is": "post", "external_id": "10", "text": "Open dag", "created_at": at(0)}
    arrives(pigeons, says("1", post_id="10"), post)
    assert conversation("1").post
    assert conversation("1").post.text == "Open dag"  # type: ignore[union-attr]


def test_what_it_is_and_what_it_allows_are_kept(pigeons: Account) -> None:
    arrives(pigeons, says("1", form="quote", allows=["hide"], reactions=3, hidden=True))
    kept = message("1")
    assert (kept.form, kept.allows, kept.reactions, kept.hidden) == ("quote", ["hide"], 3, True)


def test_name_that_is_learned_later_is_the_citizens(pigeons: Account) -> None:
    arrives(pigeons, says("1", author=["900"]))
    arrives(pigeons, {"is": "profile", "person": ["900", "", "Noor Voorbeeld"]})
    arrives(pigeons, {"is": "profile", "person": ["999", "", "Wie dan ook"]})
    assert Author.objects.get().name == "Noor Voorbeeld"


def test_pointer_is_looked_up(pigeons: Account) -> None:
    arrives(pigeons, {"is": "pointer", "subject": "mention/7"})
    assert LookUp.objects.get().subject == "mention/7"


# What cannot be read -----------------------------------------------------------------------------


def test_unknown_part_is_kept_with_its_name_and_its_neighbours_are_read(pigeons: Account) -> None:
    odd = {"is": "aside", "what": "feather.moulted", "kept": "unknown"}
    arrival = arrives(pigeons, FIRST, odd)
    assert (arrival.state, arrival.error.strip()) == (Arrival.State.UNKNOWN, "feather.moulted")
    assert conversation("1")


def test_unreadable_part_fails_and_can_be_read_again_without_harm(pigeons: Account) -> None:
    odd = {"is": "aside", "what": "egg", "kept": "unreadable", "why": "no shell"}
    arrival = arrives(pigeons, FIRST, odd)
    assert (arrival.state, arrival.error) == (Arrival.State.FAILED, "egg: no shell")
    read_again(arrival)
    assert Message.objects.count() == 1


def test_what_is_of_no_concern_leaves_nothing_behind(pigeons: Account) -> None:
    arrival = arrives(pigeons, {"is": "aside", "what": "seen", "kept": "nothing"})
    assert (arrival.state, arrival.error) == (Arrival.State.PARSED, "")


def test_permission_that_was_taken_asks_to_connect_again(pigeons: Account, loft: Loft) -> None:
    loft.failures = [ConnectorError(Reason.CREDENTIALS, permanent=True, reauthorise=True)]
    arrives(pigeons, {"is": "revoked", "detail": "taken"})
    pigeons.refresh_from_db()
    assert pigeons.state == Account.State.REAUTHORISE


def test_old_news_of_a_taken_permission_does_not_disconnect(pigeons: Account) -> None:
    arrives(pigeons, {"is": "revoked", "detail": "taken, a day ago"})
    pigeons.refresh_from_db()
    assert pigeons.state == Account.State.OK


def test_test_message_proves_the_path_and_is_no_conversation(
    pigeons: Account, settings: Any
) -> None:
    settings.CANARY_HANDLE = f"{pigeons.kind}:sem_voorbeeld"
    written = (timezone.now() - timedelta(seconds=5)).isoformat()
    arrives(pigeons, says("1", author=SEM, created_at=written))
    pigeons.refresh_from_db()
    assert pigeons.canary_at
    assert not Conversation.objects.exists()


# At volume ---------------------------------------------------------------------------------------


def test_thousand_messages_take_few_queries_each(pigeons: Account) -> None:
    people = [[str(5000 + n), f"inwoner_{n}", ""] for n in range(200)]
    items = [
        says(f"m{n}", f"vraag {n}", thread_id=f"t{n % 500}", author=people[n % 200], as_of=at(n))
        for n in range(1000)
    ]
    with CaptureQueriesContext(connection) as asked:
        arrives(pigeons, *items)
    assert Message.objects.count() == 1000
    assert len(asked) < 4 * len(items)
    with CaptureQueriesContext(connection) as again:
        arrives(pigeons, *items)
    assert len(again) < 1100
    assert not Event.objects.exclude(verb__in=["received", "routed"]).exists()
    assert Message.objects.filter(created_at__gte=NOON).count() == 1000
