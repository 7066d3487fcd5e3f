"""The test mail, over real SMTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from connectors.simulator.testing import Simulator
from routing.departments import Refused, send_test_mail
from routing.models import Department
from tests.simulator.postal import ANSWERS, GROEN, WEBCARE, Post
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_was_mailed_just_now() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def post(simulator: Simulator, settings: Any) -> Post:
    settings.DEFAULT_FROM_EMAIL, settings.REPLY_ADDRESS = WEBCARE, ANSWERS
    settings.LANGUAGE_CODE = "en"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", simulator.smtp_port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    return Post(simulator)


@pytest.fixture
def groen(openbare_ruimte: Department) -> Department:
    openbare_ruimte.email = GROEN
    openbare_ruimte.save()
    return openbare_ruimte


def test_mail_arrives_in_the_mailbox(post: Post, groen: Department, fatma: User) -> None:
    assert send_test_mail(groen, fatma) == GROEN
    letter = post.whole()
    assert letter["Subject"] == "Test mail from Webcare"
    body = letter.get_body(("plain",))
    assert body
    assert "Fatma Yilmaz wants to know whether mail" in body.get_content()
    assert "Openbare Ruimte & Groen" in body.get_content()


def test_refusal_of_the_mail_server_is_told(post: Post, groen: Department, fatma: User) -> None:
    post.fault("smtp", "550")
    with pytest.raises(Refused, match=f"Mail to {GROEN} was refused: "):
        send_test_mail(groen, fatma)
    assert send_test_mail(groen, fatma) == GROEN  # a failure is no reason to wait


def test_mail_server_that_is_not_there_is_told(
    post: Post, groen: Department, fatma: User, settings: Any
) -> None:
    settings.EMAIL_PORT = 9
    with pytest.raises(Refused, match="cannot be reached"):
        send_test_mail(groen, fatma)


def test_second_mail_waits_a_minute(post: Post, groen: Department, fatma: User) -> None:
    send_test_mail(groen, fatma)
    with pytest.raises(Refused, match="a moment ago"):
        send_test_mail(groen, fatma)
    assert len(post.brief()) == 1


def test_department_without_a_mailbox_gets_none(
    post: Post, openbare_ruimte: Department, fatma: User
) -> None:
    with pytest.raises(Refused, match="no mailbox yet"):
        send_test_mail(openbare_ruimte, fatma)


def test_page_says_where_it_went(
    post: Post, groen: Department, fatma: User, screen: Callable[[User], Client]
) -> None:
    response = screen(fatma).post(f"/afdelingen/{groen.pk}/mailbox/test/", follow=True)
    assert f"A test mail is on its way to {GROEN}." in response.content.decode()
    assert len(post.brief()) == 1


def test_page_says_why_it_did_not_leave(
    post: Post, groen: Department, fatma: User, screen: Callable[[User], Client]
) -> None:
    post.fault("smtp", "550")
    response = screen(fatma).post(f"/afdelingen/{groen.pk}/mailbox/test/", follow=True)
    assert "was refused" in response.content.decode()
