"""The pages "Reactienormen" and "Openingstijden"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from routing import agreed
from routing.forms.hours import HoursForm
from routing.models import ResponseNorm, ServiceHours
from routing.outlook import today
from routing.promises import OFFICE_HOURS, Duty, Hours, Span
from tests.factories import DepartmentFactory
from tests.inbox.promised import at, keep_hours, norm, said
from webcare.models import User

pytestmark = pytest.mark.django_db

NORMS, HOURS = "/normen/", "/normen/openingstijden/"
NOW = at("wo 13:00")
ABOUT = {"channel": "", "kind": "", "urgent": "", "department": ""}


@pytest.fixture
def client(client: Client, fatma: User) -> Client:
    wanted = ["change_responsenorm", "change_servicehours"]
    fatma.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(fatma)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture(autouse=True)
def _wednesday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


# Reactienormen -----------------------------------------------------------------------------------


def test_new_norm_is_kept_in_minutes(client: Client) -> None:
    response = client.post(f"{NORMS}nieuw/", {**ABOUT, "first_response": "4 uur", "kind": "klacht"})
    assert (response.status_code, response["Location"]) == (303, NORMS)
    row = ResponseNorm.objects.get()
    assert (row.first_response, row.resolution, row.kind) == (240, None, "klacht")
    assert (row.urgent, row.channel, row.department) == (None, "", None)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("90", 90),
        ("90 minuten", 90),
        ("1 minute", 1),
        ("1,5 uur", 90),
        ("1.5 hours", 90),
        ("2u", 120),
        (" 16 Uur ", 960),
    ],
)
def test_time_is_read_as_people_write_it(client: Client, written: str, minutes: int) -> None:
    client.post(f"{NORMS}nieuw/", {**ABOUT, "resolution": written})
    assert ResponseNorm.objects.get().resolution == minutes


@pytest.mark.parametrize("written", ["gauw", "0", "-5", "2 werkdagen", "99999999 uur", "1:30"])
def test_time_that_is_none_is_refused_at_its_field(client: Client, written: str) -> None:
    response = client.post(f"{NORMS}nieuw/", {**ABOUT, "first_response": written})
    assert response.status_code == 422
    assert response.context["form"].errors["first_response"]
    assert f'value="{written}"' in response.content.decode()
    assert not ResponseNorm.objects.exists()


def test_norm_that_promises_nothing_is_refused(client: Client) -> None:
    response = client.post(f"{NORMS}nieuw/", ABOUT)
    assert response.status_code == 422
    assert "at least one of the two" in response.content.decode()


def test_second_norm_for_the_same_is_refused(client: Client) -> None:
    norm(60, kind="klacht")
    response = client.post(f"{NORMS}nieuw/", {**ABOUT, "kind": "klacht", "first_response": "30"})
    assert response.status_code == 422
    assert "exactly this already" in response.content.decode()


def test_norm_is_changed(client: Client) -> None:
    row = norm(60, 480, urgent=True)
    page = client.get(f"{NORMS}{row.pk}/").content.decode()
    assert 'value="60 minutes"' in page
    assert 'value="8 hours"' in page
    client.post(f"{NORMS}{row.pk}/", {**ABOUT, "urgent": "yes", "first_response": "15 min"})
    row.refresh_from_db()
    assert (row.first_response, row.resolution, row.urgent) == (15, None, True)


def test_norm_of_a_department_that_was_switched_off_keeps_it(client: Client) -> None:
    row = norm(60, department=DepartmentFactory(active=False))
    given = {**ABOUT, "department": str(row.department_id), "first_response": "30"}
    assert client.post(f"{NORMS}{row.pk}/", given).status_code == 303
    row.refresh_from_db()
    assert row.department_id


def test_norm_is_removed(client: Client) -> None:
    row = norm(60)
    assert client.post(f"{NORMS}{row.pk}/remove/").status_code == 303
    assert not ResponseNorm.objects.exists()


def test_list_says_what_a_question_of_now_is_promised(client: Client) -> None:
    norm(60, 480, kind="klacht", channel="x")
    page = client.get(NORMS).content.decode()
    assert "Complaint on X" in page
    assert "60 minutes" in page
    assert "A question of now has its answer 60 min left." not in page
    assert "today before 14:00" in page


def test_list_stands_in_the_order_in_which_norms_count(client: Client) -> None:
    groen = DepartmentFactory(name="Groen")
    norm(1)
    norm(2, channel="x")
    norm(3, urgent=True)
    norm(4, kind="klacht")
    norm(5, department=groen)
    minutes = [each["row"].first_response for each in client.get(NORMS).context["rows"]]
    assert minutes == [3, 4, 5, 2, 1]


def test_list_without_norms_says_what_that_means(client: Client) -> None:
    assert "Nothing is promised yet." in client.get(NORMS).content.decode()


def test_list_costs_as_many_queries_for_many_norms(client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(NORMS)
        return len(asked)

    norm(60, department=DepartmentFactory())
    cost()
    few = cost()
    for _ in range(8):
        norm(60, department=DepartmentFactory())
    assert cost() == few


# Openingstijden ----------------------------------------------------------------------------------


def _filled(stored: Hours = OFFICE_HOURS, **changes: Any) -> dict[str, Any]:
    """What a browser sends for these hours, with these changes."""
    form = HoursForm(stored)
    sent: dict[str, Any] = {form.seen_name: form.seen}
    parts = [form.week, form.holidays, form.special_days.management_form]
    parts += [form.roster.management_form, *form.special_days, *form.roster]
    for part in parts:
        for field in part:
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = "on" if value is True else value
    renamed = {f"hours-{name}".replace("__", "-"): value for name, value in changes.items()}
    return {**sent, **renamed, "do": renamed.get("hours-do", "save")}


def _save(client: Client, **changes: Any) -> Any:
    return client.post(HOURS, _filled(agreed.hours(), **changes))


def test_what_is_not_changed_stays_as_it_is(client: Client) -> None:
    stored = Hours.from_json(
        {
            "week": {"ma": ["09:00-12:30", "13:00-17:00"], "za": ["00:00-24:00"]},
            "holidays": ["kings_day", "christmas"],
            "special_days": [
                {"date": "2026-12-24", "hours": ["09:00-16:00"], "reason": "Kerstavond"},
                {"date": "2026-12-31", "hours": [], "reason": ""},
            ],
            "roster": [
                {
                    "name": "avonddienst",
                    "days": ["ma", "do"],
                    "hours": ["17:00-21:00"],
                    "from": "2026-11-01",
                    "until": "2027-03-31",
                    "special_days": True,
                },
                {
                    "name": "intocht",
                    "dates": ["2026-11-14", "2026-11-15"],
                    "hours": ["10:00-16:00"],
                },
            ],
        }
    )
    keep_hours(stored)
    assert _save(client).status_code == 303
    assert agreed.hours() == stored


def test_dates_apart_become_lines_of_their_own(client: Client) -> None:
    days = frozenset({at("za 10:00").date(), at("ma 10:00", 1).date()})
    duty = Duty((Span(600, 960),), "markt", dates=days)
    keep_hours(Hours(OFFICE_HOURS.week, roster=(duty,)))
    _save(client)
    saved = agreed.hours()
    assert [len(one.dates) for one in saved.roster] == [1, 1]
    assert all(saved.is_open(at(f"{day} 11:00", week)) for day, week in (("za", 0), ("ma", 1)))


@pytest.mark.parametrize(
    "written",
    [
        "9-12, 13-17",
        "9:00-12:00, 13:00-17:00",
        "9.00 tot 12.00 uur en 13.00 tot 17.00 uur",
        "09:00 – 12:00; 13:00 – 17:00",
    ],
)
def test_hours_are_read_as_people_write_them(client: Client, written: str) -> None:
    _save(client, week__wo=written)
    assert agreed.hours().open_spans(NOW.date()) == (Span(540, 720), Span(780, 1020))


def test_empty_weekday_is_closed(client: Client) -> None:
    _save(client, week__wo="")
    assert agreed.hours().open_spans(NOW.date()) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"week__wo": "altijd"}, "hours-week-wo"),
        ({"week__wo": "9-12, 11-17"}, "hours-week-wo"),
        ({"week__wo": "17-9"}, "hours-week-wo"),
        ({"special__0__day": "", "special__0__hours": "9-16"}, "hours-special-0-day"),
        ({"special__0__day": "2026-02-30"}, "hours-special-0-day"),
        ({"special__0__day": "2026-12-24", "special__0__hours": "laat"}, "hours-special-0-hours"),
        ({"roster__0__name": "avond", "roster__0__days": ["ma"]}, "hours-roster-0-hours"),
        ({"roster__0__name": "avond", "roster__0__hours": "17-21"}, "hours-roster-0-days"),
        (
            {
                "roster__0__hours": "17-21",
                "roster__0__first": "2026-12-24",
                "roster__0__last": "2026-12-01",
            },
            "hours-roster-0-last",
        ),
        (
            {
                "roster__0__hours": "17-21",
                "roster__0__first": "2026-01-01",
                "roster__0__last": "2027-01-01",
            },
            "hours-roster-0-last",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: Client, changes: dict[str, Any], field: str
) -> None:
    response = _save(client, **changes)
    assert response.status_code == 422
    page = response.content.decode()
    assert f'id="id_{field}_error"' in page
    assert not ServiceHours.objects.exists()


def test_date_that_is_there_twice_is_refused(client: Client) -> None:
    twice = {f"special__{row}__day": "2026-12-24" for row in (0, 1)}
    response = _save(client, **twice)
    assert response.status_code == 422
    assert "twice" in response.content.decode()


def test_special_day_that_is_emptied_is_gone(client: Client) -> None:
    day = {"date": "2026-12-24", "hours": [], "reason": "Kerstavond"}
    keep_hours(Hours.from_json({"week": {}, "special_days": [day]}))
    _save(client, special__0__day="", special__0__hours="", special__0__reason="")
    assert agreed.hours().special_days == ()


def test_holiday_is_a_box_to_tick(client: Client) -> None:
    keep_hours(Hours.from_json({"week": {"vr": ["09:00-17:00"]}}))
    page = client.get(HOURS).content.decode()
    assert "Good Friday" in page
    _save(client, free__holidays=["good_friday"])
    assert agreed.hours().open_spans(datetime(2027, 3, 26).date()) == ()  # noqa: DTZ001 - a date


def test_look_first_saves_nothing(client: Client) -> None:
    norm(60)
    response = _save(client, do="preview", week__wo="9-13:30")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Open until 13:30 today." in page
    assert "tomorrow before 09:30" in page
    assert not ServiceHours.objects.exists()
    assert 'value="9-13:30"' in page


def test_page_says_what_the_hours_come_down_to(client: Client) -> None:
    norm(60)
    page = client.get(HOURS).content.decode()
    assert "Open until 17:00 today." in page
    assert "A question of now (every message) has its answer today before 14:00." in page


def test_colleague_who_saved_meanwhile_is_not_overwritten_unseen(client: Client) -> None:
    mine = _filled(OFFICE_HOURS, week__wo="10-16")
    keep_hours(Hours.from_json({"week": {"wo": ["12:00-13:00"]}}))
    response = client.post(HOURS, mine)
    assert response.status_code == 422
    assert "meanwhile" in response.content.decode()
    seen = {"hours-seen": response.context["form"].seen}
    assert client.post(HOURS, {**mine, **seen}).status_code == 303
    assert agreed.hours().open_spans(NOW.date()) == (Span(600, 960),)


@pytest.mark.parametrize(
    ("hours", "now", "words"),
    [
        (OFFICE_HOURS, at("wo 13:00"), "Open until 17:00 today."),
        (OFFICE_HOURS, at("wo 07:00"), "Closed. Open again today at 09:00."),
        (OFFICE_HOURS, at("wo 17:00"), "Closed. Open again tomorrow at 09:00."),
        (OFFICE_HOURS, at("za 10:00"), "Closed. Open again Monday 23 November at 09:00."),
        (OFFICE_HOURS, at("vr 12:00", 5), "Closed (Christmas Day). Open again Monday 28 December"),
        (Hours.from_json({"week": {}}), at("wo 13:00"), "Never open: nothing can be promised."),
    ],
)
def test_today_in_words(hours: Hours, now: datetime, words: str) -> None:
    with override("en"):
        assert today(hours, now).startswith(words)


# Who may, and who hears of it --------------------------------------------------------------------


@pytest.mark.parametrize("address", [NORMS, f"{NORMS}nieuw/", HOURS])
def test_page_does_not_exist_for_others(
    as_user: Callable[[User], Client], lena: User, address: str
) -> None:
    assert as_user(lena).get(address).status_code == 404


@pytest.mark.parametrize("address", [f"{NORMS}nieuw/", HOURS])
def test_others_change_nothing(as_user: Callable[[User], Client], lena: User, address: str) -> None:
    assert as_user(lena).post(address, {**ABOUT, "first_response": "60"}).status_code == 404
    assert not ResponseNorm.objects.exists()


def test_who_changed_what_is_noted(client: Client, fatma: User) -> None:
    client.post(f"{NORMS}nieuw/", {**ABOUT, "first_response": "60"})
    _save(client, week__wo="")
    client.post(f"{NORMS}{ResponseNorm.objects.get().pk}/remove/")
    notes = LogEntry.objects.order_by("pk").values_list(
        "user", "content_type__model", "action_flag"
    )
    assert list(notes) == [
        (fatma.pk, "responsenorm", 1),
        (fatma.pk, "servicehours", 1),
        (fatma.pk, "responsenorm", 3),
    ]


def test_who_counts_hears_of_it_after_commit(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[type] = []

    def hear(sender: type, **_: Any) -> None:
        heard.append(sender)

    agreed.promises_changed.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"{NORMS}nieuw/", {**ABOUT, "first_response": "60"})
            assert heard == []
    finally:
        agreed.promises_changed.disconnect(hear)
    assert heard == [ResponseNorm]


def test_department_without_hours_keeps_those_of_the_team(fatma: User) -> None:
    department = DepartmentFactory()
    keep_hours(Hours.from_json({"week": {"wo": ["12:00-13:00"]}}))
    assert said(agreed.hours(department.pk).next_opening(at("wo 09:00"))) == "wo 12:00"
    agreed.save_hours(OFFICE_HOURS, fatma, department)
    assert said(agreed.hours(department.pk).next_opening(at("wo 09:00"))) == "wo 09:00"
    agreed.forget_hours(department, fatma)
    assert said(agreed.hours(department.pk).next_opening(at("wo 09:00"))) == "wo 12:00"


def test_same_hours_are_the_same_object() -> None:
    """A new one has to count its years anew."""
    keep_hours()
    assert agreed.hours() is agreed.hours()
