"""Administrators hear of an alarm once, and once of its end; over real SMTP."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from connectors.models import Account
from inbox.models import Alarm
from inbox.watching import telling, watchdog
from tests.factories import AccountFactory
from webcare.env import Env
from webcare.models import User

pytestmark = pytest.mark.django_db


class Postbox:
    """Takes every mail in, or none."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.people: list[list[str]] = []
        self.closed = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.closed:
            return "451 Try again later"
        parsed = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        self.people.append(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.DEFAULT_FROM_EMAIL = "webcare@gemeente.example"
    settings.PUBLIC_URL = "https://webcare.example"
    yield box
    controller.stop()


@pytest.fixture
def administrator(fatma: User) -> User:
    fatma.email = "fatma@gemeente.example"
    fatma.save()
    return fatma


@pytest.fixture
def broken(db: None) -> Account:
    made: Account = AccountFactory(
        contact_at=timezone.now(), polled_at=timezone.now(), state=Account.State.REAUTHORISE
    )
    return made


def test_administrator_is_told_once_and_once_when_it_is_over(
    postbox: Postbox, administrator: User, anouk: User, broken: Account
) -> None:
    User.objects.filter(pk=anouk.pk).update(email="anouk@gemeente.example")
    watchdog.watch()
    watchdog.watch()
    assert postbox.people == [["fatma@gemeente.example"]]
    Account.objects.update(state=Account.State.OK)
    watchdog.watch()
    watchdog.watch()
    assert len(postbox.mails) == 2
    assert Alarm.objects.get().over_told_at


def test_mail_has_words_and_a_page(postbox: Postbox, administrator: User, broken: Account) -> None:
    watchdog.watch()
    (mail,) = postbox.mails
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert html
    for body in (plain.get_content(), html.get_content()):
        assert broken.name in body
        assert "https://webcare.example/kanalen/" in body
    assert mail["From"] == "webcare@gemeente.example"


def test_several_alarms_are_one_mail(postbox: Postbox, administrator: User) -> None:
    AccountFactory.create_batch(3, state=Account.State.REAUTHORISE)
    watchdog.watch()
    assert len(postbox.mails) == 1


def test_mail_server_that_is_away_is_tried_again(
    postbox: Postbox, administrator: User, broken: Account
) -> None:
    postbox.closed = True
    watchdog.watch()
    assert Alarm.objects.get().told_at is None
    postbox.closed = False
    watchdog.watch()
    assert len(postbox.mails) == 1


def test_mail_server_that_does_not_exist_stops_nothing(
    settings: Any, administrator: User, broken: Account
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    watchdog.watch()
    assert Alarm.objects.standing().count() == 1


def test_only_who_can_repair_a_channel_is_told(
    administrator: User, lena: User, chris: User
) -> None:
    User.objects.exclude(pk=administrator.pk).update(email="iemand@gemeente.example")
    assert telling.administrators() == ["fatma@gemeente.example"]


def test_end_is_not_told_to_who_never_heard_of_it(
    postbox: Postbox, fatma: User, broken: Account
) -> None:
    watchdog.watch()
    Account.objects.update(state=Account.State.OK)
    User.objects.filter(pk=fatma.pk).update(email="fatma@gemeente.example")
    watchdog.watch()
    assert postbox.mails == []


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://u:p%40@mail.example", 587, True, False),
        ("smtps://u:p%40@mail.example:4650", 4650, False, True),
    ],
)
def test_mail_server_is_one_address(url: str, port: int, starttls: bool, tls: bool) -> None:
    mail = Env(email_url=url).mail()
    assert mail
    assert (mail.host, mail.port, mail.starttls, mail.tls) == ("mail.example", port, starttls, tls)
    assert mail.password == ("p@" if "@" in url else "")


def test_address_that_is_no_mail_server_is_refused() -> None:
    with pytest.raises(ValueError, match="WEBCARE_EMAIL_URL"):
        Env(email_url="https://mail.example").mail()
