"""A question at Openbare Ruimte, whose mailbox is groen@…; real SMTP and IMAP of the simulator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.simulator.testing import Simulator
from routing import desk
from routing.models import Department, Referral
from tests.simulator.postal import ANSWERS, GROEN, PASSWORD, WEBCARE, Post
from webcare.mailboxes import Mailbox
from webcare.models import User

SNAPSHOT = {
    "channel": "X",
    "post": "",
    "messages": [
        {
            "ours": False,
            "text": "Wanneer worden de berken in de Lindelaan gesnoeid? <Elk jaar> hooikoorts.",
            "at": "2026-11-18T12:00:00+00:00",
        }
    ],
}


@pytest.fixture
def office(settings: Any, tmp_path: Path) -> None:
    """The settings of a municipality that mails."""
    settings.MEDIA_ROOT = tmp_path
    settings.DEFAULT_FROM_EMAIL = WEBCARE
    settings.REPLY_ADDRESS = ANSWERS
    settings.PUBLIC_URL = "https://webcare.example"
    settings.MAIL_AUTHSERV = ""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def post(office: None, simulator: Simulator, settings: Any) -> Post:
    """The post, and the settings that lead to it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", simulator.smtp_port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.IMAP = Mailbox("127.0.0.1", simulator.imap_port, ANSWERS, PASSWORD, "INBOX", False)
    return Post(simulator)


@pytest.fixture
def groen(openbare_ruimte: Department) -> Department:
    """A department with a mailbox."""
    openbare_ruimte.email = GROEN
    openbare_ruimte.save()
    return openbare_ruimte


@pytest.fixture
def asked(groen: Department, anouk: User) -> Referral:
    return desk.refer(groen, "Wanneer snoeien we de berken?", SNAPSHOT, anouk)
