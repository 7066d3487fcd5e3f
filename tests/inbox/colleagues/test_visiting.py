"""A day along: planned by a lead, guided, and never with work to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from inbox.colleagues import visiting
from inbox.models import Visit
from inbox.refusals import Refused
from webcare.models import User

pytestmark = pytest.mark.django_db

DAYS = "/meekijken/dagen/"


def plan(client: Any, observer: User, **more: Any) -> Any:
    times = {"begins": "09:00", "ends": "17:00"}
    given = {"observer": observer.pk, "day": timezone.localdate().isoformat(), **times, **more}
    return client.post(f"{DAYS}plan/", given)


def test_lead_plans_a_day_without_names(as_user: Any, lena: User, otto: User, anouk: User) -> None:
    assert plan(as_user(lena), otto, beside=anouk.pk).status_code == 303
    visit = Visit.objects.get()
    assert (visit.observer, visit.beside, visit.names, visit.planned_by) == (
        *(otto, anouk, False, lena),
    )
    assert LogEntry.objects.filter(user=lena).count() == 1


def test_times_stand_where_days_are_listed_and_with_who_comes(
    as_user: Any, lena: User, otto: User
) -> None:
    said = "van 08:30 tot 12:00 uur"
    plan(as_user(lena), otto, begins="08:30", ends="12:00")
    assert said in as_user(lena).get(DAYS).content.decode()
    assert said in as_user(otto).get("/meekijken/").content.decode()
    Visit.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert said in as_user(lena).get(DAYS).content.decode()


def test_form_proposes_a_working_day(as_user: Any, lena: User) -> None:
    page = as_user(lena).get(DAYS).content.decode()
    assert all(f'value="{clock}"' in page for clock in ("09:00", "17:00"))


@pytest.mark.parametrize("ends", ["08:59", "09:00"])
def test_day_that_ends_before_it_begins_is_refused(
    as_user: Any, lena: User, otto: User, ends: str
) -> None:
    response = plan(as_user(lena), otto, ends=ends)
    assert response.status_code == 422
    assert "later eindigen" in response.content.decode()
    assert not Visit.objects.exists()


def test_lead_chooses_names(as_user: Any, lena: User, otto: User) -> None:
    plan(as_user(lena), otto, names="on")
    assert Visit.objects.get().names


@pytest.mark.usefixtures("chris")
def test_only_who_looks_along_can_be_chosen(
    as_user: Any, lena: User, otto: User, anouk: User
) -> None:
    page = as_user(lena).get(DAYS)
    assert [*page.context["form"].fields["observer"].queryset] == [otto]
    assert plan(as_user(lena), anouk).status_code == 422


def test_same_day_twice_is_refused_in_words(as_user: Any, lena: User, otto: User) -> None:
    client = as_user(lena)
    plan(client, otto)
    assert "die dag al mee" in plan(client, otto).content.decode()
    assert Visit.objects.count() == 1


def test_day_that_is_over_is_refused(lena: User, otto: User) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Refused):
        visiting.plan(otto, yesterday, lena, beside=None, names=False)


@pytest.mark.parametrize("who", ["anouk", "chris"])
def test_who_works_here_or_may_not_look_has_no_day_along(
    request: pytest.FixtureRequest, lena: User, who: str
) -> None:
    with pytest.raises(Refused):
        visiting.plan(
            request.getfixturevalue(who), timezone.localdate(), lena, beside=None, names=False
        )


def test_cancelled_day_shows_no_names_any_more(as_user: Any, lena: User, otto: User) -> None:
    client = as_user(lena)
    plan(client, otto, names="on")
    client.post(f"{DAYS}{Visit.objects.get().pk}/cancel/")
    assert not Visit.objects.exists()
    assert LogEntry.objects.filter(user=lena).count() == 2


def test_guide_welcomes_who_comes_today(as_user: Any, lena: User, otto: User, anouk: User) -> None:
    visiting.plan(otto, timezone.localdate(), lena, beside=anouk, names=False)
    page = as_user(otto).get("/meekijken/").content.decode()
    assert "Vandaag kijk je mee met Anouk de Wit" in page
    assert 'data-testid="without-names"' in page


def test_guide_says_nothing_of_names_to_who_reads_them(as_user: Any, lena: User) -> None:
    assert 'data-testid="without-names"' not in as_user(lena).get("/meekijken/").content.decode()


@pytest.mark.parametrize(("who", "shown"), [("otto", True), ("anouk", False)])
def test_guide_stands_in_the_menu_of_who_looks_along(
    as_user: Any, request: pytest.FixtureRequest, who: str, shown: bool
) -> None:
    page = as_user(request.getfixturevalue(who)).get("/inbox/").content.decode()
    assert ('href="/meekijken/"' in page) is shown
