"""A question at Openbare Ruimte, where Bram and Mira answer; Sem answers elsewhere. In English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from routing import desk
from routing.models import Department, Referral, Subject
from tests.factories import DepartmentFactory, person
from webcare.models import User

SNAPSHOT = {
    "channel": "X",
    "post": "",
    "messages": [
        {"ours": False, "text": "Wanneer snoeit u de berken?", "at": "2026-11-18T12:00:00+00:00"}
    ],
}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The language in which the texts are written."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _files_elsewhere(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mira(openbare_ruimte: Department) -> User:
    mira = person("mira", "Mira", "Kok", "Official")
    openbare_ruimte.members.add(mira)
    return mira


@pytest.fixture
def afval() -> Department:
    made: Department = DepartmentFactory(slug="afval-reiniging", name="Afval & Reiniging")
    return made


@pytest.fixture
def sem(afval: Department) -> User:
    sem = person("sem", "Sem", "Dijk", "Official")
    afval.members.add(sem)
    return sem


@pytest.fixture
def asked(openbare_ruimte: Department, anouk: User) -> Referral:
    return desk.refer(openbare_ruimte, "Wanneer snoeien we de berken?", SNAPSHOT, anouk)


@pytest.fixture
def subject(openbare_ruimte: Department) -> Subject:
    """One about which the department answers by itself."""
    return openbare_ruimte.subjects.create(name="Snoeien", mandate=True, four_eyes=False)


@pytest.fixture
def mandated(openbare_ruimte: Department, anouk: User, subject: Subject) -> Referral:
    return desk.refer(
        openbare_ruimte, "Wanneer snoeien we de berken?", SNAPSHOT, anouk, subject=subject
    )


@pytest.fixture
def looked_at(openbare_ruimte: Department, anouk: User) -> Referral:
    """One about which a colleague looks along."""
    subject = openbare_ruimte.subjects.create(name="Kappen", mandate=True, four_eyes=True)
    return desk.refer(
        openbare_ruimte, "Wanneer kappen we de eik?", SNAPSHOT, anouk, subject=subject
    )


@pytest.fixture
def official(client: Client, bram: User) -> Client:
    """Bram, at his screen."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(bram)
    return client
