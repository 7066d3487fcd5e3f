"""X's own composer behind a link, with the text ready: the municipality posts by hand.

X docs, "Web Intents": ``/intent/tweet?in_reply_to=ID&text=…``. It asks nothing of the API, and the
reply gate does not hold here.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from connectors.simulator.hub import hub_of
from connectors.simulator.links import link_to
from connectors.simulator.municipality import HANDLES, municipality
from connectors.simulator.publishing import Draft, publish
from connectors.simulator.window.pages import HEADERS, templates
from connectors.simulator.window.sites import X
from connectors.simulator.world import Post

_PATHS = ("/x.com/intent/tweet", "/x.com/intent/post")


def _target(request: Request) -> Post | None:
    return hub_of(request).world.find("x", request.query_params.get("in_reply_to", ""))


async def _show(request: Request) -> Response:
    placed = hub_of(request).world.find("x", request.query_params.get("placed", ""))
    link = link_to("", hub_of(request).world, placed) if placed else ""
    return _page(request, request.query_params.get("text", ""), placed=link)


def _page(request: Request, text: str, complaint: str = "", placed: str = "") -> Response:
    world, target = hub_of(request).world, _target(request)
    gone = "in_reply_to" in request.query_params and target is None
    html = templates.get_template("intent.html").render(
        site=X,
        target=target,
        target_handle=world.author(target).handle if target else "",
        handle=HANDLES["x"],
        text=text,
        complaint=complaint or ("Dit bericht bestaat niet meer." if gone else ""),
        placed=placed,
        action=f"{request.url.path}?{request.url.query}",
    )
    return HTMLResponse(html, 400 if complaint else 200, HEADERS)


async def _place(request: Request) -> Response:
    """Post it, as somebody of the municipality who clicked."""
    world, target = hub_of(request).world, _target(request)
    text = str((await request.form()).get("text") or "")
    gone = "in_reply_to" in request.query_params and target is None
    if complaint := X.complaint(text) or ("Dit bericht bestaat niet meer." if gone else ""):
        return _page(request, text, complaint)
    answers = request.query_params.get("in_reply_to", "")
    draft = Draft(municipality(world, "x"), text.strip(), parent=target, answers_id=answers)
    post = publish(world, draft)
    return RedirectResponse(f"{request.url.path}?placed={post.id}", 303, HEADERS)


routes = [
    route
    for path in _PATHS
    for route in (Route(path, _show), Route(path, _place, methods=["POST"]))
]
