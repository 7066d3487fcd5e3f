"""A citizen: the card beside a conversation, and the page of their own.

Both are one address; htmx asks for the card by its target.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from inbox import actions, citizens
from inbox.models import Author, Conversation, Pledge, SamePerson
from inbox.refusals import Refused
from inbox.views.access import find, number, person, reads, works
from inbox.views.measures import measuring

PAGE = "inbox/person/citizen.html"
PARTS = ("citizen", "conversations")
ON_CARD, ON_PAGE = 5, 20
PLEDGE_IDS = "pledge-%s"
MOST_PLEDGES, MOST_LINKS, MOST_FOUND, MOST_STANDING = 20, 40, 10, 5
_NUMBERED = re.compile(r"(?:.*/)?(inbox|inwoners)/(\d{1,18})/?(?:[?#].*)?")


class PledgeForm(forms.Form):
    """What is promised, and until when."""

    words = forms.CharField(
        label=gettext_lazy("What do we promise?"),
        required=False,
        max_length=500,
        widget=forms.TextInput(),
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput({"type": "date"})
    )


class LinkForm(forms.Form):
    """Which profile is the same person, and how that is known."""

    other = forms.IntegerField(widget=forms.HiddenInput)
    ground = forms.ChoiceField(
        label=gettext_lazy("How do you know?"), choices=SamePerson.Ground.choices
    )
    words = forms.CharField(
        label=gettext_lazy("Explanation"),
        help_text=gettext_lazy("Such as the case number, or where they say so."),
        required=False,
        max_length=300,
    )


@require_GET
@reads
def citizen(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, _find(request, pk))


def show(request: HttpRequest, author: Author, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The card, more conversations, or the whole page. ``forms`` replace the empty ones."""
    htmx = getattr(request, "htmx", None)
    part = str(htmx.target) if htmx and htmx.target in PARTS else ""
    context = _more(request, author) if part == "conversations" else _all(request, author, part)
    template = f"{PAGE}#{part}" if part else PAGE
    response = render(request, template, context | forms, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _find(request: HttpRequest, pk: int) -> Author:
    """Somebody of whom this colleague may see a conversation, or 404."""
    visible = Conversation.objects.visible_to(request.user).filter(author=pk)
    if not visible.exists():
        raise Http404
    return get_object_or_404(Author.objects.select_related("account"), pk=pk)


def _here(request: HttpRequest, known: citizens.Known) -> Conversation | None:
    """The conversation that the card stands beside, or else the one that is newest."""
    theirs = citizens.conversations(known.profiles, request.user)
    wanted = theirs.filter(pk=number(request.GET.get("gesprek", "")))
    return wanted.first() or theirs.order_by("-created_at", "-pk").first()


def _newest(request: HttpRequest, author: Author) -> Conversation | None:
    theirs = citizens.conversations([author], request.user)
    return theirs.order_by("-created_at", "-pk").first()


def _all(request: HttpRequest, author: Author, part: str) -> dict[str, Any]:
    known = citizens.known(author, request.user)
    here = _here(request, known)
    own = here if here and here.author_id == author.pk else _newest(request, author)
    return {
        "author": author,
        "known": known,
        "conversation": here,
        "pledges": citizens.promised_to(known.profiles, request.user)[:MOST_PLEDGES],
        "pledge_form": PledgeForm(auto_id=PLEDGE_IDS),
        "can_work": request.user.has_perm("inbox.work_conversation"),
        **_rows(request, known, here if part else None),
        **(
            {}
            if part
            else _linking(request, author, known) | measuring(author, known.profiles, own)
        ),
        "standing": citizens.measured_on(known.profiles)[:MOST_STANDING] if part else (),
    }


def _more(request: HttpRequest, author: Author) -> dict[str, Any]:
    known = citizens.known(author, request.user)
    return {"author": author, "known": known, **_rows(request, known, None)}


def _rows(
    request: HttpRequest, known: citizens.Known, without: Conversation | None
) -> dict[str, Any]:
    """Conversations from the place that was asked for; ``next`` is the place after them."""
    most, start = (ON_CARD if without else ON_PAGE), number(request.GET.get("vanaf", "")[:6])
    theirs = citizens.conversations(known.profiles, request.user).with_row()
    if without:
        theirs, start = theirs.exclude(pk=without.pk), 0
    found = list(theirs[start : start + most + 1])
    return {"rows": found[:most], "next": start + most if len(found) > most else 0}


# Promised in words -------------------------------------------------------------------------------


@require_POST
@works
def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    conversation, form = find(request, pk), PledgeForm(request.POST, auto_id=PLEDGE_IDS)
    given = form.cleaned_data if form.is_valid() else {}
    words, until = given.get("words", ""), given.get("until")
    try:
        actions.pledge(conversation, words, until, person(request))
    except Refused as refused:
        form.add_error(None, str(refused))
        author = _find(request, conversation.author_id)
        # htmx shows no answer but a good one; the refusal is in its words.
        status = 200 if request.headers.get("HX-Request") else HTTPStatus.UNPROCESSABLE_ENTITY
        return show(request, author, status=status, pledge_form=form, conversation=conversation)
    return _back(conversation.author_id, conversation)


@require_POST
@works
def settle_pledge(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Conversation.objects.visible_to(request.user)
    made = get_object_or_404(
        Pledge.objects.select_related("conversation"), pk=pk, conversation__in=visible
    )
    kept = request.POST.get("outcome") == Pledge.Outcome.KEPT
    _do(request, lambda: actions.settle_pledge(made, kept=kept, by=person(request)))
    return _back(made.conversation.author_id, made.conversation)


# One person with several profiles ----------------------------------------------------------------


def _linking(request: HttpRequest, author: Author, known: citizens.Known) -> dict[str, Any]:
    """What was said of these profiles, and who was looked for to link."""
    wanted = request.GET.get("zoek", "").strip()
    found = _looked_for(request, wanted, known) if wanted else []
    return {
        "links": citizens.links(known.profiles)[:MOST_LINKS],
        "wanted": wanted,
        "found": [
            (each, LinkForm(initial={"other": each.pk}, auto_id=f"link-{each.pk}-%s"))
            for each in found
        ],
    }


def _looked_for(request: HttpRequest, wanted: str, known: citizens.Known) -> list[Author]:
    """Who has exactly this user name, or the conversation or page of this address. Not by name:
    that makes nobody the same person."""
    visible = Conversation.objects.visible_to(request.user)
    authors = Author.objects.filter(pk__in=visible.values("author"))
    if numbered := _NUMBERED.fullmatch(wanted):
        what, pk = numbered[1], int(numbered[2])
        authors = authors.filter(**{"pk": pk} if what == "inwoners" else {"conversations": pk})
    else:
        authors = authors.filter(handle__iexact=wanted.removeprefix("@")).exclude(handle="")
    others = authors.exclude(pk__in=[each.pk for each in known.profiles])
    return list(others.select_related("account").order_by("pk")[:MOST_FOUND])


@require_POST
@works
def link(request: HttpRequest, pk: int) -> HttpResponse:
    author = _find(request, pk)
    form = LinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how you know that this is the same person."))
        return _back(author.pk)
    given = form.cleaned_data
    other = _find(request, given["other"])
    _do(
        request,
        lambda: actions.link(author, other, given["ground"], given["words"], person(request)),
    )
    return _back(author.pk)


@require_POST
@works
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    said = get_object_or_404(SamePerson, pk=pk)
    author, _other = _find(request, said.one_id), _find(request, said.other_id)
    _do(request, lambda: actions.unlink(said, person(request)))
    return _back(number(request.POST.get("van", "")) or author.pk)


def _do(request: HttpRequest, action: Callable[[], Any]) -> None:
    """What it refuses is said on the page it came from."""
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))


def _back(author: int, conversation: Conversation | None = None) -> HttpResponse:
    """To the citizen as they stand now; htmx to the part it came from."""
    here = f"?gesprek={conversation.pk}" if conversation else ""
    response = redirect(reverse("citizen", args=[author]) + here)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
