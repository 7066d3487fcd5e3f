"""Openbare Ruimte, where Bram and Mira answer and Karin decides; Sem answers elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from routing import desk
from routing.models import Absence, Department, Referral
from tests.factories import DepartmentFactory, person
from webcare.models import User


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def mira(openbare_ruimte: Department) -> User:
    mira = person("mira", "Mira", "Kok", "Official")
    openbare_ruimte.members.add(mira)
    return mira


@pytest.fixture
def karin(openbare_ruimte: Department) -> User:
    """She looks after the department, and answers no questions herself."""
    karin = person("karin", "Karin", "Post", None)
    karin.user_permissions.add(Permission.objects.get(codename="manage_own_department"))
    openbare_ruimte.members.add(karin)
    return karin


@pytest.fixture
def afval(db: None) -> Department:
    made: Department = DepartmentFactory(slug="afval-reiniging", name="Afval & Reiniging")
    return made


@pytest.fixture
def sem(afval: Department) -> User:
    sem = person("sem", "Sem", "Dijk", "Official")
    afval.members.add(sem)
    return sem


@pytest.fixture
def asked(openbare_ruimte: Department, anouk: User) -> Referral:
    return desk.refer(openbare_ruimte, "Wanneer snoeien we de berken?", {"messages": []}, anouk)


@pytest.fixture
def screen() -> Callable[[User], Client]:
    """``screen(bram)``: his, in English."""

    def sign_in(user: User) -> Client:
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(user)
        return client

    return sign_in


def day(number: int) -> date:
    """That many days from today."""
    return timezone.localdate() + timedelta(days=number)


def away(who: User, deputy: User | None = None, *, begins: int = 0, ends: int | None = 3) -> Any:
    """Not stored yet."""
    last = None if ends is None else day(ends)
    return Absence(person=who, deputy=deputy, first_day=day(begins), last_day=last)
