"""Answering one question with the link of a mail, without an account.

The secret in the address is all there is: no session, no cookie. So these forms carry no token
against forgery; who can make a browser post here knows the secret, and needs no browser. Looking
never does anything, for mail filters look too. With a POST they would have to fill in a name.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from routing import desk
from routing.forms.by_link import LinkAnswerForm, LinkAskForm, LinkClaimForm, LinkHandBackForm
from routing.mail.inviting import invitation_of, may_have_another, state_of, still_open
from routing.mail.renewing import mail_new_link
from routing.models import Enclosure, Invitation, Source
from routing.views import enclosures
from routing.views.link_guards import open_to_all, to_page, unknown, with_invitation, words_of
from routing.views.link_pages import closed, show, shut

LONGEST_SENDER = 300


@open_to_all
@require_safe
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """For whom it is, the question, and the ways out; or why the link no longer works."""
    invitation = invitation_of(secret)
    if invitation is None:
        return unknown(request)
    state = state_of(invitation)
    if state != "open":
        return closed(request, invitation, secret, state)
    return show(request, invitation, secret)


@open_to_all
@require_safe
def by_link_file(request: HttpRequest, secret: str, pk: int) -> HttpResponseBase:
    """A file that came along with the question."""
    invitation = invitation_of(secret)
    if invitation is None or state_of(invitation) != "open":
        return unknown(request)
    along = Enclosure.objects.filter(referral=invitation.referral_id, of_department=False)
    return enclosures.serve(request, get_object_or_404(along, pk=pk))


@with_invitation
def by_link_answer(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    form = LinkAnswerForm(request.POST)

    def act() -> None:
        given = form.cleaned_data
        who = _sender(given["name"], invitation)
        desk.answer(invitation.referral, given["text"], sender=who, source=Source.LINK)

    return _do(request, invitation, secret, form, act, "answer_form")


@with_invitation
def by_link_claim(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    """They are on it: the team sees who, and does not look for somebody else."""
    form = LinkClaimForm(request.POST, prefix="claim")

    def act() -> None:
        who = _sender(form.cleaned_data["name"], invitation)
        desk.claim_by_link(invitation.referral, who)

    return _do(request, invitation, secret, form, act, "claim_form")


@with_invitation
def by_link_back(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    form = LinkHandBackForm(invitation.referral, request.POST, prefix="back")

    def act() -> None:
        given = form.cleaned_data
        desk.hand_back(
            invitation.referral,
            given["reason"],
            suggestion=given["suggestion"],
            sender=_sender(given["name"], invitation),
            source=Source.LINK,
        )

    return _do(request, invitation, secret, form, act, "hand_back_form")


@with_invitation
def by_link_ask(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    """``whom``: "citizen", or the webcare team. The link keeps working."""
    form = LinkAskForm(request.POST, prefix="ask")
    ask = desk.ask_citizen if request.POST.get("whom") == "citizen" else desk.ask_agent

    def act() -> None:
        given = form.cleaned_data
        ask(invitation.referral, given["text"], sender=_sender(given["name"], invitation))

    return _do(request, invitation, secret, form, act, "ask_form")


@with_invitation
def by_link_new(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    """Another link, to the address that this one was mailed to and no other."""
    if state_of(invitation) not in ("newer", "expired"):
        return to_page(secret)
    if not may_have_another(invitation):
        return shut(request, "enough")
    try:
        left = mail_new_link(invitation.referral, invitation.to)
    except desk.AlreadyClosed:
        return to_page(secret)
    return shut(request, "mailed" if left else "not_mailed", invitation)


def _do(
    request: HttpRequest,
    invitation: Invitation,
    secret: str,
    form: forms.Form,
    act: Callable[[], None],
    name: str,
) -> HttpResponse:
    """What was filled in is done, or stands there again. A link does one thing, once."""
    valid = form.is_valid()
    try:
        with transaction.atomic():
            if not still_open(invitation):
                return closed(
                    request, invitation, secret, state_of(invitation), words=words_of(request)
                )
            if valid:
                act()
                return to_page(secret)
    except desk.Refused as refusal:
        form.add_error(None, str(refusal))
    return show(request, invitation, secret, status=HTTPStatus.UNPROCESSABLE_ENTITY, **{name: form})


def _sender(name: str, invitation: Invitation) -> str:
    """ "Bram Smit (groen@example.nl)": who they say they are, and whose link it was."""
    return f"{name} ({invitation.to})"[:LONGEST_SENDER]
