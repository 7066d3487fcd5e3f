"""Ideas of citizens, and what becomes of them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_GET, require_http_methods

from inbox.refusals import Refused
from inbox.views.access import number, person, reads
from routing.models import Department, Kind
from webcare.talk.actions import Followed, follow
from webcare.talk.gathering import gathered
from webcare.talk.models import Idea
from webcare.talk.paging import page as paged
from webcare.talk.views.doing import MOST_ANSWERS, answers, to

State = Idea.State


class IdeaForm(forms.ModelForm[Idea]):
    """``seen``: the version that was on the screen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Idea
        fields = ("state", "person", "department", "reason", "next_step", "next_on", "told")
        widgets = {  # noqa: RUF012 Django's own way
            "reason": forms.Textarea(attrs={"rows": 2}),
            "next_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, data: Any = None, *, instance: Idea) -> None:
        super().__init__(data, instance=instance, initial={"seen": instance.version})
        fields: Any = self.fields
        people = get_user_model().objects.filter(is_active=True)
        fields["person"].queryset = people.order_by("first_name", "last_name", "pk")
        fields["department"].queryset = Department.objects.filter(active=True).order_by("name")
        ours = answers(instance.conversation_id)[:MOST_ANSWERS]
        fields["told"].queryset = answers(instance.conversation_id)
        fields["told"].choices = [
            ("", "---------"),
            *(
                (one.pk, f"{timezone.localtime(one.created_at):%d-%m %H:%M}  {_short(one.text)}")
                for one in ours
            ),
        ]

    def followed(self) -> Followed:
        names = ("state", "person", "department", "reason", "next_step", "next_on", "told")
        return Followed(**{name: self.cleaned_data[name] for name in names})


def _short(text: str) -> str:
    return Truncator(text).chars(60)


@require_GET
@reads
def overview(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("stand", "")
    state = state if state in State.values else ""
    rows = gathered(request.user, Kind.IDEA).select_related(
        "idea__person", "idea__department", "idea__told"
    )
    found = rows.filter(_of(state)) if state else rows
    shown, place = paged(found, request.GET.get("na", ""), "created_at")
    context = {
        "tab": "ideas",
        "rows": shown,
        "state": state,
        "states": [(value, label, counted) for (value, label), counted in _counted(request)],
        "more": f"?stand={state}&na={place}" if place else "",
        "today": timezone.localdate(),
    }
    return render(request, "talk/ideas.html", context)


def _of(state: str) -> Q:
    nobody = Q(idea=None) if state == State.NEW else Q()
    return Q(idea__state=state) | nobody if state == State.NEW else Q(idea__state=state)


def _counted(request: HttpRequest) -> list[tuple[tuple[str, Any], int]]:
    """Of each state how many; what nobody looked at yet is new. One query."""
    rows = gathered(request.user, Kind.IDEA).order_by().values("idea__state")
    counts: dict[str, int] = {}
    for row in rows.annotate(number=Count("pk")):
        key = row["idea__state"] or State.NEW.value
        counts[key] = counts.get(key, 0) + row["number"]
    return [(choice, counts.get(choice[0], 0)) for choice in State.choices]


@require_http_methods(["GET", "POST"])
@reads
def page(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = get_object_or_404(gathered(request.user, Kind.IDEA), pk=pk)
    idea = Idea.objects.filter(conversation=pk).select_related("by").first()
    idea = idea or Idea(conversation=conversation)
    may = request.user.has_perm("inbox.work_conversation")
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = IdeaForm(request.POST if request.method == "POST" else None, instance=idea)
    if request.method == "POST" and form.is_valid():
        act = partial(follow, conversation, form.followed(), person(request))
        try:
            act(seen=number(str(form.cleaned_data["seen"])))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return to("talk_ideas")
    context = {
        "tab": "ideas",
        "conversation": conversation,
        "idea": idea,
        "form": form,
        "may": may,
    }
    return render(request, "talk/idea.html", context)
