"""The pages and forms of the citizen's window."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from connectors.simulator.cast import CAST
from connectors.simulator.hub import hub_of
from connectors.simulator.municipality import is_municipality
from connectors.simulator.publishing import Draft, publish
from connectors.simulator.window import messages, own
from connectors.simulator.window.pages import HEADERS, HERE
from connectors.simulator.window.pictures import avatar, photo
from connectors.simulator.window.serving import (
    COOKIE,
    Serve,
    field,
    missing,
    page_for,
    path_to,
    picture,
    reader,
    render,
    safe,
    see_other,
    writer,
)
from connectors.simulator.window.sites import SITES, Site
from connectors.simulator.window.views import where_reader_left_off
from connectors.simulator.world import Post


async def _index(request: Request) -> Response:
    return render(request, "index.html")


async def _choose(request: Request) -> Response:
    """Be somebody else from now on."""
    response = see_other(safe(await field(request, "back")))
    chosen = await field(request, "inwoner")
    if chosen in CAST:
        response.set_cookie(COOKIE, chosen, httponly=True, samesite="lax")
    return response


def _timeline(site: Site) -> Serve:
    async def serve(request: Request) -> Response:
        return _show_timeline(request, site)

    return serve


def _show_timeline(
    request: Request, site: Site, text: str | None = None, complaint: str = ""
) -> Response:
    page = page_for(request)
    return render(
        request,
        "timeline.html",
        400 if complaint else 200,
        site=site,
        entries=page.timeline(site.platform),
        stories=page.stories(site.platform),
        text=site.prefill if text is None else text,
        complaint=complaint,
    )


def _start(site: Site) -> Serve:
    """Start a thread: a tweet to the municipality, a message on its page."""

    async def serve(request: Request) -> Response:
        text = await field(request, "text")
        try:
            media = await picture(request, site)
        except ValueError as error:
            return _show_timeline(request, site, text, str(error))
        if complaint := site.complaint(text, media is not None):
            return _show_timeline(request, site, text, complaint)
        carried = (media.id,) if media else ()
        draft = Draft(writer(request, site), text.strip(), media=carried)
        post = publish(hub_of(request).world, draft)
        return see_other(path_to(hub_of(request).world, post))

    return serve


def _thread(site: Site) -> Serve:
    async def serve(request: Request) -> Response:
        root = site.root_of(hub_of(request).world, request.path_params["id"])
        return _show_thread(request, site, root)

    return serve


def _show_thread(
    request: Request, site: Site, root: Post | None, text: str = "", complaint: str = ""
) -> Response:
    world = hub_of(request).world
    entries = page_for(request).thread(root) if root else []
    if root is None or not entries:
        return missing(request, site)
    changing = own.chosen(request, site)
    target = None if changing else _target(request, site, root)
    return render(
        request,
        "thread.html",
        400 if complaint else 200,
        site=site,
        entries=entries,
        gone=root.deleted,
        target=target,
        target_name=world.author(target).name if target else "",
        changing=changing,
        text=changing.text if changing else text,
        complaint=complaint,
    )


def _target(request: Request, site: Site, root: Post) -> Post | None:
    """What an answer goes to: what was pointed at, else where the reader left off."""
    world = hub_of(request).world
    asked = world.find(site.platform, request.query_params.get("antwoord", ""))
    if asked and asked.root == root.key:
        return asked
    return where_reader_left_off(world, root, reader(request))


def _answer(site: Site) -> Serve:
    async def serve(request: Request) -> Response:
        world = hub_of(request).world
        root = site.root_of(world, request.path_params["id"])
        text = await field(request, "text")
        try:
            media = await picture(request, site)
        except ValueError as error:
            return _show_thread(request, site, root, text, str(error))
        if complaint := site.complaint(text, media is not None):
            return _show_thread(request, site, root, text, complaint)
        target = world.find(site.platform, await field(request, "parent"))
        if root is None or target is None or target.root != root.key:
            return missing(request, site)
        carried = (media.id,) if media else ()
        draft = Draft(writer(request, site), text.strip(), parent=target, media=carried)
        return see_other(f"{request.url.path}#b-{publish(world, draft).key}")

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
    headers = {**HEADERS, "cache-control": "max-age=60"}
    return Response(svg, media_type="image/svg+xml", headers=headers)


_THREADS = {
    "x": "/{handle}/status/{id}",
    "facebook": "/{page}/posts/{id}",
    "instagram": "/p/{id}",
}


def _site_routes(site: Site) -> list[Route]:
    thread = site.path + _THREADS[site.platform]
    shown = [
        *messages.routes(site),
        *own.routes(site),
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
    Mount("/static", StaticFiles(directory=HERE / "static")),
    *(route for site in SITES for route in _site_routes(site)),
]
