"""What the queue and the API can be narrowed to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox import snoozed
from inbox.known import Known, read
from inbox.models import Conversation, Forwarding
from inbox.querysets import nobody_looks_after
from inbox.workflow import Status

ME = "me"
NOBODY = "nobody"
LEAD = "1"
SNOOZED = "snoozed"
# Snoozed ones are open too; they have a list of their own.
STATUSES = [Status.choices[0], (SNOOZED, _("snoozed")), *Status.choices[1:]]


class ConversationFilter(django_filters.FilterSet):  # type: ignore[misc] # no types there
    """``?status=open&department=3&assignee=me&channel=1&lead=1``.

    What is left out does not narrow.
    """

    status = django_filters.ChoiceFilter(method="by_status", choices=STATUSES, label=_("Status"))
    department = django_filters.ChoiceFilter(
        label=_("Department"), null_label=_("None yet"), empty_label=_("All departments")
    )
    assignee = django_filters.ChoiceFilter(
        method="by_assignee", label=_("Who is on it"), empty_label=_("Everyone")
    )
    channel = django_filters.ChoiceFilter(
        field_name="account", label=_("Channel"), empty_label=_("All channels")
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

    def __init__(self, *args: Any, known: Known | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = known or read()
        self._offer("department", known.departments)
        self._offer("channel", known.channels)
        self._offer("assignee", known.colleagues, (ME, _("Me")), (NOBODY, _("Nobody")))

    def _offer(self, name: str, rows: Iterable[Model], *before: tuple[str, Promise]) -> None:
        choices = [*before, *((str(row.pk), str(row)) for row in rows)]
        self.filters[name].extra["choices"] = choices

    def by_status(
        self, queryset: QuerySet[Conversation], name: str, value: str
    ) -> QuerySet[Conversation]:
        """What sleeps is not among the open ones."""
        awake = snoozed.awake(timezone.now())
        match value:
            case "snoozed":
                return queryset.filter(~awake, status=Status.OPEN)
            case Status.OPEN:
                return queryset.filter(awake, status=Status.OPEN)
            case _:
                return queryset.filter(status=value)

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
