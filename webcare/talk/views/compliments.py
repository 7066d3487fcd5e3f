"""Compliments, and the wall they hang on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inbox.models import Conversation, Message
from inbox.refusals import Refused
from inbox.views.access import person, reads
from routing.models import Kind
from webcare.talk.actions import pick, safe, take_off
from webcare.talk.actions.compliments import LONGEST
from webcare.talk.gathering import gathered, newest_turn
from webcare.talk.models import Praise
from webcare.talk.paging import page as paged
from webcare.talk.views.doing import done, picks, to

ON_THE_WALL = 24


class PraiseForm(forms.Form):
    """The words as they will hang there."""

    text = forms.CharField(
        label=gettext_lazy("Text on the wall"),
        help_text=gettext_lazy("Without names, addresses and numbers. Shorten it if you like."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("I asked the citizen, who agrees"), required=False
    )


@require_GET
@reads
def overview(request: HttpRequest) -> HttpResponse:
    hanging = Praise.objects.on_the_wall().filter(conversation=OuterRef("pk"))
    rows = gathered(request.user, Kind.COMPLIMENT).annotate(hangs=Exists(hanging))
    if request.GET.get("muur"):
        rows = rows.filter(hangs=True)
    shown, place = paged(rows, request.GET.get("na", ""), "created_at")
    kept = "muur=1&" if request.GET.get("muur") else ""
    context = {
        "tab": "compliments",
        "rows": shown,
        "only_wall": bool(kept),
        "more": f"?{kept}na={place}" if place else "",
    }
    return render(request, "talk/compliments.html", context)


@require_GET
@reads
def wall(request: HttpRequest) -> HttpResponse:
    """To print, or to show on a screen: nobody is named."""
    hanging = Praise.objects.on_the_wall().filter(
        conversation__in=Conversation.objects.visible_to(request.user)
    )
    return render(request, "talk/wall.html", {"tab": "compliments", "rows": hanging[:ON_THE_WALL]})


@require_http_methods(["GET", "POST"])
@picks
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = get_object_or_404(gathered(request.user, Kind.COMPLIMENT), pk=pk)
    message = newest_turn(pk).filter(hidden=False).first()
    hanging = Praise.objects.filter(conversation=pk).first()
    form = PraiseForm(
        request.POST if request.method == "POST" else None,
        initial=_first(message, hanging, conversation),
    )
    if request.method == "POST" and form.is_valid() and message:
        given = form.cleaned_data
        message.conversation = conversation
        try:
            pick(message, given["text"], person(request), agreed=given["agreed"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It hangs on the wall."))
            return to("talk_compliments")
    context = {
        "tab": "compliments",
        "conversation": conversation,
        "message": message,
        "hanging": hanging,
        "form": form,
    }
    return render(request, "talk/compliment.html", context)


def _first(
    message: Message | None, hanging: Praise | None, conversation: Conversation
) -> dict[str, Any]:
    if hanging:
        return {"text": hanging.text, "agreed": hanging.agreed}
    return {"text": safe(message.text, conversation.author) if message else ""}


@require_POST
@picks
def off(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    done(request, lambda: take_off(conversation, person(request)))
    return to("talk_compliments")
