"""The dialogs in which somebody lets an app work for their Pages or their account.

Meta docs, "Manually build a login flow" and "Business login for Instagram".
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from connectors.simulator.graph.errors import GraphError
from connectors.simulator.graph.granting import grant, instagram_token
from connectors.simulator.graph.scopes import FACEBOOK_LOGIN, INSTAGRAM_LOGIN
from connectors.simulator.hub import hub_of
from connectors.simulator.municipality import (
    APP_ID,
    HANDLES,
    INSTAGRAM_APP_ID,
    LIBRARY_ID,
    LIBRARY_NAME,
    NAME,
    PAGE_ID,
)
from connectors.simulator.window.pages import HEADERS, templates
from connectors.simulator.world import Platform

_WORDS = {
    "pages_show_list": "Zien welke pagina’s u beheert",
    "pages_read_engagement": "Lezen wat uw pagina plaatst",
    "pages_read_user_content": "Lezen wat anderen op uw pagina schrijven",
    "pages_manage_engagement": "Reageren, liken en verbergen namens uw pagina",
    "pages_manage_metadata": "Instellen dat de app berichten krijgt",
    "pages_messaging": "Berichten van uw pagina lezen en sturen",
    "instagram_basic": "Uw Instagram-profiel en uw foto’s zien",
    "instagram_manage_comments": "Reacties op Instagram lezen en beheren",
    "instagram_manage_messages": "Berichten op Instagram lezen en sturen",
    "business_management": "Uw bedrijf beheren",
    "instagram_business_basic": "Uw profiel en uw foto’s zien",
    "instagram_business_manage_comments": "Reacties lezen en beheren",
    "instagram_business_manage_messages": "Berichten lezen en sturen",
}


@dataclass(frozen=True)
class Dialog:
    """One of the two. ``choices`` are what somebody can pick: id to name."""

    platform: Platform
    name: str
    clients: tuple[str, ...]
    scopes: tuple[str, ...]
    choices: Mapping[str, str]
    ending: str


FACEBOOK = Dialog(
    "facebook",
    "Facebook",
    (APP_ID,),
    FACEBOOK_LOGIN,
    {PAGE_ID: NAME, LIBRARY_ID: LIBRARY_NAME},
    "#_=_",
)
INSTAGRAM = Dialog(
    "instagram",
    "Instagram",
    (INSTAGRAM_APP_ID, APP_ID),
    INSTAGRAM_LOGIN,
    {"": f"@{HANDLES['instagram']}"},
    "#_",
)


def _asked(dialog: Dialog, parameters: Mapping[str, str]) -> list[str]:
    """The known scopes an app asks for; without any, the ones that show what there is."""
    names = parameters.get("scope", "").replace(" ", ",").split(",")
    return [scope for scope in dialog.scopes if scope in names] or [dialog.scopes[0]]


def _wrong(dialog: Dialog, parameters: Mapping[str, str]) -> str:
    if parameters.get("client_id") not in dialog.clients:
        return "Deze app bestaat niet."
    if urlsplit(parameters.get("redirect_uri", "")).scheme not in ("http", "https"):
        return "Deze app zegt niet waar u naar terug gaat."
    return ""


def _ask(dialog: Dialog) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        parameters = request.query_params
        wrong = _wrong(dialog, parameters)
        scopes = [(scope, _WORDS[scope]) for scope in _asked(dialog, parameters)]
        html = templates.get_template("consent.html").render(
            dialog=dialog,
            wrong=wrong,
            scopes=scopes,
            given=dict(parameters),
            here=request.url.path,
        )
        return HTMLResponse(html, 400 if wrong else 200, _headers(parameters))

    return serve


def _headers(parameters: Mapping[str, str]) -> dict[str, str]:
    """A form here may lead to the app that asked, and to nowhere else."""
    there = urlsplit(parameters.get("redirect_uri", ""))
    policy = HEADERS["content-security-policy"]
    allowed = f"form-action 'self' {there.scheme}://{there.netloc}" if there.netloc else ""
    changed = policy.replace("form-action 'self'", allowed) if allowed else policy
    return {**HEADERS, "content-security-policy": changed}


def _decide(dialog: Dialog) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        form = await request.form()
        given = {name: str(value) for name, value in form.items()}
        if _wrong(dialog, given):
            return HTMLResponse("", 400, HEADERS)
        answer = _answer(request, dialog, form, given)
        answer |= {"state": given["state"]} if given.get("state") else {}
        separator = "&" if urlsplit(given["redirect_uri"]).query else "?"
        target = f"{given['redirect_uri']}{separator}{urlencode(answer)}{dialog.ending}"
        return RedirectResponse(target, 303, _headers(given))

    return serve


def _answer(
    request: Request, dialog: Dialog, form: FormData, given: Mapping[str, str]
) -> dict[str, str]:
    if given.get("decision") != "authorize":
        return {
            "error": "access_denied",
            "error_code": "200",
            "error_description": "Permissions error",
            "error_reason": "user_denied",
        }
    scopes = [str(scope) for scope in form.getlist("allowed") if scope in dialog.scopes]
    pages = [str(page) for page in form.getlist("page") if page in dialog.choices and page]
    world = hub_of(request).world
    return {"code": grant(world, dialog.platform, given["redirect_uri"], scopes, pages)}


async def _token(request: Request) -> Response:
    """POST api.instagram.com/oauth/access_token."""
    parameters = {name: str(value) for name, value in (await request.form()).items()}
    try:
        return JSONResponse(instagram_token(hub_of(request).world, parameters))
    except GraphError as error:
        return error.response({})


def _routes(path: str, dialog: Dialog) -> list[Route]:
    return [Route(path, _ask(dialog)), Route(path, _decide(dialog), methods=["POST"])]


routes = [
    *_routes("/facebook.com/{version}/dialog/oauth", FACEBOOK),
    *_routes("/facebook.com/dialog/oauth", FACEBOOK),
    *_routes("/instagram.com/oauth/authorize", INSTAGRAM),
    Route("/api.instagram.com/oauth/access_token", _token, methods=["POST"]),
]
