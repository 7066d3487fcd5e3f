"""The demo municipality: its channels belong to its apps, and each secret stands in one place."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from connectors import polling
from connectors.models import Account, App, Arrival, Search
from connectors.simulator.testing import Simulator
from inbox import ingest, reminding
from inbox.models import Bundle, Conversation, Draft, Find, Measure, Note, Pledge, SamePerson
from inbox.reminding.unmailed import reminder_troubles
from inbox.searches import stream
from routing.mail.letters import read
from routing.mail.senders import is_vouched
from tests.factories import ConversationFactory
from tests.simulator.postal import ANSWERS, GROEN, Post, letter
from webcare.demo import listening, morning
from webcare.demo.load import load
from webcare.management.commands.demo import Command
from webcare.models import User

pytestmark = pytest.mark.django_db


def test_channels_speak_through_two_apps(simulator: Simulator) -> None:
    load(simulator.control("GET", "municipality"))
    spoken = {account.kind: account.app and account.app.kind for account in Account.objects.all()}
    assert spoken == {"x": "x", "facebook": "meta", "instagram": "meta"}
    for account in Account.objects.all():
        account.connect().identify()


def test_secret_of_an_app_is_not_repeated(simulator: Simulator) -> None:
    load(simulator.control("GET", "municipality"))
    of_x = Account.objects.select_related("app").get(kind="x")
    assert of_x.app
    assert "client_secret" in of_x.app.credentials
    assert "client_secret" not in of_x.credentials


def test_loading_again_changes_nothing(simulator: Simulator) -> None:
    known = simulator.control("GET", "municipality")
    load(known)
    Account.objects.filter(kind="x").update(name="Anders")
    load(known)
    assert (App.objects.count(), Account.objects.count()) == (2, 3)
    assert Account.objects.get(kind="x").name == "Anders"


def test_channels_of_an_older_demo_get_their_app(simulator: Simulator) -> None:
    known = simulator.control("GET", "municipality")
    load(known)
    Account.objects.update(app=None)
    load(known)
    assert not Account.objects.filter(app=None).exists()


def test_lead_of_the_demo_is_mailed_about_danger(simulator: Simulator, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", simulator.smtp_port
    load(simulator.control("GET", "municipality"))
    ConversationFactory(danger="fire")
    reminding.alert()
    told = Post(simulator).control("GET", "lena@gemeente-voorbeeld.example")
    assert [mail["subject"] for mail in told] == ["Webcare: er is misschien iemand in gevaar"]
    assert reminder_troubles() == []


def test_people_of_an_older_demo_get_their_address(simulator: Simulator) -> None:
    known = simulator.control("GET", "municipality")
    load(known)
    User.objects.filter(username="lena").update(email="")
    User.objects.filter(username="anouk").update(email="anouk@example.nl")
    load(known)
    addresses = dict(User.objects.values_list("username", "email"))
    assert addresses["lena"] == "lena@gemeente-voorbeeld.example"
    assert addresses["anouk"] == "anouk@example.nl"


@pytest.mark.parametrize(("found", "vouched"), [(None, True), ("fail", False)])
def test_demo_knows_who_wrote_unless_told_otherwise(
    simulator: Simulator, found: str | None, vouched: bool
) -> None:
    if found:
        simulator.control("POST", "settings", {"mail_spf": found})
    post = Post(simulator)
    post.send(letter(From=GROEN, To=ANSWERS), ANSWERS, sender=GROEN)
    demo = Command()
    demo.smtp_port, demo.imap_port = simulator.smtp_port, simulator.imap_port
    arrived = read(post.whole(ANSWERS).as_bytes(), demo.post()["WEBCARE_MAIL_AUTHSERV"])
    assert is_vouched(arrived) is vouched


def test_what_colleagues_did_in_the_demo_is_done_once(simulator: Simulator) -> None:
    load(simulator.control("GET", "municipality"))
    channels = {account.kind: account for account in Account.objects.all()}
    for about in tomllib.loads(morning.MORNING.read_text(encoding="utf-8")).values():
        for key, kind in zip(morning.SAID, ("x", "facebook"), strict=True):
            if key in about:
                ConversationFactory(account=channels[kind], message__text=about[key])
    assert [morning.begin(simulator.url) for _ in range(2)] == [True, False]
    done = (SamePerson, Bundle, Pledge, Draft, Measure, Note)
    assert [model.objects.count() for model in done] == [1] * len(done)
    assert Conversation.objects.exclude(snoozed_at=None).count() == 1


def test_town_listens_and_finds_what_citizens_say(simulator: Simulator) -> None:
    load(simulator.control("GET", "municipality"))
    for _twice in range(2):
        listening.begin(simulator.url)
    assert Search.objects.count() == 2
    for account in Account.objects.filter(kind__in=["x", "instagram"]):
        polling.poll(account)
    for arrival in Arrival.objects.waiting().order_by("pk"):
        ingest.ingest(arrival.pk)
    waiting = stream.waiting().values_list("account__kind", flat=True)
    assert sorted(waiting) == ["instagram", "instagram", "x", "x", "x"]
    assert Find.objects.exclude(same_as=None).count() == 1
