"""The pages of signals: what goes on, what a lead says of it, and the road into crisis mode."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connectors.models import Account
from inbox import crisis
from inbox.models import Bundled, Crisis
from inbox.refusals import Refused
from routing.models import Department, Place
from tests.webcare.warnings.town import NOW, crowd, for_all_here, known, ordinary
from webcare.models import User
from webcare.warnings import actions
from webcare.warnings.models import Alertness, Expectation, Signal
from webcare.warnings.signalling import look

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture(scope="module")
def _signal(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    text = "Stroomstoring in de hele straat, wanneer is dat voorbij?"
    with for_all_here(django_db_blocker) as account:
        known(account)
        crowd(account, 25, text, place="Noord")
        look(NOW)
        yield


@pytest.fixture
def signal(_signal: None, db: None) -> Signal:
    return Signal.objects.get()


@pytest.fixture
def account(_signal: None, db: None) -> Account:
    return Account.objects.get()


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def get(client: Any, address: str) -> str:
    return words(client.get(address, **ENGLISH))


def test_the_page_says_how_many_people_and_how_many_are_usual(
    as_user: Any, lena: User, signal: Signal
) -> None:
    page = get(as_user(lena), "/signalen/")
    assert "stroomstoring" in page
    assert "people in an hour, usually" in page
    assert 'data-testid="chart"' in page


def test_what_is_over_is_told_as_past(as_user: Any, lena: User, signal: Signal) -> None:
    assert "Words that stand out now" in get(as_user(lena), f"/signalen/{signal.pk}/")
    Signal.objects.update(over_at=NOW)
    assert "Words that stood out" in get(as_user(lena), f"/signalen/{signal.pk}/")


def test_examples_are_different(as_user: Any, lena: User, signal: Signal) -> None:
    page = get(as_user(lena), f"/signalen/{signal.pk}/")
    assert page.count('data-testid="example"') == 1  # all of them wrote the same


def test_every_page_has_a_band_while_it_goes_on(as_user: Any, anouk: User, signal: Signal) -> None:
    client = as_user(anouk)
    assert 'data-testid="signals-band"' in get(client, "/inbox/")
    assert 'data-testid="signals-band"' in get(client, "/signalen/nu/")
    Signal.objects.update(over_at=timezone.now())
    assert 'data-testid="signals-band"' not in get(client, "/inbox/")


def test_who_answers_for_a_department_has_no_band(as_user: Any, bram: User, signal: Signal) -> None:
    assert "signals-band" not in get(as_user(bram), "/vragen/")


def test_a_lead_who_marked_it_ends_the_band(as_user: Any, lena: User, signal: Signal) -> None:
    actions.mark(signal, "true", "", lena)
    assert 'data-testid="signals-band"' not in get(as_user(lena), "/inbox/")
    assert 'data-testid="signal"' in get(as_user(lena), "/signalen/")


def test_who_works_sees_what_goes_on_and_nothing_else(
    as_user: Any, anouk: User, signal: Signal
) -> None:
    client = as_user(anouk)
    page = get(client, f"/signalen/{signal.pk}/")
    assert "What they write" in page
    assert "mark-true" not in page
    Signal.objects.update(over_at=timezone.now())
    assert client.get(f"/signalen/{signal.pk}/").status_code == 404
    assert "Earlier" not in get(client, "/signalen/")


def test_an_administrator_reads_no_citizen(as_user: Any, fatma: User, signal: Signal) -> None:
    page = get(as_user(fatma), f"/signalen/{signal.pk}/")
    assert "stroomstoring" in page
    assert "wanneer is dat voorbij" not in page
    assert "mark-true" in page


def test_pages_ask_as_much_for_many_as_for_few(as_user: Any, lena: User, signal: Signal) -> None:
    client = as_user(lena)
    addresses = ("/signalen/", f"/signalen/{signal.pk}/", "/signalen/verwacht/")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    asked()
    few = asked()
    for number in range(30):
        now = timezone.now()
        copy = Signal.objects.create(
            kind="spike",
            key=f"word:{number}",
            since=now,
            high_at=now,
            over_at=now if number % 2 else None,
            evidence=signal.evidence,
            gist=signal.gist,
        )
        if number % 2:
            actions.mark(copy, "false", "campaign", lena)
    assert asked() == few
    assert max(few) <= 12


def test_older_signals_are_a_page_further(as_user: Any, lena: User, signal: Signal) -> None:
    now = timezone.now()
    for number in range(22):
        Signal.objects.create(
            kind="spike", key=f"{number}", since=now, high_at=now, over_at=now, evidence={}
        )
    client = as_user(lena)
    page = get(client, "/signalen/")
    older = re.search(r'href="(\?voor=\d+)"', page)
    assert older
    assert page.count('data-testid="earlier-signal"') == 20
    assert get(client, f"/signalen/{older[1]}").count('data-testid="earlier-signal"') == 2


# What a lead says of it --------------------------------------------------------------------------


def test_a_false_alarm_teaches_what_to_expect(as_user: Any, lena: User, signal: Signal) -> None:
    client = as_user(lena)
    page = words(
        client.post(
            f"/signalen/{signal.pk}/oordeel/",
            {"verdict": "false", "reason": "campaign"},
            follow=True,
            **ENGLISH,
        )
    )
    assert "a campaign or advertisement" in page
    assert 'data-testid="learned"' in page
    learned = {(one.scope, one.key) for one in Expectation.objects.all()}
    assert ("word", "stroomstoring") in learned
    assert {scope for scope, _key in learned} == {"word"}  # many may write about something else
    assert "far more than usual" in page
    assert 'data-testid="expected"' in get(client, "/signalen/verwacht/")


def test_what_was_learned_keeps_it_quiet(account: Account, lena: User, signal: Signal) -> None:
    actions.mark(signal, "false", "campaign", lena)
    Expectation.objects.update(starts_at=NOW)
    Signal.objects.update(over_at=NOW)
    later = NOW + timedelta(days=1)
    ordinary(account, until=later, weeks=1)
    crowd(account, 25, "Stroomstoring in de hele straat", until=later, place="Noord")
    look(later)
    assert Signal.objects.count() == 1


@pytest.mark.parametrize("reason", ["campaign", "other"])
def test_a_false_alarm_silences_nothing_else(
    account: Account, lena: User, signal: Signal, reason: str
) -> None:
    actions.mark(signal, "false", reason, lena)
    every = Expectation.objects.earliest("pk")
    for scope, key in (("all", ""), ("place", "Noord")):  # as one without words would have taught
        every.pk, every.scope, every.key, every.lift = None, scope, key, 400.0
        every.save()
    Expectation.objects.update(starts_at=NOW)
    Signal.objects.update(over_at=NOW)
    later = NOW + timedelta(days=1)
    ordinary(account, until=later, weeks=1)
    crowd(account, 25, "Het water staat tot de drempel", until=later, place="Noord")
    look(later)
    assert "drempel" in " ".join(Signal.objects.latest("pk").evidence["words"])


def test_what_was_said_can_be_taken_back_with_what_was_learned(
    as_user: Any, lena: User, signal: Signal
) -> None:
    actions.mark(signal, "false", "weekly", lena)
    as_user(lena).post(f"/signalen/{signal.pk}/oordeel/terug/")
    signal.refresh_from_db()
    assert signal.verdict == ""
    assert not Expectation.objects.filter(undone_at=None).exists()


def test_a_weekly_one_is_expected_at_its_hours_only(lena: User, signal: Signal) -> None:
    actions.mark(signal, "false", "weekly", lena)
    row = Expectation.objects.first()
    assert row
    assert 0 < len(row.hours) < 168


def test_a_false_alarm_needs_a_reason(as_user: Any, lena: User, signal: Signal) -> None:
    as_user(lena).post(f"/signalen/{signal.pk}/oordeel/", {"verdict": "false"})
    signal.refresh_from_db()
    assert signal.verdict == ""


def test_who_comes_second_is_told(lena: User, fatma: User, signal: Signal) -> None:
    actions.mark(signal, "true", "", lena)
    with pytest.raises(Refused):
        actions.mark(signal, "false", "other", fatma)


def test_one_thing_that_was_learned_can_be_taken_back_and_again(
    as_user: Any, lena: User, signal: Signal
) -> None:
    actions.mark(signal, "false", "other", lena)
    row = Expectation.objects.earliest("pk")
    client = as_user(lena)
    client.post(f"/signalen/verwacht/{row.pk}/weg/")
    row.refresh_from_db()
    assert row.undone_by == lena
    assert "Expect it again" in get(client, "/signalen/verwacht/")
    client.post(f"/signalen/verwacht/{row.pk}/terug/")
    row.refresh_from_db()
    assert row.undone_at is None


# What is expected --------------------------------------------------------------------------------

PEAK = {
    "name": "Intocht Sinterklaas",
    "where": "all:",
    "word": "",
    "starts_at": "2026-11-21T10:00",
    "ends_at": "2026-11-21T17:00",
    "lift": "5.0",
}


def test_a_lead_enters_a_peak_beforehand(
    as_user: Any, lena: User, openbare_ruimte: Department
) -> None:
    Place.objects.create(street="Noordstraat", neighbourhood="Noord")
    client = as_user(lena)
    client.post("/signalen/verwacht/", PEAK)
    client.post("/signalen/verwacht/", {**PEAK, "where": "place:Noord"})
    client.post("/signalen/verwacht/", {**PEAK, "where": f"department:{openbare_ruimte.pk}"})
    client.post("/signalen/verwacht/", {**PEAK, "word": "Kermis"})
    found = list(Expectation.objects.order_by("pk").values_list("scope", "key", "label"))
    assert found == [
        ("all", "", ""),
        ("place", "Noord", "Noord"),
        ("department", str(openbare_ruimte.pk), openbare_ruimte.name),
        ("word", "kermis", "kermis"),
    ]


@pytest.mark.parametrize("ends_at", ["2026-11-21T09:00", "2027-11-21T09:00", "nooit"])
def test_a_peak_that_cannot_be_is_not_entered(as_user: Any, lena: User, ends_at: str) -> None:
    response = as_user(lena).post("/signalen/verwacht/", {**PEAK, "ends_at": ends_at})
    assert response.status_code == 422
    assert not Expectation.objects.exists()


def test_a_lead_chooses_how_soon_something_is_said(as_user: Any, lena: User) -> None:
    as_user(lena).post("/signalen/hoe-snel/", {"level": "calm", "least": "25"})
    chosen = Alertness.objects.get().sensitivity
    assert chosen.least == 25
    assert chosen.false_alarms < Alertness().sensitivity.false_alarms
    answer = as_user(lena).post("/signalen/hoe-snel/", {"level": "calm", "least": "2"})
    assert answer.status_code == 422


# Into crisis mode --------------------------------------------------------------------------------


def test_crisis_mode_is_filled_in_with_what_the_signal_knows(
    as_user: Any, lena: User, signal: Signal
) -> None:
    page = get(as_user(lena), f"/signalen/{signal.pk}/crisis/")
    assert re.search(r'name="words" value="[^"]*stroomstoring', page)
    assert re.search(r'name="reason" value="[^"]*Noord', page)
    assert "25 conversations come into the group" in page


def test_from_a_signal_into_crisis_mode_and_its_report(
    as_user: Any, lena: User, signal: Signal
) -> None:
    client = as_user(lena)
    given = {"reason": "Stroomstoring Noord", "words": "stroomstoring", "line_nl": "Wij zoeken."}
    answer = client.post(f"/signalen/{signal.pk}/crisis/", given)
    assert (answer.status_code, answer.url) == (303, "/crisis/")
    begun = Crisis.objects.get()
    signal.refresh_from_db()
    assert (signal.crisis, signal.verdict) == (begun, "true")
    inside = Bundled.objects.filter(bundle=begun.bundle, conversation__in=signal.conversations)
    assert inside.count() == len(signal.conversations) == 25
    assert f"/crisis/{begun.pk}/" in get(client, f"/signalen/{signal.pk}/")
    assert "Crisis mode is on" in get(client, "/signalen/")
    assert 'data-testid="signals-band"' not in get(client, "/inbox/")


def test_a_crisis_without_a_reason_is_not_begun(as_user: Any, lena: User, signal: Signal) -> None:
    answer = as_user(lena).post(f"/signalen/{signal.pk}/crisis/", {"words": "stroom"})
    assert answer.status_code == 422
    assert not Crisis.objects.exists()


def test_a_signal_can_belong_to_the_crisis_that_goes_on(
    as_user: Any, lena: User, signal: Signal
) -> None:
    running = crisis.begin("Storm", lena)
    client = as_user(lena)
    assert "This belongs to the crisis" in get(client, f"/signalen/{signal.pk}/")
    assert client.get(f"/signalen/{signal.pk}/crisis/").status_code == 303
    client.post(f"/signalen/{signal.pk}/crisis/hoort-bij/")
    signal.refresh_from_db()
    assert signal.crisis == running
