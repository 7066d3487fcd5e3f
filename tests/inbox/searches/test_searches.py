"""Saved searches: made, changed, agreed to and stopped; all of it in their history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import signing
from django.utils import timezone

from connectors import polling
from connectors.base import Raw
from connectors.models import Account, Search
from inbox import actions, tasks
from inbox.actions import Plan
from inbox.models import Find, Listened, Listening
from inbox.refusals import Refused
from inbox.searches import stream, trying
from inbox.templatetags.listened import listened
from webcare.models import User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def plan(**more: Any) -> Plan:
    return Plan(**{"name": "Afval", "query": "afval", "wanted": {"words": ["afval"]}, **more})


def person(**more: Any) -> Plan:
    soon = timezone.now() + timedelta(days=10)
    about = {"person": "Jan Jansen", "reason": "Bedreigt de balie", "ends_at": soon}
    return plan(**{"query": '"Jan Jansen"', **about, **more})


def mark(search: Search) -> str:
    """What a page of now would send along with an agreement."""
    return Listening.objects.get(search=search).mark


def verbs(search: Search) -> list[str]:
    return [each.verb for each in search.history.all()]


def refusal(account: Account, asked: Plan, by: User) -> str:
    with pytest.raises(Refused) as caught:
        actions.save_search(account, asked, by)
    return str(caught.value)


def test_search_is_listened_to_from_now_on(account: Account, lena: User) -> None:
    search = actions.save_search(account, plan(reason="Klachten zien"), lena)
    assert account.connection().searches == ("afval",)
    listening = Listening.objects.get(search=search)
    assert (listening.owner, listening.reason) == (lena, "Klachten zien")
    event = Listened.objects.get()
    assert (event.verb, event.by, event.data["query"]) == ("made", lena, "afval")


def test_same_query_is_asked_once(account: Account, lena: User) -> None:
    actions.save_search(account, plan(), lena)
    assert refusal(account, plan(name="Nog eens"), lena)
    assert Search.objects.count() == Listened.objects.count() == 1


def test_search_is_switched_off_and_on(account: Account, lena: User) -> None:
    search = actions.save_search(account, plan(), lena)
    for act in (actions.switch_off, actions.switch_off, actions.switch_on):
        act(search, lena)
    assert verbs(search) == ["made", "off", "on"]
    assert account.connection().searches == ("afval",)


def test_changed_search_asks_something_else(account: Account, lena: User, fatma: User) -> None:
    search = actions.save_search(account, plan(), lena)
    actions.save_search(account, plan(query="zwerfvuil", every=60), fatma, search)
    assert account.connection().rest_of("zwerfvuil") == timedelta(hours=1)
    assert verbs(search) == ["made", "changed"]
    assert Listening.objects.get().owner == lena


def test_history_is_not_edited(account: Account, lena: User) -> None:
    actions.save_search(account, plan(), lena)
    event = Listened.objects.get()
    with pytest.raises(TypeError):
        event.save()


# About a person ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lacking",
    [{"reason": " "}, {"ends_at": None}, {"ends_at": NOW + timedelta(days=400)}],
)
def test_person_needs_a_reason_and_an_end_within_a_month(
    account: Account, lena: User, lacking: dict[str, Any]
) -> None:
    assert refusal(account, person(**lacking), lena)
    assert not Search.objects.exists()


def test_nobody_listens_to_a_person_before_a_second_colleague_agreed(
    account: Account, lena: User, fatma: User
) -> None:
    search = actions.save_search(account, person(), lena)
    assert account.connection().searches == ()
    with pytest.raises(Refused):
        actions.switch_on(search, lena)
    with pytest.raises(Refused):
        actions.agree(search, lena, mark(search))
    assert account.connection().searches == ()
    actions.agree(search, fatma, mark(search))
    assert account.connection().searches == ('"Jan Jansen"',)
    assert verbs(search) == ["made", "asked", "agreed"]
    assert search.history.get(verb="agreed").data["reason"] == "Bedreigt de balie"


@pytest.mark.parametrize(
    "more",
    [
        {"query": "from:iemand"},
        {"reason": "Iets anders"},
        {"person": "Iemand anders"},
        {"days": 29},
    ],
)
def test_who_agrees_agrees_with_what_they_saw(
    account: Account, lena: User, fatma: User, more: dict[str, Any]
) -> None:
    search = actions.save_search(account, person(), lena)
    seen = mark(search)
    if days := more.pop("days", 0):
        more["ends_at"] = timezone.now() + timedelta(days=days)
    actions.save_search(account, person(**more), lena, search)
    for odd in (seen, "", "made up"):
        with pytest.raises(Refused):
            actions.agree(search, fatma, odd)
    assert account.connection().searches == ()
    actions.agree(search, fatma, mark(search))
    assert account.connection().searches


def test_what_was_typed_before_there_were_fields_is_not_switched_on(
    account: Account, lena: User
) -> None:
    search = Search.objects.create(account=account, query="from:iemand", active=False)
    with pytest.raises(Refused):
        actions.switch_on(search, lena)
    assert account.connection().searches == ()


def test_who_changes_it_does_not_agree_with_it(account: Account, lena: User, fatma: User) -> None:
    search = actions.save_search(account, person(), lena)
    actions.agree(search, fatma, mark(search))
    actions.save_search(account, person(reason="Langer nodig"), fatma, search)
    assert account.connection().searches == ()
    with pytest.raises(Refused):
        actions.agree(search, fatma, mark(search))
    actions.agree(search, lena, mark(search))
    assert account.connection().searches


def test_subject_that_becomes_a_person_stops(account: Account, lena: User) -> None:
    search = actions.save_search(account, plan(), lena)
    actions.save_search(account, person(), lena, search)
    assert account.connection().searches == ()


def test_search_stops_by_itself_at_its_end(
    account: Account, lena: User, fatma: User, time_machine: Any
) -> None:
    time_machine.move_to(NOW, tick=False)
    search = actions.save_search(account, person(), lena)
    actions.agree(search, fatma, mark(search))
    time_machine.move_to(NOW + timedelta(days=10, seconds=1), tick=False)
    assert account.connection().searches == ()
    tasks.tidy_searches()
    tasks.tidy_searches()
    assert verbs(search)[-1:] == ["ended"]
    assert verbs(search).count("ended") == 1
    search.refresh_from_db()
    with pytest.raises(Refused):
        actions.switch_on(search, lena)


# Forgotten ---------------------------------------------------------------------------------------


def bodies_of(account: Account, query: str) -> int:
    return account.arrivals.filter(subject=query).count()


def ended(account: Account, by: User, *, days: float, **more: Any) -> Search:
    """A search of which the end was so many days ago, with a body that it brought."""
    search = actions.save_search(account, person(**more), by)
    Search.objects.filter(pk=search.pk).update(ends_at=timezone.now() - timedelta(days=days))
    polling.store(account, [Raw("search", b"{}", search.query)])
    return search


def test_search_about_a_person_is_forgotten_with_what_it_brought(
    account: Account, lena: User
) -> None:
    over = ended(account, lena, days=7.1)
    recent = ended(account, lena, days=6.9, query="from:iemand")
    subject = actions.save_search(account, plan(), lena)
    Search.objects.filter(pk=subject.pk).update(ends_at=timezone.now() - timedelta(days=99))
    tasks.tidy_searches()
    assert set(Search.objects.all()) == {recent, subject}
    assert not Listened.objects.filter(data__query=over.query).exists()
    assert (bodies_of(account, over.query), bodies_of(account, recent.query)) == (0, 1)


def test_only_what_nobody_else_found_is_forgotten_with_it(
    account: Account, lena: User, anouk: User
) -> None:
    over = ended(account, lena, days=8)
    subject = actions.save_search(account, plan(), lena)
    now = timezone.now()
    for name, searches in {"1": [over], "2": [over, subject], "3": [over], "4": [subject]}.items():
        row = Find.objects.create(account=account, external_id=name, created_at=now, words="same")
        row.searches.set(searches)
    Find.objects.filter(external_id="3").update(state=Find.State.TAKEN)
    Find.objects.exclude(external_id__in=["1", "3"]).update(
        same_as=Find.objects.get(external_id="1")
    )
    tasks.tidy_searches()
    assert set(Find.objects.values_list("external_id", flat=True)) == {"2", "3", "4"}
    assert [find.external_id for find in stream.page().finds] == ["2"]


def test_of_a_person_that_became_a_subject_the_history_tells_no_more(
    account: Account, lena: User, time_machine: Any
) -> None:
    time_machine.move_to(NOW, tick=False)
    search = actions.save_search(account, person(), lena)
    actions.save_search(account, plan(), lena, search)
    tasks.tidy_searches()
    assert search.history.filter(data__person="Jan Jansen").exists()
    time_machine.move_to(NOW + timedelta(days=38), tick=False)
    tasks.tidy_searches()
    assert not search.history.filter(data__person="Jan Jansen").exists()
    assert verbs(search) == ["made", "asked", "changed"]
    assert all(listened(event) for event in search.history.all())


# Tried before it is saved ------------------------------------------------------------------------


def test_what_was_tried_is_known_again(account: Account, lena: User, fatma: User) -> None:
    proof = signing.dumps([account.pk, "afval", lena.pk], salt="webcare.searches.tried")
    assert trying.was_tried(proof, account, "afval", lena)
    assert not trying.was_tried(proof, account, "iets anders", lena)
    assert not trying.was_tried(proof, account, "afval", fatma)
    assert not trying.was_tried("made up", account, "afval", lena)


def test_trial_lasts_an_hour(account: Account, lena: User, time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    proof = signing.dumps([account.pk, "afval", lena.pk], salt="webcare.searches.tried")
    time_machine.move_to(NOW + timedelta(minutes=61), tick=False)
    assert not trying.was_tried(proof, account, "afval", lena)


def test_month_is_expected_from_a_week_or_from_how_close_they_came() -> None:
    assert trying.expected(70, [], NOW) == 300
    assert trying.expected(0, [], NOW) == 0
    hours = [NOW - timedelta(hours=each) for each in range(1, 11)]
    assert trying.expected(None, hours, NOW) == 720
    assert trying.expected(None, hours[:1], NOW) is None
    assert trying.expected(None, [], NOW) is None


def test_trial_at_the_platform(town: Any, lena: User) -> None:
    account = town.accounts["x"]
    for number in range(3):
        body = {"platform": "x", "author": "boze_buur", "text": f"Zwerfvuil in straat {number}"}
        town.simulator.control("POST", "posts", body)
    tried = trying.try_out(account, "zwerfvuil -is:retweet", lena)
    assert (tried.count, len(tried.found), tried.per_month) == (3, 3, 13)
    assert tried.cost == Decimal("0.195")
    assert trying.was_tried(tried.proof, account, "zwerfvuil -is:retweet", lena)


def test_accounts_that_can_listen(town: Any) -> None:
    assert {each.kind for each in trying.accounts()} == {"x"}
    Account.objects.filter(kind="instagram").update(features=["hashtags"])
    assert {each.kind for each in trying.accounts()} == {"instagram", "x"}
