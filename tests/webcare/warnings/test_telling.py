"""Who is told of a signal: leads and administrators, once, and not at night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from connectors.models import Account
from inbox.models import Conversation
from tests.webcare.pushing import Phone, phone
from tests.webcare.warnings.town import NOW, write
from webcare.models import User
from webcare.push import devices
from webcare.warnings import actions, tasks
from webcare.warnings.models import Baseline, Signal, Told
from webcare.warnings.telling import tell

pytestmark = pytest.mark.django_db

NIGHT = NOW.replace(hour=2)
EVIDENCE = {
    "facets": [
        {"scope": "all", "key": "", "label": "", "minutes": 60, "people": 40, "expected": 6.2}
    ],
    "words": ["stroomstoring"],
    "course": [],
    "keys": [["all", ""]],
}


@pytest.fixture(autouse=True)
def leads(lena: User, fatma: User) -> None:
    """They can be mailed, and read English."""
    for person in (lena, fatma):
        wants = {"email": f"{person.username}@example.org", "language": "en"}
        User.objects.filter(pk=person.pk).update(**wants)
        person.refresh_from_db()


@pytest.fixture(autouse=True)
def said(account: Account) -> list[int]:
    """What people write: a name among it."""
    rows = write(account, [(NOW, "Weer een stroomstoring, zegt Jansen")] * 3)
    return [one.pk for one in rows]


def signal(at: datetime = NOW, key: str = "all:", serious: bool = False) -> Signal:
    return Signal.objects.create(
        kind="spike",
        key=key,
        since=at,
        noticed_at=at,
        high_at=at,
        evidence=EVIDENCE,
        serious=serious,
        conversations=list(Conversation.objects.values_list("pk", flat=True)),
    )


def mailed() -> list[str]:
    return sorted(one.to[0] for one in mail.outbox)


def test_leads_and_administrators_are_mailed_once(anouk: User, settings: Any) -> None:
    settings.PUBLIC_URL = "https://webcare.example"
    row = signal()
    tell(NOW)
    tell(NOW + timedelta(minutes=5))
    assert mailed() == ["fatma@example.org", "lena@example.org"]
    told = mail.outbox[0]
    assert told.subject == "Webcare: “stroomstoring”"
    assert "40 people in an hour, usually 6." in told.body
    assert f"https://webcare.example/signalen/{row.pk}/" in told.body


@time_machine.travel(NOW, tick=False)
def test_who_leads_is_told_when_something_else_fails() -> None:
    unreadable: dict[str, Any] = {"scope": "all", "usual": {}, "learned_at": NOW}
    Baseline.objects.create(**unreadable)
    signal()
    tasks.look()
    assert mailed() == ["fatma@example.org", "lena@example.org"]


def test_several_are_one_mail() -> None:
    signal()
    signal(key="place:Noord")
    tell(NOW)
    assert len(mail.outbox) == 2
    assert "2 signals" in mail.outbox[0].subject


def test_nobody_is_woken(lena: User) -> None:
    signal(NIGHT, serious=True)
    tell(NIGHT)
    assert not mail.outbox
    tell(NOW)  # it still goes on in the morning
    assert len(mail.outbox) == 2


def test_who_wants_to_hears_at_night_what_is_serious(lena: User) -> None:
    User.objects.filter(pk=lena.pk).update(signals_at_night=True)
    signal(NIGHT)
    tell(NIGHT)
    assert not mail.outbox
    signal(NIGHT, "place:Noord", serious=True)
    tell(NIGHT)
    assert mailed() == ["lena@example.org"]


def test_who_wants_no_mail_gets_none(lena: User, fatma: User) -> None:
    User.objects.filter(pk=lena.pk).update(signals_mail=False)
    signal()
    tell(NOW)
    assert mailed() == ["fatma@example.org"]


def test_what_somebody_looked_at_or_is_over_is_no_news(lena: User) -> None:
    actions.mark(signal(), "true", "", lena)
    Signal.objects.create(kind="spike", key="x", since=NOW, high_at=NOW, over_at=NOW)
    signal(NOW - timedelta(days=2), "place:Noord")
    tell(NOW)
    assert not mail.outbox


def test_what_could_not_be_mailed_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, lena: User
) -> None:
    row = signal()
    monkeypatch.setattr(mail.EmailMessage, "send", _fails)
    tell(NOW)
    assert not Told.objects.exists()
    monkeypatch.undo()
    tell(NOW)
    assert {one.user for one in row.told.all()} == {lena, User.objects.get(username="fatma")}


def _fails(*_args: Any, **_kwargs: Any) -> None:
    raise OSError("No mail server.")


# On a device -------------------------------------------------------------------------------------


@pytest.fixture
def pocket(settings: Any, lena: User) -> Iterator[Phone]:
    settings.MEDIA_FROM_LOOPBACK = True
    settings.PUSH_HOSTS = ["127.0.0.1"]
    wants = {"notifications": True, "duty": "on", "signals_mail": False}
    User.objects.filter(pk=lena.pk).update(**wants)
    with phone() as made:
        devices.add(lena, made.address, "Firefox", "a-session")
        yield made


def test_a_device_of_a_lead_is_told_once(pocket: Phone) -> None:
    row = signal()
    tell(NOW)
    tell(NOW)
    [said] = pocket.read
    assert said["body"] == "“stroomstoring”\n40 people in an hour, usually 6."
    assert said["data"] == f"/signalen/{row.pk}/"


def test_a_device_that_did_not_answer_is_told_later(pocket: Phone) -> None:
    signal()
    pocket.status = 500
    tell(NOW)
    assert not Told.objects.filter(how="device").exists()


def test_who_wants_no_signals_on_their_devices_has_none(pocket: Phone, lena: User) -> None:
    User.objects.filter(pk=lena.pk).update(notify_signals=False)
    signal()
    tell(NOW)
    assert pocket.came == []


# Choosing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "offered"), [("lena", True), ("fatma", True), ("anouk", False), ("bram", False)]
)
def test_who_gets_signals_chooses_how(
    request: pytest.FixtureRequest, as_user: Any, who: str, offered: bool
) -> None:
    page = as_user(request.getfixturevalue(who)).get("/voorkeuren/").content.decode()
    assert ("signals_at_night" in page) is offered


def test_a_word_that_may_be_a_name_is_not_told_outside() -> None:
    words = {**EVIDENCE, "words": ["jansen", "stroomstoring", "stroomstoring jansen"]}
    Signal.objects.filter(pk=signal().pk).update(evidence=words)
    tell(NOW)
    assert mail.outbox
    for told in mail.outbox:
        letter: Any = told
        assert "stroomstoring" in letter.subject
        assert "jansen" not in f"{letter.subject} {letter.body} {letter.alternatives}".lower()
