"""The page on which the municipality allows an app to act for it, and what comes of it.

X API docs, "OAuth 2.0 Authorization Code Flow with PKCE".
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from connectors.simulator.clock import now_ms
from connectors.simulator.hub import hub_of
from connectors.simulator.municipality import CLIENT_ID, HANDLES
from connectors.simulator.window.pages import HEADERS, templates
from connectors.simulator.window.sites import X
from connectors.simulator.world import World
from connectors.simulator.x.oauth import ALL_SCOPES
from connectors.simulator.xstate import Consent

PATH = "/x.com/i/oauth2/authorize"
_MEANING = {
    "tweet.read": "Berichten lezen",
    "tweet.write": "Berichten plaatsen en verwijderen",
    "tweet.moderate.write": "Antwoorden verbergen en tonen",
    "users.read": "Zien wie iemand is",
    "dm.read": "Privéberichten lezen",
    "dm.write": "Privéberichten versturen",
    "media.write": "Foto’s en video’s plaatsen",
    "like.read": "Zien wat u leuk vindt",
    "like.write": "Berichten leuk vinden",
    "offline.access": "Dit blijven doen tot u het intrekt",
}


@dataclass(frozen=True)
class Asked:
    """What an app asks for. ``complaint`` is what is wrong with that, in X's terms."""

    redirect_uri: str
    state: str
    challenge: str
    scopes: tuple[str, ...]
    complaint: str = ""


def _asked(world: World, query: Mapping[str, str]) -> Asked:
    """Read and check the address of the page."""
    redirect = query.get("redirect_uri", "")
    scopes = tuple(query.get("scope", "").split())
    registered = world.x.callbacks
    wrong = {
        "response_type": query.get("response_type") != "code",
        "client_id": query.get("client_id") != CLIENT_ID,
        "redirect_uri": urlsplit(redirect).scheme not in ("http", "https")
        or (bool(registered) and redirect not in registered),
        "scope": not scopes or bool(set(scopes) - set(ALL_SCOPES.split())),
        "state": not 0 < len(query.get("state", "")) <= 500,
        "code_challenge": not query.get("code_challenge"),
        "code_challenge_method": query.get("code_challenge_method", "").upper() != "S256",
    }
    complaint = next((name for name, is_wrong in wrong.items() if is_wrong), "")
    challenge = query.get("code_challenge", "")
    return Asked(redirect, query.get("state", ""), challenge, scopes, complaint)


async def _ask(request: Request) -> Response:
    asked = _asked(hub_of(request).world, request.query_params)
    page = templates.get_template("consent_x.html").render(
        site=X,
        asked=asked,
        handle=HANDLES["x"],
        meanings=[_MEANING[scope] for scope in asked.scopes if scope in _MEANING],
        action=f"{PATH}?{request.url.query}",
    )
    return HTMLResponse(page, 400 if asked.complaint else 200, _headers(asked))


async def _decide(request: Request) -> Response:
    """Back to the app: with a code, or with the news that it may not."""
    world = hub_of(request).world
    asked = _asked(world, request.query_params)
    if asked.complaint:
        return await _ask(request)
    if (await request.form()).get("decision") != "authorize":
        return _back(asked, {"error": "access_denied", "state": asked.state})
    number = len(world.x.consents) + world.numbers.used + now_ms()
    code = hashlib.sha256(f"code:{number}".encode()).hexdigest()[:40]
    scopes = list(asked.scopes)
    world.x.consents[code] = Consent(code, asked.challenge, asked.redirect_uri, scopes, now_ms())
    world.changed()
    return _back(asked, {"state": asked.state, "code": code})


def _back(asked: Asked, answer: Mapping[str, str]) -> Response:
    joint = "&" if urlsplit(asked.redirect_uri).query else "?"
    target = f"{asked.redirect_uri}{joint}{urlencode(answer)}"
    return RedirectResponse(target, 303, _headers(asked))


def _headers(asked: Asked) -> dict[str, str]:
    """Browsers hold a form's redirect against the policy too, so it names where it leads."""
    parts = urlsplit(asked.redirect_uri)
    if asked.complaint:
        return HEADERS
    policy = HEADERS["content-security-policy"]
    allowed = f"form-action 'self' {parts.scheme}://{parts.netloc}"
    return {**HEADERS, "content-security-policy": policy.replace("form-action 'self'", allowed)}


routes = [
    Route(PATH, _ask),
    Route(PATH, _decide, methods=["POST"]),
]
