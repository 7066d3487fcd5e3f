"""Signals of spikes: from messages in the inbox, on the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import pre_save
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.models import Account
from inbox import crisis
from inbox.crisis import Subject
from inbox.models import Conversation, Message
from routing.models import Department
from tests.webcare.warnings.town import NOW, crowd, for_all_here, known, write
from webcare.models import User
from webcare.warnings.evidence import Evidence, Facet
from webcare.warnings.learning import KEPT, learn, learned_anew, usual
from webcare.warnings.models import Alertness, Baseline, Expectation, Signal
from webcare.warnings.reading import counted, hours_until
from webcare.warnings.showing import Shown
from webcare.warnings.signalling import FACETS, KEYS, look
from webcare.warnings.spikes import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _town(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    with for_all_here(django_db_blocker) as account:
        known(account)
        yield account.pk


@pytest.fixture
def town(_town: int, db: None) -> Account:
    return Account.objects.get(pk=_town)


def only() -> Signal:
    return Signal.objects.get()


def later(hours: float) -> None:
    look(NOW + timedelta(hours=hours))


def test_many_people_at_once_are_a_signal(town: Account) -> None:
    behind = crowd(town, 25)
    look(NOW)
    signal = only()
    assert signal.kind == Signal.Kind.SPIKE
    assert signal.evidence["words"]
    assert "stroom" in " ".join(signal.evidence["words"])
    assert {one.pk for one in behind} <= set(signal.conversations)
    assert signal.goes_on


def test_an_ordinary_day_is_none(town: Account) -> None:
    for hour in range(-12, 1):
        look(NOW + timedelta(hours=hour))
    assert not Signal.objects.exists()


def test_one_angry_person_is_no_spike(town: Account) -> None:
    crowd(town, 30, same=True)
    look(NOW)
    assert not Signal.objects.exists()


def test_five_people_in_the_quiet_of_the_night_are_none(town: Account) -> None:
    crowd(town, 5)
    look(NOW)
    assert not Signal.objects.exists()


def test_it_is_said_once_and_is_over_by_itself(town: Account) -> None:
    crowd(town, 25)
    for minutes in range(0, 300, 20):
        look(NOW + timedelta(minutes=minutes))
    signal = only()
    assert signal.over_at
    assert NOW < signal.over_at <= NOW + timedelta(hours=4)


def test_a_second_wave_is_the_same_signal(town: Account) -> None:
    crowd(town, 25)
    look(NOW)
    for minutes in range(20, 260, 20):
        look(NOW + timedelta(minutes=minutes))
    crowd(town, 25, until=NOW + timedelta(hours=5))
    later(5)
    assert only().goes_on


def test_a_storm_in_every_corner_is_one_signal(town: Account, openbare_ruimte: Department) -> None:
    for place in ("Noord", "Centrum", "Zuid"):
        text = "Boom omgewaaid door de storm op de weg"
        crowd(town, 18, text, place=place, department=openbare_ruimte.pk)
    look(NOW)
    keys = {tuple(one) for one in only().evidence["keys"]}
    assert {("all", ""), ("place", "Noord"), ("department", str(openbare_ruimte.pk))} <= keys


def test_another_event_in_the_storm_is_a_signal_of_its_own(town: Account) -> None:
    crowd(town, 60, "Boom omgewaaid door de storm op de weg")
    look(NOW)
    crowd(town, 20, "Mijn gegevens liggen op straat door jullie datalek", minutes=25)
    look(NOW)
    first, second = Signal.objects.order_by("pk")
    assert "storm" in " ".join(first.evidence["words"])
    assert "datalek" in " ".join(second.evidence["words"])


def test_a_line_needs_only_the_gist(
    town: Account, openbare_ruimte: Department, django_assert_num_queries: Any
) -> None:
    """The band of every page reads no evidence."""
    for place in ("Noord", "Centrum", "Zuid"):
        text = "Boom omgewaaid door de storm op de weg"
        crowd(town, 18, text, place=place, department=openbare_ruimte.pk)
    look(NOW)
    whole = Shown(Signal(kind="spike", evidence=only().evidence))
    with django_assert_num_queries(1):
        [one] = Signal.objects.in_a_line()
        assert (Shown(one).headline, Shown(one).sentence) == (whole.headline, whole.sentence)
    assert not one.gist["course"]
    assert len(one.gist["facets"]) <= 5 < len(one.evidence["facets"])


@given(
    st.lists(
        st.builds(
            Facet,
            scope=st.sampled_from([Scope.ALL, Scope.PLACE, Scope.WORD, Scope.DEPARTMENT]),
            key=st.just(""),
            label=st.sampled_from(["storm", "boom", "noord"]),
            minutes=st.sampled_from([30, 60, 180]),
            people=st.integers(0, 40),
            expected=st.floats(0, 9),
        ),
        max_size=9,
    ),
    st.lists(st.sampled_from(["storm", "boom"]), max_size=2, unique=True),
)
def test_the_gist_says_the_same(facets: list[Facet], words: list[str]) -> None:
    whole = Evidence(facets, words)
    kept = Signal(kind="spike", evidence=whole.to_json())
    short = Signal(kind="spike", gist=whole.gist().to_json())
    assert Shown(short).headline == Shown(kept).headline
    assert Shown(short).sentence == Shown(kept).sentence
    assert len(whole.gist().facets) <= 5


def test_a_place_tells_more_than_the_whole_town(town: Account) -> None:
    crowd(town, 25, place="Havenkwartier")
    look(NOW)
    assert only().evidence["facets"][0]["label"] == "Havenkwartier"


def test_what_is_deleted_does_not_count(town: Account) -> None:
    rows = crowd(town, 25)
    gone = Message.objects.filter(conversation__in=rows)
    gone.update(deleted_at=NOW, text="")
    look(NOW)
    assert not Signal.objects.exists()


def test_a_called_false_alarm_stays_quiet_until_it_is_over(town: Account) -> None:
    crowd(town, 25)
    look(NOW)
    Signal.objects.update(verdict=Signal.Verdict.FALSE)
    crowd(town, 30, until=NOW + timedelta(minutes=30), minutes=25)
    look(NOW + timedelta(minutes=30))
    assert not Signal.objects.going_on().exists()
    assert Signal.objects.count() == 1


def test_what_is_kept_of_a_storm_has_a_limit(town: Account) -> None:
    signs = "abcdefghijklmnopqrstuvwxyz"
    storm = [f"wind{one}{other}" for one in signs for other in signs[:3]]
    for part in range(0, len(storm), 26):
        crowd(town, 12, " ".join(storm[part : part + 26]))
    look(NOW)
    for signal in Signal.objects.all():
        assert len(signal.evidence["facets"]) <= FACETS
        assert len(signal.evidence["keys"]) <= KEYS
    assert max(len(one.evidence["facets"]) for one in Signal.objects.all()) == FACETS


def marked_meanwhile(instance: Signal, **_kwargs: Any) -> None:
    Signal.objects.filter(pk=instance.pk).update(verdict=Signal.Verdict.TRUE)


def test_what_a_lead_says_meanwhile_stays(town: Account) -> None:
    crowd(town, 25)
    look(NOW)
    crowd(town, 30, until=NOW + timedelta(minutes=30), minutes=25)
    pre_save.connect(marked_meanwhile, Signal)
    try:
        look(NOW + timedelta(minutes=30))
    finally:
        pre_save.disconnect(marked_meanwhile, Signal)
    assert only().verdict == Signal.Verdict.TRUE
    assert only().high_at == NOW + timedelta(minutes=30)


@pytest.fixture
def parade(lena: User) -> Expectation:
    hour = timedelta(hours=2)
    return Expectation.objects.create(
        name="Intocht",
        scope=Scope.ALL,
        starts_at=NOW - hour,
        ends_at=NOW + hour,
        lift=20,
        made_by=lena,
    )


def test_what_is_expected_is_no_signal_nor_are_its_words(
    town: Account, parade: Expectation
) -> None:
    crowd(town, 25, "Hoe laat komt de stoomboot aan?")
    look(NOW)
    assert not Signal.objects.exists()
    Expectation.objects.update(undone_at=timezone.now())
    look(NOW)
    assert only()


def test_what_else_happens_during_the_parade_is_one(town: Account, parade: Expectation) -> None:
    crowd(town, 45, "Hoe laat komt de stoomboot aan?", minutes=170)
    crowd(town, 14, "Er is een kind gewond geraakt bij de kade", minutes=25)
    look(NOW)
    assert "gewond" in " ".join(only().evidence["words"])


def test_who_wants_calm_hears_less(town: Account) -> None:
    Alertness.objects.create(pk=1, least=40)
    crowd(town, 25)
    look(NOW)
    assert not Signal.objects.exists()


def test_a_crisis_that_is_on_already_is_laid_beside_it(town: Account, lena: User) -> None:
    running = crisis.begin("Storing", lena, Subject(words="stroom"))
    crowd(town, 25)
    look(NOW)
    assert only().crisis == running


def test_no_names_are_causes(town: Account) -> None:
    crowd(town, 25, "Meneer Pietersen van @gemeente doet niets aan de stroomstoring")
    look(NOW)
    words = " ".join(only().evidence["words"])
    assert "stroomstoring" in words
    assert "pietersen" not in words
    assert "gemeente" not in words


def test_a_look_asks_as_much_for_many_as_for_few(town: Account) -> None:
    usual(NOW)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            look(NOW)
        return len(queries)

    crowd(town, 3)
    few = asked()
    crowd(town, 40, same=True)
    assert asked() <= few


# What is usual -----------------------------------------------------------------------------------


def test_what_was_over_long_ago_is_forgotten(town: Account) -> None:
    crowd(town, 25)
    look(NOW)
    Signal.objects.update(over_at=NOW)
    learn(NOW + KEPT - timedelta(days=1))
    assert Signal.objects.exists()
    learn(NOW + KEPT + timedelta(days=1))
    assert not Signal.objects.exists()


def test_what_is_learned_is_stored_for_each_series(
    town: Account, openbare_ruimte: Department
) -> None:
    write(town, [(NOW - timedelta(days=16), "Hallo")], "Noord", openbare_ruimte.pk)
    learn(NOW)
    assert {(one.scope, one.key) for one in Baseline.objects.all()} == {
        ("all", ""),
        ("place", "Noord"),
        ("department", str(openbare_ruimte.pk)),
        ("channel", str(town.pk)),
    }


WHAT = ("late", "deleted", "elsewhere", "again", "destroyed")


def happens(what: str, row: Conversation, department: Department) -> None:
    told = Message.objects.filter(conversation=row)
    if what == "late":
        write(row.account, [(row.created_at + timedelta(minutes=1), "Nog iets")], "Zuid")
    elif what == "deleted":
        told.update(deleted_at=NOW, text="")
    elif what == "elsewhere":
        moved = Conversation.objects.filter(pk=row.pk)
        moved.update(neighbourhood="Noord", department=department)
    elif what == "again" and (first := told.first()):
        first.pk, first.external_id = None, f"{row.pk}-{Message.objects.count()}"
        first.save()
    elif what == "destroyed":
        told.delete()


OF: dict[Scope, Callable[[Message], Any]] = {
    Scope.ALL: lambda _row: True,
    Scope.PLACE: lambda row: row.conversation and row.conversation.neighbourhood,
    Scope.DEPARTMENT: lambda row: row.conversation and row.conversation.department_id,
    Scope.CHANNEL: lambda row: row.account_id,
}


def by_hand(scope: Scope, begin: datetime, number: int) -> dict[str, list[int]]:
    """People in each hour, one message after another."""
    found: dict[str, list[set[int]]] = {}
    rows = Message.objects.filter(incoming=True, deleted_at=None, created_at__gte=begin)
    for row in rows.select_related("conversation"):
        hour, key = int((row.created_at - begin) / timedelta(hours=1)), OF[scope](row)
        if hour < number and key:
            name = "" if scope == Scope.ALL else str(key)
            found.setdefault(name, [set() for _ in range(number)])[hour].add(row.author_id or 0)
    return {name: [len(one) for one in hours] for name, hours in found.items()}


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(WHAT), st.integers(0, 200)), max_size=8))
def test_counts_are_those_of_the_messages_whatever_happened(
    town: Account, openbare_ruimte: Department, happened: list[tuple[str, int]]
) -> None:
    """Late arrivals, deletions, another place or department, a second message, destruction."""
    rows = list(Conversation.objects.select_related("account").order_by("pk")[:201])
    for what, number in happened:
        happens(what, rows[number], openbare_ruimte)
    begin, slots = hours_until(NOW)
    for scope in OF:
        found = counted(scope, begin, len(slots))
        counts = {key: [int(people) for people in hours] for (_, key), hours in found.items()}
        assert counts == by_hand(scope, begin, len(slots))
    learn(NOW)
    stored = {key: one.to_json() for key, one in usual(NOW).items()}
    assert stored == {key: one.to_json() for key, one in learned_anew(NOW).items()}
