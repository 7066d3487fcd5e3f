"""The past is one that the application could have written, and looks like life in a town."""

from __future__ import annotations

from collections import Counter
from itertools import chain, pairwise
from typing import Any

import pytest
from django.db.models import Count, Max
from django.db.models.functions import ExtractIsoWeekDay

from inbox.colleagues.meanwhile import COUNTS
from inbox.models import (
    Bundle,
    Conversation,
    Delivery,
    Event,
    Forwarding,
    Hop,
    Message,
    Outbound,
)
from inbox.standing import settle
from inbox.workflow import Sending, Status
from routing.models import Referral
from tests.history import MESSAGES, Past
from webcare.demo.history import own
from webcare.demo.history.planted import HERE
from webcare.figures.keeping import cases
from webcare.figures.models import Case, Changed

pytestmark = pytest.mark.django_db
Verb = Event.Verb
FIELDS = [one.attname for one in Conversation._meta.concrete_fields if one.attname != "updated_at"]


def test_as_many_messages_as_were_asked_for(small_past: Past) -> None:
    assert small_past.made.messages == Message.objects.count()
    assert abs(small_past.made.messages - MESSAGES) < MESSAGES * 0.06
    assert Message.objects.filter(created_at__gt=small_past.until).count() == 0


def test_each_conversation_stands_where_the_application_says(small_past: Past) -> None:
    """Working it out anew changes nothing, and adds nothing to the history."""
    told = [Verb.HANDED_BACK, Verb.SNOOZED, Verb.DELETED, Verb.EDITED, Verb.NATIVE, Verb.BUNDLED]
    odd = [own.conversations().filter(events__verb=verb).order_by("pk")[:4] for verb in told]
    usual = [own.conversations().filter(status=one).order_by("-pk")[:8] for one in Status.values]
    for row in chain(*odd, *usual):
        before, events = _as_it_is(row), row.events.count()
        settle(row)
        assert _as_it_is(Conversation.objects.get(pk=row.pk)) == before
        assert row.events.count() == events


def test_working_it_out_anew_would_tell(small_past: Past) -> None:
    """The test above can fail."""
    row = own.conversations().filter(status=Status.ANSWERED).latest("pk")
    before = _as_it_is(row)
    Message.objects.filter(conversation=row, incoming=False).delete()
    settle(row)
    assert _as_it_is(Conversation.objects.get(pk=row.pk)) != before


def _as_it_is(row: Conversation) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


def test_version_is_the_newest_event_that_counts(small_past: Past) -> None:
    found = Event.objects.filter(verb__in=COUNTS).values_list("conversation")
    newest = dict(found.annotate(newest=Max("pk")).order_by())
    assert newest == dict(own.conversations().values_list("pk", "version"))


def test_history_is_in_order(small_past: Past) -> None:
    events = Event.objects.order_by("conversation", "pk").values_list("conversation", "at")
    assert all(one[1] <= other[1] for one, other in pairwise(events) if one[0] == other[0])


def test_hops_are_counted_one_after_the_other(small_past: Past) -> None:
    hops = Hop.objects.values("conversation").annotate(many=Count("pk"), last=Max("number"))
    counted = dict(own.conversations().filter(hops__gt=0).values_list("pk", "hops"))
    assert {row["conversation"]: row["many"] for row in hops} == counted
    assert {row["conversation"]: row["last"] for row in hops} == counted


def test_everything_is_there_to_be_seen(small_past: Past) -> None:
    verbs = Counter(Event.objects.values_list("verb", flat=True))
    expected = {
        *("received", "routed", "claimed", "replied", "sent", "native", "closed", "reopened"),
        *("referred", "answered", "handed_back", "department", "edited", "deleted", "bundled"),
        *("noted", "snoozed", "woken", "elsewhere", "failed", "retried", "taken_over"),
    }
    assert expected <= verbs.keys()
    states = set(Referral.objects.values_list("state", flat=True))
    assert {Referral.State.ANSWERED, Referral.State.HANDED_BACK} <= states
    ways = set(Outbound.objects.values_list("way", flat=True))
    assert ways == {"reply", "private_reply", "dm"}
    assert not Outbound.objects.exclude(state=Sending.SENT).exists()
    assert not Forwarding.objects.filter(answer=None, referral__state="answered").exists()
    assert Bundle.objects.filter(number__gt=2).exists()
    assert Delivery.objects.filter(outbound=None).count() == 0


def test_figures_are_counted_as_they_would_be(small_past: Past) -> None:
    assert not Changed.objects.exists()
    pks = list(own.conversations().order_by("-pk").values_list("pk", flat=True)[:200])
    stored = Case.objects.filter(conversation__in=pks)
    known = {(row.conversation, row.number): row.answered_at for row in stored}
    counted = {(pk, row.number): row.answered_at for pk, rows in cases(pks).items() for row in rows}
    assert known == counted


def test_weekends_are_thinner_but_real(small_past: Past) -> None:
    days = own.conversations().annotate(day=ExtractIsoWeekDay("created_at", tzinfo=HERE))
    for event in small_past.events:
        days = days.exclude(created_at__range=(event.begins, event.ends))
    number = dict(days.values_list("day").annotate(Count("pk")).order_by())
    assert number[1] > 1.5 * number[7] > 0


def test_most_are_answered_and_a_few_never(small_past: Past) -> None:
    rows = own.conversations().exclude(status__in=[Status.OPEN, Status.REFERRED])
    answered = rows.exclude(answered_at=None).count() / rows.count()
    assert 0.85 < answered < 0.98
    waiting = own.conversations().filter(status=Status.OPEN).count()
    assert 0 < waiting < rows.count() / 5


def test_storm_is_where_and_when_it_was_planted(small_past: Past) -> None:
    storm = next(one for one in small_past.events if one.kind == "storm")
    told = Conversation.objects.filter(created_at__range=_of("storm", small_past))
    there = told.filter(neighbourhood__in=storm.neighbourhoods).count()
    just_before = (storm.begins - (storm.ends - storm.begins), storm.begins)
    before = Conversation.objects.filter(created_at__range=just_before)
    assert there > 25
    assert there > 4 * before.filter(neighbourhood__in=storm.neighbourhoods).count()


def test_parade_is_a_merry_one(small_past: Past) -> None:
    told = Conversation.objects.filter(
        created_at__range=_of("parade", small_past), messages__text__icontains="intocht"
    )
    feelings = Counter(told.values_list("sentiment", flat=True))
    assert feelings["positief"] > 2 * feelings["negatief"]


def _of(kind: str, past: Past) -> tuple[Any, Any]:
    event = next(one for one in past.events if one.kind == kind)
    return event.begins, event.ends
