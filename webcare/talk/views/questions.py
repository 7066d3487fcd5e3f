"""Questions that are asked often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from inbox.models import Conversation, Message
from inbox.querysets import ConversationQuerySet
from inbox.refusals import Refused
from inbox.views.access import person, reads, works
from webcare.talk import actions
from webcare.talk.actions import safe
from webcare.talk.asking import WEEKS
from webcare.talk.models import Asking, Question
from webcare.talk.paging import page as paged
from webcare.talk.showing import Place
from webcare.talk.views.asked import asked
from webcare.talk.views.doing import to

MOST = 25
Website = Question.Website


class WebsiteForm(forms.ModelForm[Question]):
    """Only says what was chosen: ``actions.mark`` decides."""

    address = forms.URLField(
        label=gettext_lazy("Address of the page"),
        required=False,
        max_length=300,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    class Meta:
        model = Question
        fields = ("website", "address", "owner")

    def __init__(self, data: Any = None, *, instance: Question) -> None:
        super().__init__(data, instance=instance)
        fields: Any = self.fields
        people = get_user_model().objects.filter(is_active=True)
        fields["owner"].queryset = people.order_by("first_name", "last_name", "pk")
        fields["website"].choices = Website.choices

    def _post_clean(self) -> None:
        """The row stays as it is until the action writes it."""


@dataclass(frozen=True)
class Shown:
    """A question as a page shows it.

    words        as somebody asked it, whose conversation this person may see
    number       how often it was asked in the last weeks; ``week`` in the last one
    departments  whose these are, with how many
    answer       the answer given most, where this person may see it
    """

    question: Question
    words: str
    number: int
    week: int
    departments: Sequence[tuple[str, int]]
    answer: Message | None

    @property
    def title(self) -> str:
        return self.words or str(self.question)

    @property
    def canned(self) -> str:
        """Where a canned answer is made of the answer given most."""
        if not self.answer:
            return ""
        said = {"title": Truncator(self.title).chars(90), "antwoord": self.answer.pk}
        return f"{reverse('write_canned')}?{urlencode(said)}"


@require_GET
@reads
def overview(request: HttpRequest) -> HttpResponse:
    """The most asked first."""
    choices = asked(request)
    now, visible = timezone.now(), Conversation.objects.visible_to(request.user)
    lately = _in(choices.place, visible).filter(at__gte=now - timedelta(weeks=WEEKS))
    website = request.GET.get("website", "")
    website = website if website in Website.values else ""
    rows = Question.objects.select_related("owner", "answer__conversation__author")
    if website:
        rows = rows.filter(website=website)
    rows = rows.filter(Exists(lately.filter(question=OuterRef("pk"))))
    this_week = Q(askings__at__gte=now - timedelta(weeks=1))
    in_it = Q(askings__in=lately)
    counted = rows.annotate(
        number=Count("askings", filter=in_it), week=Count("askings", filter=in_it & this_week)
    )
    found = list(counted.order_by("-number", "-week", "pk")[:MOST])
    context = {
        "tab": "questions",
        "choices": choices,
        "here": choices.place,
        "rows": _shown(found, visible, lately),
        "website": website,
        "websites": Website.choices[1:],
        "weeks": WEEKS,
    }
    return render(request, "talk/questions.html", context)


def _in(place: Place, visible: ConversationQuerySet) -> Any:
    rows = Asking.objects.filter(conversation__in=visible)
    if place.department:
        return rows.filter(conversation__department=place.department)
    named = place.neighbourhood
    return rows.filter(conversation__neighbourhood=named) if named else rows


def _shown(found: Sequence[Question], visible: ConversationQuerySet, lately: Any) -> list[Shown]:
    """Three queries, however many there are."""
    by_department: dict[int, list[tuple[str, int]]] = defaultdict(list)
    rows = lately.filter(question__in=found, conversation__department__isnull=False)
    counted = rows.order_by().values("question", "conversation__department__name")
    for row in counted.annotate(number=Count("pk")).order_by("-number", "question"):
        name = row["conversation__department__name"]
        by_department[row["question"]].append((name, row["number"]))
    answered = [one.answer.conversation_id for one in found if one.answer]
    wanted = [one.example_id for one in found if one.example_id]
    seen = visible.filter(pk__in=[*answered, *wanted]).select_related("author")
    known = {row.pk: row for row in seen}
    words = _words([pk for pk in wanted if pk in known])
    return [
        Shown(
            question=one,
            words=safe(words[one.example_id], known[one.example_id].author)
            if one.example_id in words
            else "",
            number=one.number,  # type: ignore[attr-defined] # annotated
            week=one.week,  # type: ignore[attr-defined] # annotated
            departments=by_department[one.pk][:3],
            answer=one.answer
            if one.answer and one.answer.conversation_id in known and not one.answer.deleted_at
            else None,
        )
        for one in found
    ]


def _words(pks: Iterable[int]) -> dict[int, str]:
    """The first words of the citizen that stand there."""
    found: dict[int, str] = {}
    rows = Message.objects.filter(conversation__in=list(pks), incoming=True, deleted_at=None)
    ordered = rows.exclude(text="").order_by("created_at", "pk")
    for pk, text in ordered.values_list("conversation", "text"):
        found.setdefault(pk, text)
    return found


@require_GET
@reads
def page(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _found(pk))


def _found(pk: int) -> Question:
    return get_object_or_404(
        Question.objects.select_related("owner", "by", "answer__conversation__author"), pk=pk
    )


def _show(
    request: HttpRequest, question: Question, form: WebsiteForm | None = None
) -> HttpResponse:
    visible = Conversation.objects.visible_to(request.user)
    askings = Asking.objects.filter(question=question, conversation__in=visible)
    counts = askings.aggregate(
        number=Count("pk"), week=Count("pk", filter=Q(at__gte=timezone.now() - timedelta(weeks=1)))
    )
    question.number, question.week = counts["number"], counts["week"]  # type: ignore[attr-defined]
    with_whom = ("conversation__account", "conversation__author", "conversation__department")
    rows, place = paged(askings.select_related(*with_whom), request.GET.get("na", ""), "at")
    words = _words([row.conversation_id for row in rows])
    for row in rows:
        row.words = words.get(row.conversation_id, "")
    [shown] = _shown([question], visible, askings)
    context = {
        "tab": "questions",
        "shown": shown,
        "question": question,
        "rows": rows,
        "more": f"?na={place}" if place else "",
        "form": form or WebsiteForm(instance=question),
        "may": request.user.has_perm("inbox.work_conversation"),
    }
    return render(request, "talk/question.html", context)


@require_POST
@works
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    question = _found(pk)
    form = WebsiteForm(request.POST, instance=question)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.mark(
                question,
                given["website"],
                person(request),
                address=given["address"],
                owner=given["owner"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return to("talk_question", pk)
    return _show(request, question, form)
