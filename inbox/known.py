"""Whom and what colleagues choose from: departments, channels, labels and each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from connectors.models import Account
from inbox.models import Label
from inbox.together import together
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
    channels = Account.objects.filter(active=True).only("kind", "name")
    known = Known(departments(), channels, people(), Label.objects.all())
    together(known.departments, known.channels, known.colleagues, known.labels)
    return known


def departments() -> QuerySet[Department]:
    return Department.objects.filter(active=True)


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
