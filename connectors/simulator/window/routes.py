"""The pages and forms of the citizen's window."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from connectors.simulator.cast import CAST, DEFAULT
from connectors.simulator.clock import now_ms
from connectors.simulator.hub import hub_of
from connectors.simulator.links import link_to
from connectors.simulator.municipality import NAME, is_municipality
from connectors.simulator.publishing import Draft, publish
from connectors.simulator.window.pictures import avatar, photo
from connectors.simulator.window.sites import SITES, Site
from connectors.simulator.window.views import Page, where_reader_left_off
from connectors.simulator.world import Person, Post, World

_HERE = Path(__file__).parent
_COOKIE = "inwoner"
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals |= {"sites": SITES, "municipality": NAME, "cast": CAST}
Serve = Callable[[Request], Awaitable[Response]]


def _render(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page, or only its live part when the script asks for that."""
    revision = f'"{hub_of(request).world.revision}"'
    headers = _HEADERS | {"etag": revision}
    if "fragment" in request.query_params:
        if request.headers.get("if-none-match") == revision:
            return Response(status_code=304, headers=headers)
        template = "fragment.html"
    reader = _reader(request)
    html = _templates.get_template(template).render(reader=reader, here=request.url.path, **values)
    return HTMLResponse(html, status, headers)


def _reader(request: Request) -> str:
    chosen = request.cookies.get(_COOKIE, "")
    return chosen if chosen in CAST else DEFAULT


def _page(request: Request) -> Page:
    return Page(hub_of(request).world, _reader(request), now_ms())


def _writer(request: Request, site: Site) -> Person:
    handle = _reader(request)
    return hub_of(request).world.citizen(site.platform, handle, CAST[handle], now_ms())


async def _field(request: Request, name: str) -> str:
    return str((await request.form()).get(name) or "")


async def _index(request: Request) -> Response:
    return _render(request, "index.html")


async def _choose(request: Request) -> Response:
    """Be somebody else from now on."""
    back = await _field(request, "back")
    safe = back if back.startswith("/") and not back.startswith("//") else "/"
    response = _see_other(safe)
    chosen = await _field(request, "inwoner")
    if chosen in CAST:
        response.set_cookie(_COOKIE, chosen, httponly=True, samesite="lax")
    return response


def _see_other(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303, _HEADERS)


def _timeline(site: Site) -> Serve:
    async def serve(request: Request) -> Response:
        return _show_timeline(request, site)

    return serve


def _show_timeline(
    request: Request, site: Site, text: str | None = None, complaint: str = ""
) -> Response:
    return _render(
        request,
        "timeline.html",
        400 if complaint else 200,
        site=site,
        entries=_page(request).timeline(site.platform),
        text=site.prefill if text is None else text,
        complaint=complaint,
    )


def _start(site: Site) -> Serve:
    """Start a thread: a tweet to the municipality, a message on its page."""

    async def serve(request: Request) -> Response:
        text = await _field(request, "text")
        if complaint := site.complaint(text):
            return _show_timeline(request, site, text, complaint)
        post = publish(hub_of(request).world, Draft(_writer(request, site), text.strip()))
        return _see_other(_path_to(hub_of(request).world, post))

    return serve


def _path_to(world: World, post: Post) -> str:
    return f"{link_to('', world, post)}#b-{post.key}"


def _thread(site: Site) -> Serve:
    async def serve(request: Request) -> Response:
        root = site.root_of(hub_of(request).world, request.path_params["id"])
        return _show_thread(request, site, root)

    return serve


def _show_thread(
    request: Request, site: Site, root: Post | None, text: str = "", complaint: str = ""
) -> Response:
    world = hub_of(request).world
    entries = _page(request).thread(root) if root else []
    if root is None or not entries:
        return _render(request, "missing.html", 404, site=site, entries=[])
    target = _target(request, site, root)
    return _render(
        request,
        "thread.html",
        400 if complaint else 200,
        site=site,
        entries=entries,
        gone=root.deleted,
        target=target,
        target_name=world.author(target).name if target else "",
        text=text,
        complaint=complaint,
    )


def _target(request: Request, site: Site, root: Post) -> Post | None:
    """What an answer goes to: what was pointed at, else where the reader left off."""
    world = hub_of(request).world
    asked = world.find(site.platform, request.query_params.get("antwoord", ""))
    if asked and asked.root == root.key:
        return asked
    return where_reader_left_off(world, root, _reader(request))


def _answer(site: Site) -> Serve:
    async def serve(request: Request) -> Response:
        world = hub_of(request).world
        root = site.root_of(world, request.path_params["id"])
        text = await _field(request, "text")
        if complaint := site.complaint(text):
            return _show_thread(request, site, root, text, complaint)
        target = world.find(site.platform, await _field(request, "parent"))
        if root is None or target is None or target.root != root.key:
            return _render(request, "missing.html", 404, site=site, entries=[])
        post = publish(world, Draft(_writer(request, site), text.strip(), parent=target))
        return _see_other(f"{request.url.path}#b-{post.key}")

    return serve


async def _avatar(request: Request) -> Response:
    handle = request.path_params["handle"]
    site = next((s for s in SITES if s.platform == request.path_params["platform"]), SITES[0])
    person = hub_of(request).world.by_handle(site.platform, handle)
    ours = person is not None and is_municipality(site.platform, person.id)
    return _picture(avatar(person.name if person else CAST.get(handle, handle), ours))


async def _photo(request: Request) -> Response:
    identity = request.path_params["id"]
    media = hub_of(request).world.find("instagram", identity)
    return _picture(photo(identity, media.text if media else ""))


def _picture(svg: str) -> Response:
    headers = {**_HEADERS, "cache-control": "max-age=60"}
    return Response(svg, media_type="image/svg+xml", headers=headers)


_THREADS = {
    "x": "/{handle}/status/{id}",
    "facebook": "/{page}/posts/{id}",
    "instagram": "/p/{id}",
}


def _site_routes(site: Site) -> list[Route]:
    thread = site.path + _THREADS[site.platform]
    shown = [
        Route(site.path, _timeline(site)),
        Route(site.path + "/{profile}", _timeline(site)),
        Route(thread, _thread(site)),
        Route(thread, _answer(site), methods=["POST"]),
    ]
    return shown + ([Route(site.path, _start(site), methods=["POST"])] if site.compose else [])


routes = [
    Route("/", _index),
    Route("/inwoner", _choose, methods=["POST"]),
    Route("/avatar/{platform}/{handle}.svg", _avatar),
    Route("/photo/{id}.svg", _photo),
    Mount("/static", StaticFiles(directory=_HERE / "static")),
    *(route for site in SITES for route in _site_routes(site)),
]
