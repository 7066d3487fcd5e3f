"""Who comes with the link of a mail: without an account, and with how much patience."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from routing.mail.inviting import invitation_of
from routing.models import Invitation
from routing.views.link_pages import shut
from routing.views.throttling import too_often

# In these seconds: links that lead nowhere from one address, and acts with one link. A whole town
# hall may share an address, so who has a link is counted by the link.
GUESSES, POSTS, SPAN = 20, 60, 600

Handler = Callable[[HttpRequest, Invitation, str], HttpResponse]


def open_to_all(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """No account; the address goes to no other site, no cache and no search engine."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return login_not_required(csrf_exempt(guarded))


def with_invitation(handler: Handler) -> Callable[..., HttpResponseBase]:
    """A POST with a link; a GET of its address leads back to the page."""

    @wraps(handler)
    def view(request: HttpRequest, secret: str) -> HttpResponse:
        if request.method != "POST":
            return to_page(secret)
        invitation = invitation_of(secret)
        if invitation is None:
            return unknown(request)
        if too_often(request, f"posts:{invitation.pk}", POSTS, SPAN):
            return shut(request, "too_often", words=words_of(request))
        return handler(request, invitation, secret)

    return open_to_all(require_http_methods(["GET", "HEAD", "POST"])(view))


def words_of(request: HttpRequest) -> str:
    """What somebody wrote, to give it back."""
    written = (request.POST.get(name, "").strip() for name in ("text", "back-reason", "ask-text"))
    return "\n\n".join(filter(None, written))


def unknown(request: HttpRequest) -> HttpResponse:
    """A link that nobody made, or of which nothing is left."""
    often = too_often(request, "guesses", GUESSES, SPAN)
    return shut(request, "too_often" if often else "unknown", words=words_of(request))


def to_page(secret: str) -> HttpResponse:
    """Back to the question."""
    response = redirect("by_link", secret)
    response.status_code = 303
    return response
