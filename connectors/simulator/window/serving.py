"""What serving any page of the window takes: who reads it, and what a form says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from connectors.simulator.cast import CAST, DEFAULT
from connectors.simulator.clock import now_ms
from connectors.simulator.hub import hub_of
from connectors.simulator.links import link_to
from connectors.simulator.media import Media, sample, store
from connectors.simulator.window.pages import HEADERS, templates
from connectors.simulator.window.sites import Site
from connectors.simulator.window.views import Page
from connectors.simulator.world import Person, Post, World

COOKIE = "inwoner"
TOO_LARGE = "Dit bestand is te groot: hoogstens 8 MB."
_MOST = 8 * 1024 * 1024
_FAMILIES = ("image/", "video/", "audio/", "application/pdf")
Serve = Callable[[Request], Awaitable[Response]]


def render(
    request: Request,
    template: str,
    status: int = 200,
    fragment: str = "fragment.html",
    **values: Any,
) -> Response:
    """A page, or only its live part, ``fragment``, when the script asks for that."""
    revision = f'"{hub_of(request).world.revision}"'
    headers = HEADERS | {"etag": revision}
    if "fragment" in request.query_params:
        if request.headers.get("if-none-match") == revision:
            return Response(status_code=304, headers=headers)
        template = fragment
    chosen = reader(request)
    html = templates.get_template(template).render(reader=chosen, here=request.url.path, **values)
    return HTMLResponse(html, status, headers)


def reader(request: Request) -> str:
    """The handle of whoever the visitor chose to be."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in CAST else DEFAULT


def page_for(request: Request) -> Page:
    return Page(hub_of(request).world, reader(request), now_ms())


def writer(request: Request, site: Site) -> Person:
    handle = reader(request)
    return hub_of(request).world.citizen(site.platform, handle, CAST[handle], now_ms())


async def field(request: Request, name: str) -> str:
    return str((await request.form()).get(name) or "")


async def picture(request: Request, site: Site) -> Media | None:
    """What came with a form: an uploaded file, or a drawn picture when that was ticked.

    Raises ValueError, in words for the page.
    """
    form, world = await request.form(), hub_of(request).world
    given = form.get("bestand")
    if isinstance(given, UploadFile) and given.filename:
        data, mime = await given.read(_MOST + 1), given.content_type or ""
        if len(data) > _MOST:
            raise ValueError(TOO_LARGE)
        if not mime.startswith(_FAMILIES):
            raise ValueError("Stuur een foto, een film, een geluid of een pdf.")
        return store(world, site.platform, mime, data)
    return sample(world, site.platform, "image") if form.get("voorbeeldfoto") else None


def see_other(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303, HEADERS)


def safe(path: str) -> str:
    """``path`` when it stays here, and the first page otherwise."""
    return path if path.startswith("/") and not path.startswith("//") else "/"


def missing(request: Request, site: Site) -> Response:
    return render(request, "missing.html", 404, site=site, entries=[])


def path_to(world: World, post: Post) -> str:
    """The page on which ``post`` stands, and the place on it."""
    return f"{link_to('', world, post)}#b-{post.key}"
