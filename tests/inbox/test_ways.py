"""Answers by way: what is offered, until when, in how many messages, and what goes along."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from connectors.base import Capability, ConnectorError, Reason
from connectors.models import Account
from inbox import actions, outbox
from inbox.models import Attachment, Conversation, Event, Outbound
from inbox.refusals import Refused
from inbox.ways import offers
from inbox.workflow import Sending, Status
from tests.inbox.pigeon.connector import LIMIT, Loft
from tests.inbox.pigeon.post import arrives, conversation, message, says
from tests.town import send_all
from webcare.models import User

pytestmark = pytest.mark.django_db

LONG = "Dit is de eerste zin van ons antwoord. Dit is de tweede zin ervan. En dit is de laatste."


def _asked(account: Account, number: str = "1", **more: Any) -> Conversation:
    arrives(account, says(number, **{"created_at": timezone.now().isoformat(), **more}))
    return conversation(number)


def _private(account: Account, ago: timedelta = timedelta()) -> Conversation:
    written = (timezone.now() - ago).isoformat()
    return _asked(account, private=True, thread_id="900", created_at=written)


def _names(asked: Conversation) -> list[str]:
    return [offer.way.capability.value for offer in offers(asked) if not offer.refused]


def _states() -> list[str]:
    return list(Outbound.objects.order_by("pk").values_list("state", flat=True))


def _picture(asked: Conversation, by: User, **more: Any) -> int:
    row = Attachment.objects.create(
        conversation=asked,
        uploaded_by=by,
        key=f"k{Attachment.objects.count()}",
        state=Attachment.State.KEPT,
        **{"kind": "image", "mime": "image/png", "size": 10, "alt": "Een linde", **more},
    )
    row.file.save("x.png", ContentFile(b"0123456789"))
    return row.pk


# What is offered ---------------------------------------------------------------------------------


def test_public_question_is_answered_in_public_or_once_in_private(pigeons: Account) -> None:
    assert _names(_asked(pigeons)) == ["reply", "private_reply"]


def test_private_question_is_answered_in_private(pigeons: Account) -> None:
    assert _names(_private(pigeons)) == ["dm"]


def test_who_did_not_call_us_is_answered_by_hand_or_on_a_larger_plan(pigeons: Account) -> None:
    asked = _asked(pigeons, allows=["cold_reply"])
    assert _names(asked) == []
    pigeons.features = ["loud"]
    pigeons.save()
    assert _names(conversation("1")) == ["cold_reply"]


def test_earlier_message_that_called_us_is_answered_when_the_newest_did_not(
    pigeons: Account,
) -> None:
    asked = _asked(pigeons, allows=["reply"])
    arrives(pigeons, says("2", "Hallo?", thread_id="1", allows=["cold_reply"]))
    [offer] = [one for one in offers(asked) if one.way.capability is Capability.REPLY]
    assert (offer.target.external_id, offer.refused) == ("1", "")


def test_offer_says_when_it_closes_and_why_it_is_closed(pigeons: Account) -> None:
    [private] = offers(_private(pigeons, timedelta(hours=1)))
    assert private.closes_at
    assert timedelta(hours=22) < private.closes_at - timezone.now() < timedelta(hours=23)
    later = timezone.now() + timedelta(days=2)
    [closed] = offers(conversation("1"), later)
    assert str(closed.refused) == "Na een dag slaapt de duif."


def test_private_answer_is_given_once(pigeons: Account, anouk: User) -> None:
    asked = _asked(pigeons)
    actions.reply(asked, "We bellen je.", anouk, way="private_reply")
    with pytest.raises(Refused):
        actions.reply(asked, "Nog iets.", anouk, way="private_reply")
    assert _names(asked) == ["reply"]


def test_answer_beyond_its_window_is_refused_with_the_reason(pigeons: Account, anouk: User) -> None:
    asked = _private(pigeons, timedelta(days=2))
    with pytest.raises(Refused, match="slaapt de duif"):
        actions.reply(asked, "Dinsdag.", anouk)


def test_feature_keeps_the_window_open_and_the_platform_is_told(
    pigeons: Account, anouk: User, loft: Loft
) -> None:
    pigeons.features = ["patient"]
    pigeons.save()
    asked = _private(pigeons, timedelta(days=2))
    outbox.deliver(actions.reply(asked, "Dinsdag.", anouk).pk)
    [placed] = loft.placed
    assert (placed.window, placed.recipient, placed.thread_id) == ("patient", "900", "900")
    assert placed.key == str(Outbound.objects.get().key)


def test_window_that_closed_while_the_answer_waited_fails_in_words(
    pigeons: Account, anouk: User, loft: Loft
) -> None:
    outbound = actions.reply(_private(pigeons), "Dinsdag.", anouk)
    long_ago = timezone.now() - timedelta(days=2)
    asked = message("1")
    asked.created_at = long_ago
    asked.save()
    outbox.deliver(outbound.pk)
    outbound.refresh_from_db()
    assert (outbound.state, outbound.reason) == (Sending.FAILED, "window_closed")
    assert outbound.detail == "Na een dag slaapt de duif."
    assert not loft.placed


# In parts ----------------------------------------------------------------------------------------


def test_long_answer_goes_in_parts_each_beneath_the_one_before(
    pigeons: Account, anouk: User, loft: Loft
) -> None:
    actions.reply(_asked(pigeons), LONG, anouk, split=True)
    send_all()
    assert [one.reply_to for one in loft.placed] == ["1", "p1"]
    assert " ".join(one.text for one in loft.placed) == LONG
    assert all(len(one.text) <= LIMIT for one in loft.placed)


def test_long_answer_is_refused_unless_it_may_be_split(pigeons: Account, anouk: User) -> None:
    with pytest.raises(Refused, match="te lang"):
        actions.reply(_asked(pigeons), LONG, anouk)
    with pytest.raises(Refused, match="te lang"):
        actions.reply(conversation("1"), LONG * 3, anouk, split=True)


def test_second_click_on_a_long_answer_is_the_same_answer(pigeons: Account, anouk: User) -> None:
    key = "6a52cbe2-5ee9-4d0e-9d57-9f3a5d9a4b11"
    first = actions.reply(_asked(pigeons), LONG, anouk, split=True, key=key)  # type: ignore[arg-type]
    again = actions.reply(conversation("1"), LONG, anouk, split=True, key=key)  # type: ignore[arg-type]
    assert first == again
    assert Outbound.objects.count() == 2


def test_part_waits_while_the_one_before_is_in_doubt(
    pigeons: Account, anouk: User, loft: Loft
) -> None:
    actions.reply(_asked(pigeons), LONG, anouk, split=True)
    loft.failures = [ConnectorError(Reason.UNAVAILABLE, uncertain=True)]
    send_all()
    assert _states() == [Sending.UNCERTAIN, Sending.QUEUED]


def test_failed_part_stops_those_after_it_and_takes_them_along_again(
    pigeons: Account, anouk: User, loft: Loft
) -> None:
    first = actions.reply(_asked(pigeons), LONG, anouk, split=True)
    loft.failures = [ConnectorError(Reason.DUPLICATE, permanent=True)]
    send_all()
    assert _states() == [Sending.FAILED, Sending.FAILED]
    assert conversation("1").status == Status.OPEN
    with pytest.raises(Refused):
        actions.retry(Outbound.objects.get(after=first), anouk)
    actions.retry(Outbound.objects.get(pk=first.pk), anouk)
    send_all()
    assert _states() == [Sending.SENT, Sending.SENT]


def test_dropped_part_takes_those_after_it_along(pigeons: Account, anouk: User) -> None:
    first = actions.reply(_asked(pigeons), LONG, anouk, split=True)
    actions.drop(first, anouk)
    assert _states() == [Sending.DROPPED, Sending.DROPPED]


# Attachments -------------------------------------------------------------------------------------


def test_picture_goes_along_with_its_description(pigeons: Account, anouk: User, loft: Loft) -> None:
    asked = _asked(pigeons)
    actions.reply(asked, "Zo dus.", anouk, media=[_picture(asked, anouk)])
    send_all()
    [placed] = loft.placed
    [picture] = placed.media
    assert (placed.text, picture.alt, picture.read()) == ("Zo dus.", "Een linde", b"0123456789")


def test_attachments_that_go_by_themselves_go_before_the_words(
    pigeons: Account, anouk: User, loft: Loft
) -> None:
    asked = _private(pigeons)
    two = [_picture(asked, anouk), _picture(asked, anouk)]
    actions.reply(asked, "Zo dus.", anouk, media=two)
    send_all()
    assert [(one.text, len(one.media)) for one in loft.placed] == [("", 1), ("", 1), ("Zo dus.", 0)]


def test_picture_may_go_without_words_where_it_goes_by_itself(
    pigeons: Account, anouk: User
) -> None:
    asked = _private(pigeons)
    assert actions.reply(asked, "", anouk, media=[_picture(asked, anouk)]).message.text == ""


@pytest.mark.parametrize(
    ("more", "way"),
    [
        ({"alt": ""}, None),
        ({"alt": "a" * 51}, None),
        ({"size": 10_001}, None),
        ({"mime": "application/pdf", "kind": "file"}, None),
        ({}, "private_reply"),
    ],
)
def test_attachment_that_the_platform_would_not_take_is_refused(
    pigeons: Account, anouk: User, more: dict[str, Any], way: str | None
) -> None:
    asked = _asked(pigeons)
    picture = _picture(asked, anouk, **more)
    with pytest.raises(Refused):
        actions.reply(asked, "Zo dus.", anouk, media=[picture], way=way)
    assert not Outbound.objects.exists()


# By hand -----------------------------------------------------------------------------------------


def test_answer_by_hand_gives_the_link_and_the_citizen_waits(pigeons: Account, anouk: User) -> None:
    asked = _asked(pigeons, allows=["cold_reply"])
    assert actions.by_hand(asked, "Dinsdag.", anouk).startswith("https://duif.example/schrijf")
    assert _states() == [Sending.BY_HAND]
    assert conversation("1").status == Status.OPEN
    assert Event.objects.filter(verb=Event.Verb.BY_HAND).exists()


@pytest.mark.parametrize("words", ["Dinsdag.", "Aanstaande dinsdag."])
def test_answer_by_hand_is_recognised_when_it_appears(
    pigeons: Account, anouk: User, words: str
) -> None:
    actions.by_hand(_asked(pigeons, allows=[]), "Dinsdag.", anouk)
    now = timezone.now().isoformat()
    us = [pigeons.external_id]
    arrives(pigeons, says("7", words, author=us, thread_id="1", parent_id="1", created_at=now))
    outbound = Outbound.objects.get()
    assert (outbound.state, outbound.message.external_id) == (Sending.SENT, "7")
    assert message("7").text == words
    assert conversation("1").messages.count() == 2
    assert conversation("1").status == Status.ANSWERED


def test_refused_answer_is_taken_by_hand(pigeons: Account, anouk: User, loft: Loft) -> None:
    outbound = actions.reply(_asked(pigeons), "Dinsdag.", anouk)
    loft.failures = [ConnectorError(Reason.NOT_CALLED, permanent=True)]
    send_all()
    outbound.refresh_from_db()
    assert actions.take_by_hand(outbound, anouk)
    assert _states() == [Sending.BY_HAND]
    actions.drop(outbound, anouk)
    assert _states() == [Sending.DROPPED]


# The outbox --------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", [Reason.THROTTLED, Reason.BUDGET])
def test_platform_that_asks_to_wait_is_waited_for_and_costs_no_attempt(
    pigeons: Account, anouk: User, loft: Loft, reason: Reason
) -> None:
    outbound = actions.reply(_asked(pigeons), "Dinsdag.", anouk)
    loft.failures = [ConnectorError(reason, retry_after=timedelta(hours=3))]
    send_all()
    outbound.refresh_from_db()
    assert (outbound.state, outbound.attempts) == (Sending.QUEUED, 0)
    assert _hours_from_now(outbound.not_before) == 3
    pigeons.refresh_from_db()
    assert (pigeons.problem == "budget") == (reason is Reason.BUDGET)


def test_answer_that_was_sent_is_contact(pigeons: Account, anouk: User) -> None:
    actions.reply(_asked(pigeons), "Dinsdag.", anouk)
    send_all()
    pigeons.refresh_from_db()
    assert pigeons.contact_at


def test_search_that_cannot_tell_leaves_what_was_said(
    pigeons: Account, anouk: User, loft: Loft
) -> None:
    outbound = actions.reply(_asked(pigeons), "Dinsdag.", anouk)
    loft.failures = [ConnectorError(Reason.UNAVAILABLE, uncertain=True)]
    send_all()
    loft.found = ConnectorError(Reason.UNAVAILABLE, "503")
    outbox.reconcile(outbound.pk)
    outbound.refresh_from_db()
    assert (outbound.state, outbound.searches) == (Sending.UNCERTAIN, 1)
    assert "503" in outbound.detail
    assert outbound.not_before > timezone.now()


def test_answer_a_person_confirmed_gets_its_number_when_it_is_seen(
    pigeons: Account, anouk: User, loft: Loft
) -> None:
    outbound = actions.reply(_asked(pigeons), "Dinsdag.", anouk)
    loft.failures = [ConnectorError(Reason.UNAVAILABLE, uncertain=True)]
    send_all()
    actions.confirm(Outbound.objects.get(pk=outbound.pk), anouk)
    arrives(
        pigeons,
        says("7", "Dinsdag.", author=[pigeons.external_id], thread_id="1", parent_id="1"),
    )
    assert message("7").pk == outbound.message_id
    assert conversation("1").messages.count() == 2


def _hours_from_now(moment: datetime) -> int:
    return round((moment - timezone.now()) / timedelta(hours=1))
