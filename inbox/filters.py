"""What the queue and the API can be narrowed to."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from inbox import snoozed
from inbox.crisis.group import about
from inbox.known import Known, read
from inbox.models import Conversation
from inbox.searching import operators as op
from inbox.searching.facets import LEAD
from inbox.searching.finding import find
from inbox.searching.parsing import Asked, parse
from inbox.searching.states import for_the_lead, states
from inbox.workflow import Status
from routing.models import Kind

ME = "me"
NOBODY = "nobody"
SNOOZED = "snoozed"
MOST_CRISES = 2**31
# Snoozed ones are open too; they have a list of their own.
STATUSES = [Status.choices[0], (SNOOZED, _("snoozed")), *Status.choices[1:]]


class ConversationFilter(django_filters.FilterSet):  # type: ignore[misc] # no types there
    """``?status=open&department=3&assignee=me&channel=1&lead=1&q=bomen``.

    What is left out does not narrow. What a search (``q``) says is in ``inbox.searching``.

    problems   what of the search could not be searched for, in sentences; after ``qs``
    """

    q = django_filters.CharFilter(method="by_search", label=_("Search"), strip=False)
    status = django_filters.ChoiceFilter(method="by_status", choices=STATUSES, label=_("Status"))
    department = django_filters.ChoiceFilter(
        label=_("Department"), null_label=_("None yet"), empty_label=_("All departments")
    )
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=_("Kind"))
    assignee = django_filters.ChoiceFilter(
        method="by_assignee", label=_("Who is on it"), empty_label=_("Everyone")
    )
    channel = django_filters.ChoiceFilter(
        field_name="account", label=_("Channel"), empty_label=_("All channels")
    )
    urgency = django_filters.ChoiceFilter(
        method="by_state",
        label=_("Urgency"),
        choices=[(op.URGENT, _("Urgent")), (op.DANGER, _("Danger"))],
    )
    clock = django_filters.ChoiceFilter(
        method="by_state",
        label=_("Promised time"),
        choices=[
            (op.LATE, _("Too late")),
            (op.SOON, _("Almost too late")),
            (op.HOUR, _("Too late within the hour")),
        ],
    )
    audience = django_filters.ChoiceFilter(
        method="by_state",
        label=_("Who reads it"),
        choices=[(op.PUBLIC, _("Public")), (op.PRIVATE, _("Private"))],
    )
    form = django_filters.ChoiceFilter(
        method="by_state",
        label=_("Form"),
        choices=[
            (op.MENTION, _("Mentions us elsewhere")),
            (op.QUOTE, _("Quotes our post")),
            (op.FOUND, _("Found by a saved search")),
            (op.REVIEW, _("Review")),
            (op.STORY, _("About a story")),
        ],
    )
    bundle = django_filters.ChoiceFilter(
        method="by_state",
        label=_("Together with others"),
        choices=[(op.BUNDLED, _("In a bundle")), (op.ALIKE, _("The same question?"))],
    )
    label = django_filters.ChoiceFilter(field_name="labels__slug", label=_("Label"))
    language = django_filters.CharFilter(label=_("Language"), max_length=5)
    neighbourhood = django_filters.CharFilter(label=_("Neighbourhood"), max_length=100)
    lead = django_filters.ChoiceFilter(
        method="for_the_lead",
        label=_("Who chooses"),
        empty_label=_("Whoever"),
        choices=[(LEAD, _("The team lead"))],
    )
    check = django_filters.ChoiceFilter(
        method="by_state", label=_("Four eyes"), choices=[(op.TO_CHECK, _("To be checked"))]
    )
    mail = django_filters.ChoiceFilter(
        method="by_state",
        label=_("Mail with departments"),
        choices=[(op.MAIL_FAILED, _("Mail did not arrive"))],
    )
    sending = django_filters.ChoiceFilter(
        method="by_state",
        label=_("Sending"),
        choices=[(op.NOT_SENT, _("An answer did not leave"))],
    )
    ask = django_filters.ChoiceFilter(
        method="by_state",
        label=_("Is it solved?"),
        choices=[(op.ASK, _("Ask whether it is solved"))],
    )
    crisis = django_filters.NumberFilter(method="by_crisis", label=_("Crisis mode"))

    class Meta:
        model = Conversation
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, known: Known | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: list[str] = []
        known = known or read()
        self._offer("department", known.departments)
        self._offer("channel", known.channels)
        self.filters["label"].extra["choices"] = [(row.slug, row.name) for row in known.labels]
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

    @cached_property
    def asked(self) -> Asked:
        """The search as it was read."""
        self.form.is_valid()
        return parse(self.form.cleaned_data.get("q") or "")

    def by_search(
        self, queryset: QuerySet[Conversation], name: str, value: str
    ) -> QuerySet[Conversation]:
        found, self.problems = find(queryset, self.asked, self.request.user, timezone.now())  # type: ignore[arg-type]
        return found

    def by_crisis(
        self, queryset: QuerySet[Conversation], name: str, value: Decimal
    ) -> QuerySet[Conversation]:
        """What this crisis is about."""
        return about(int(value), queryset) if 0 < value < MOST_CRISES else queryset.none()

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

    def by_state(
        self, queryset: QuerySet[Conversation], name: str, value: str
    ) -> QuerySet[Conversation]:
        return queryset.filter(states(timezone.now(), None)[value])

    def for_the_lead(
        self, queryset: QuerySet[Conversation], name: str, value: str
    ) -> QuerySet[Conversation]:
        """What came back too often, and what nobody looks after."""
        return queryset.filter(for_the_lead())
