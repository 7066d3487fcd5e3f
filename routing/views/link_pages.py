"""The pages behind the link of a mail: one question, or why the link does not work (any more)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from routing.forms.by_link import LinkAnswerForm, LinkAskForm, LinkClaimForm, LinkHandBackForm
from routing.mail import addresses
from routing.mail.composing import exchange_of, messages_of
from routing.mail.inviting import may_have_another
from routing.models import Invitation

CONFLICT = 409  # what was written comes back, for it came too late
STATUS = {
    "answered": 200,  # what one sees after answering, too
    "withdrawn": 200,
    "mailed": 200,
    "unknown": 404,
    "enough": 429,
    "too_often": 429,
    "not_mailed": 503,
}
GONE = 410


def show(
    request: HttpRequest, invitation: Invitation, secret: str, *, status: int = 200, **given: Any
) -> HttpResponse:
    """The question; ``given`` are forms as they were filled in."""
    referral = invitation.referral
    context = {
        **_around(),
        "invitation": invitation,
        "secret": secret,
        "referral": referral,
        "messages_shown": messages_of(referral),
        "remarks": exchange_of(referral),
        "files_along": list(referral.enclosures.filter(of_department=False)),
        "replies": addresses.takes_replies(),
        "answer_form": LinkAnswerForm(),
        "hand_back_form": LinkHandBackForm(referral, prefix="back"),
        "ask_form": LinkAskForm(prefix="ask"),
        "claim_form": LinkClaimForm(prefix="claim"),
    }
    return render(request, "routing/by_link/question.html", context | given, status=status)


def closed(
    request: HttpRequest, invitation: Invitation, secret: str, state: str, *, words: str = ""
) -> HttpResponse:
    """Why this link no longer works, with the words that came too late."""
    context = {
        **_around(),
        "state": state,
        "invitation": invitation,
        "secret": secret,
        "referral": invitation.referral,
        "words": words,
        "another": may_have_another(invitation),
    }
    status = CONFLICT if words else STATUS.get(state, GONE)
    return render(request, "routing/by_link/closed.html", context, status=status)


def shut(
    request: HttpRequest, state: str, invitation: Invitation | None = None, *, words: str = ""
) -> HttpResponse:
    """A page about no question: "unknown", "too_often", "enough", "mailed" or "not_mailed".

    words   what somebody wrote, and is given back
    """
    context = {**_around(), "state": state, "invitation": invitation, "words": words}
    return render(request, "routing/by_link/closed.html", context, status=STATUS[state])


def _around() -> dict[str, Any]:
    return {"municipality": settings.MUNICIPALITY, "theme": settings.THEME}
