"""Blocking and muting citizens, and the list of who is, for the team lead."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from connectors.base import RESTRAINTS
from inbox.actions import lift, measures_for, restrain
from inbox.actions.restraining import DAYS
from inbox.models import Author, Conversation, Measure
from inbox.refusals import Refused
from inbox.views.access import find, number, person

MOST_STANDING, MOST_ENDED = 200, 50

restrains = permission_required("inbox.restrain_author", raise_exception=True)


class MeasureForm(forms.Form):
    """What is done, why, and for how long. Offered is what this citizen's platform has."""

    what = forms.ChoiceField(label=gettext_lazy("What do you do?"), widget=forms.Select())
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The team lead reads this. Say what was written."),
        required=False,
        max_length=300,
    )
    days = forms.ChoiceField(label=gettext_lazy("For how long?"), required=False)

    def __init__(self, author: Author, data: Any = None) -> None:
        super().__init__(data, auto_id="measure-%s")
        names = dict(Measure.What.choices)
        what: Any = self.fields["what"]
        what.choices = [(one, names[one]) for one in measures_for(author)]
        days: Any = self.fields["days"]
        days.choices = [
            (count, ngettext("%(count)d day", "%(count)d days", count) % {"count": count})
            for count in DAYS
        ]


def measuring(author: Author, who: Sequence[Author], here: Conversation | None) -> dict[str, Any]:
    """What a citizen's page shows of it, of all their profiles: what was decided, the form for this
    one, and what its platform has no means for."""
    names, able = dict(Measure.What.choices), measures_for(author)
    return {
        "measure_form": MeasureForm(author),
        "measures": Measure.objects.filter(author__in=[each.pk for each in who]).select_related(
            "author__account", "by", "ended_by"
        )[:MOST_ENDED],
        "no_means": [names[one.value] for one in RESTRAINTS if one.value not in able],
        "measured_in": here,
    }


@require_GET
@restrains
def overview(request: HttpRequest) -> HttpResponse:
    visible = Conversation.objects.visible_to(request.user)
    known = Measure.objects.filter(conversation__in=visible).select_related(
        "author__account", "conversation", "by", "ended_by"
    )
    standing = known.standing().order_by("until", "pk")[:MOST_STANDING]
    ended = known.exclude(pk__in=known.standing().values("pk"))[:MOST_ENDED]
    context = {"standing": standing, "ended": ended, "can_lift": True}
    return render(request, "inbox/person/measures.html", context)


@require_POST
@restrains
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    form = MeasureForm(conversation.author, request.POST)
    back = reverse("citizen", args=[conversation.author_id]) + "#measures"
    if not form.is_valid():
        messages.error(request, _("Choose what you do, and for how long."))
        return _to(back)
    given = form.cleaned_data
    try:
        restrain(
            conversation, given["what"], given["reason"], number(given["days"]), person(request)
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Noted. It stands in the list of the team lead."))
    return _to(back)


@require_POST
@restrains
def end(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Conversation.objects.visible_to(request.user)
    measure = get_object_or_404(
        Measure.objects.select_related("conversation"), pk=pk, conversation__in=visible
    )
    try:
        lift(measure, person(request))
    except Refused as refused:
        messages.error(request, str(refused))
    author = number(request.POST.get("van", ""))
    return _to(reverse("citizen", args=[author]) + "#measures" if author else reverse("measures"))


def _to(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
