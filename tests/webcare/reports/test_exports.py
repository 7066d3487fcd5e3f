"""Tables on the clock: made once for their day, mailed, kept for a month."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core import mail as post
from django.core.mail import EmailMessage
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import person
from tests.inbox.promised import at
from tests.webcare.figures.making import answered
from webcare.models import User
from webcare.reports import exports
from webcare.reports.models import Export, Made
from webcare.roles import sync_roles

pytestmark = pytest.mark.django_db

PAGE = "/rapporten/vast/"
MONDAY = at("ma 07:01", weeks=1)
LAST_WEEK = {"by": "channel", "period": "week"}


@pytest.fixture
def lena(lena: User) -> User:
    lena.email = "lena@voorbeeld.example"
    lena.save(update_fields=["email"])
    return lena


@pytest.fixture
def lead(client: Client, lena: User) -> Client:
    client.force_login(lena)
    return client


def export(by: User | None, **fields: Any) -> Export:
    given = {"name": "Per kanaal", "wish": LAST_WEEK, "format": "csv", "at": at("ma 09:00")}
    made: Export = Export.objects.create(by=by, **{**given, **fields})
    return made


@pytest.mark.parametrize(
    ("fields", "moment", "day"),
    [
        ({"day": 1}, at("ma 06:59", weeks=1), None),
        ({"day": 1}, at("ma 07:00", weeks=1), date(2026, 11, 23)),
        ({"day": 1}, at("do 06:59", weeks=1), date(2026, 11, 23)),  # the clock stood still
        ({"day": 1}, at("vr 07:00", weeks=1), None),
        ({"day": 7}, at("ma 12:00", weeks=1), date(2026, 11, 22)),
        ({"day": 24, "every": "month"}, at("di 07:00", weeks=1), date(2026, 11, 24)),
        ({"day": 28, "every": "month"}, at("di 07:00", weeks=2), date(2026, 11, 28)),
        ({"day": 1}, at("wo 12:00"), None),  # made after that Monday
    ],
)
def test_when_it_is_due(db: None, fields: dict[str, Any], moment: Any, day: date | None) -> None:
    found = exports.due(export(None, **fields), moment)
    assert found == day


def test_it_is_mailed_and_stands_on_the_page(lead: Client, lena: User, anouk: User) -> None:
    for _each in range(6):
        answered(5, "wo 10:00")
    anouk.email = "anouk@voorbeeld.example"
    anouk.save(update_fields=["email"])
    row = export(lena)
    row.people.set([lena, anouk])
    with time_machine.travel(MONDAY, tick=False):
        exports.make_due(MONDAY)
        exports.make_due(MONDAY + timedelta(minutes=5))
        page = lead.get(PAGE).content.decode()
    [sent] = post.outbox
    assert isinstance(sent, EmailMessage)
    assert sent.to == [lena.email]  # Anouk does not lead
    [made] = Made.objects.all()
    said: Any = sent.attachments[0]
    assert said[0] == made.name
    rows = list(csv.reader(StringIO(bytes(made.content or b"").decode("utf-8-sig")), delimiter=";"))
    assert [row[1] for row in rows[1:]] == ["6", "6"]
    assert f'href="{PAGE}bestand/{made.pk}/"' in page
    assert lead.get(f"{PAGE}bestand/{made.pk}/").content == bytes(made.content or b"")


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_it_once(transactional_db: None) -> None:
    sync_roles()
    lead = person("een", "Een", "de Lead", "Team lead")
    lead.email = "een@voorbeeld.example"
    lead.save(update_fields=["email"])
    for number in range(3):
        export(lead, name=f"Tabel {number}").people.set([lead])
    start = Barrier(2)

    def work(_number: int) -> None:
        start.wait()
        try:
            exports.make_due(MONDAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(work, range(2)))
    assert sorted(one.subject for one in post.outbox) == [f"Webcare: Tabel {n}" for n in range(3)]


def test_what_fails_is_shown_and_can_be_tried_again(
    lead: Client, lena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(lena)
    monkeypatch.setattr(exports, "LARGEST", 10)
    with time_machine.travel(MONDAY, tick=False):
        exports.make_due(MONDAY)
        assert "5 MB" in Made.objects.get().problem
        assert 'data-testid="export-again"' in lead.get(PAGE).content.decode()
        monkeypatch.setattr(exports, "LARGEST", 10**6)
        lead.post(f"{PAGE}bestand/{Made.objects.get().pk}/opnieuw/")
    assert Made.objects.get().made_at


def test_who_left_has_nothing_made_any_more(lena: User) -> None:
    export(lena)
    lena.groups.clear()
    exports.make_due(MONDAY)
    made = Made.objects.get()
    assert made.problem
    assert made.content is None


def test_a_file_is_kept_for_a_month(lead: Client, lena: User) -> None:
    export(lena)
    with time_machine.travel(MONDAY, tick=False):
        exports.make_due(MONDAY)
    exports.forget(MONDAY + timedelta(days=31))
    made = Made.objects.get()
    assert (made.content, bool(made.made_at)) == (None, True)
    assert lead.get(f"{PAGE}bestand/{made.pk}/").status_code == 404


def test_a_file_that_never_left_is_kept_no_longer(lena: User) -> None:
    row = export(lena)
    Made.objects.create(
        export=row, due=MONDAY.date(), taken_at=MONDAY, problem="450", content=b"x", tries=8
    )
    exports.forget(MONDAY + timedelta(days=29))
    assert Made.objects.get().content
    exports.forget(MONDAY + timedelta(days=31))
    assert Made.objects.get().content is None


def test_what_breaks_is_said_and_keeps_no_other_back(lena: User) -> None:
    broken, other = export(lena, name="A", format="pdf"), export(lena, name="B")
    exports.make_due(MONDAY)
    assert Made.objects.get(export=broken).problem == "Webcare kon het niet maken (KeyError)."
    assert Made.objects.get(export=other).made_at


def test_one_is_made_from_a_table_and_stopped(lead: Client, lena: User) -> None:
    form = {"name": "Elke week", "when": "week-2", "format": "xlsx", "people": [lena.pk]}
    path = f"{PAGE}nieuw/?by=week&period=week&audience=outside"
    assert '<option value="week-2">Elke week op dinsdag</option>' in lead.get(path).content.decode()
    assert lead.post(path, {**form, "when": "week-9"}).status_code == 422
    assert lead.post(path, form).status_code == 302
    row = Export.objects.get()
    assert row.wish["audience"] == "outside"
    assert (row.every, row.day) == ("week", 2)
    assert (row.by, list(row.people.all())) == (lena, [lena])
    lead.post(f"{PAGE}{row.pk}/stop/")
    exports.make_due(at("di 07:01", weeks=9))
    assert not Made.objects.exists()


@pytest.mark.parametrize(
    ("every", "day", "words"),
    [
        ("week", 1, "Elke week op maandag"),
        ("week", 7, "Elke week op zondag"),
        ("month", 3, "Elke maand op de 3e"),
    ],
)
def test_its_day_is_told_in_words(
    lead: Client, lena: User, every: str, day: int, words: str
) -> None:
    export(lena, every=every, day=day)
    assert f"{words} ·" in lead.get(PAGE).content.decode()


def test_days_of_ones_own_do_not_go_along(lead: Client) -> None:
    path = f"{PAGE}nieuw/?period=own&first=2026-01-01&last=2026-01-31"
    assert lead.get(path).status_code == 404


def test_its_pages_take_few_queries(lead: Client, lena: User) -> None:
    for number in range(5):
        Made.objects.create(export=export(lena, name=str(number)), due=MONDAY.date())
    lead.get(PAGE)
    for path in (PAGE, f"{PAGE}nieuw/?by=week"):
        with CaptureQueriesContext(connection) as asked:
            assert lead.get(path).status_code == 200
        assert len(asked) <= 12, path
