"""Whom and what colleagues choose from: departments, channels, labels and each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from connectors.models import Account
from inbox.models import Label
from inbox.together import put_once, together
from routing import desk
from routing.models import Department


@dataclass(frozen=True)
class Known:
    """Those that can be chosen now. Each is read once, however often it is shown."""

    departments: QuerySet[Department]
    channels: QuerySet[Account]
    colleagues: QuerySet[Any]
    labels: QuerySet[Label]


def read() -> Known:
    """In one query."""
    known = Known(departments(), channels(), people(), labels())
    together(known.departments, known.channels, known.colleagues, known.labels)
    return known


@put_once
def departments() -> QuerySet[Department]:
    return Department.objects.filter(active=True)


@put_once
def unmanned(day: date) -> QuerySet[Department, int]:
    """Primary keys of departments where nobody would see a question on that day."""
    return desk.all_unmanned(day)


@put_once
def channels() -> QuerySet[Account]:
    return Account.objects.filter(active=True).only("kind", "name")


@put_once
def labels() -> QuerySet[Label]:
    return Label.objects.all()


@put_once
def people() -> QuerySet[Any]:
    """Everyone who can answer a conversation."""
    return (
        get_user_model()
        .objects.with_perm(
            "inbox.work_conversation", backend="django.contrib.auth.backends.ModelBackend"
        )
        .defer("password")
        .order_by("first_name", "last_name", "username")
    )
