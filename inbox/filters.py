"""What the queue and the API can be narrowed to."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from connectors.models import Account
from inbox.models import Conversation, Forwarding
from inbox.querysets import nobody_looks_after
from inbox.workflow import Status
from routing.models import Department

ME = "me"
NOBODY = "nobody"
LEAD = "1"


class ConversationFilter(django_filters.FilterSet):  # type: ignore[misc] # no types there
    """``?status=open&department=3&assignee=me&channel=1&lead=1``.

    What is left out does not narrow.
    """

    status = django_filters.ChoiceFilter(choices=Status.choices, label=_("Status"))
    department = django_filters.ModelChoiceFilter(
        queryset=Department.objects.filter(active=True),
        label=_("Department"),
        null_label=_("None yet"),
        empty_label=_("All departments"),
    )
    assignee = django_filters.ChoiceFilter(
        method="by_assignee", label=_("Who is on it"), empty_label=_("Everyone")
    )
    channel = django_filters.ModelChoiceFilter(
        field_name="account",
        queryset=Account.objects.filter(active=True),
        label=_("Channel"),
        empty_label=_("All channels"),
    )
    lead = django_filters.ChoiceFilter(
        method="for_the_lead",
        label=_("Who chooses"),
        empty_label=_("Whoever"),
        choices=[(LEAD, _("The team lead"))],
    )

    class Meta:
        model = Conversation
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["assignee"].extra["choices"] = [
            (ME, _("Me")),
            (NOBODY, _("Nobody")),
            *((str(colleague.pk), str(colleague)) for colleague in colleagues()),
        ]

    def by_assignee(
        self, queryset: QuerySet[Conversation], name: str, value: str
    ) -> QuerySet[Conversation]:
        match value:
            case "me":
                return queryset.filter(assignee=self.request.user.pk)
            case "nobody":
                return queryset.filter(assignee=None)
            case _:
                return queryset.filter(assignee=int(value))

    def for_the_lead(
        self, queryset: QuerySet[Conversation], name: str, value: str
    ) -> QuerySet[Conversation]:
        """What came back too often, and what nobody looks after."""
        lies = Forwarding.objects.filter(referral__in=nobody_looks_after())
        return queryset.filter(Q(needs_lead=True) | Q(pk__in=lies.values("conversation")))


def colleagues() -> QuerySet[Any]:
    """Everyone who can answer a conversation."""
    return (
        get_user_model()
        .objects.with_perm(
            "inbox.work_conversation", backend="django.contrib.auth.backends.ModelBackend"
        )
        .order_by("first_name", "last_name", "username")
    )
