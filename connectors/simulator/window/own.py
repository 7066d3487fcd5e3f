"""What citizens do with their own words: change them, take them away, and recommend the Page."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.simulator import letters
from connectors.simulator.direct import DirectMessage
from connectors.simulator.hub import hub_of
from connectors.simulator.publishing import Draft, edit, review
from connectors.simulator.window.serving import (
    Serve,
    field,
    missing,
    path_to,
    reader,
    safe,
    see_other,
    writer,
)
from connectors.simulator.window.sites import Site
from connectors.simulator.world import Post


@dataclass(frozen=True)
class Changing:
    """The reader's own words, about to be changed."""

    id: str
    text: str


def chosen(request: Request, site: Site) -> Changing | None:
    """What the address asks to change, when it is the reader's and the platform allows it."""
    found = _own(request, site, request.query_params.get("bewerk", ""))
    return Changing(found.id, found.text) if found and site.edits(_kind(found)) else None


def _kind(found: Post | DirectMessage) -> str:
    return "post" if isinstance(found, Post) else "direct"


def _own(request: Request, site: Site, identity: str) -> Post | DirectMessage | None:
    """The reader's own post or message with this id, while it stands."""
    world = hub_of(request).world
    post = world.find(site.platform, identity)
    if post:
        return post if world.author(post).handle == reader(request) else None
    message = world.mail.find(site.platform, identity)
    mine = message and message.sender == writer(request, site).id and not message.deleted
    return message if mine else None


def _change(site: Site) -> Serve:
    async def serve(request: Request) -> Response:
        world, text = hub_of(request).world, await field(request, "text")
        found = _own(request, site, await field(request, "id"))
        if found is None or not site.edits(_kind(found)):
            return missing(request, site)
        if not site.complaint(text):
            if isinstance(found, Post):
                edit(world, found, text.strip())
            else:
                letters.reword(world, found, text.strip())
        return see_other(safe(await field(request, "back")))

    return serve


def _delete(site: Site) -> Serve:
    async def serve(request: Request) -> Response:
        world = hub_of(request).world
        found = _own(request, site, await field(request, "id"))
        if found is None:
            return missing(request, site)
        if isinstance(found, DirectMessage):
            letters.take_back(world, found)
            return see_other(f"{site.path}/berichten")
        root = world.find(site.platform, found.root)
        world.remove(found)
        return see_other(path_to(world, root) if root and root is not found else site.path)

    return serve


def _recommend(site: Site) -> Serve:
    async def serve(request: Request) -> Response:
        draft = Draft(writer(request, site), (await field(request, "text")).strip(), place="review")
        positive = await field(request, "aanbevelen") != "nee"
        post = review(hub_of(request).world, draft, positive)
        return see_other(path_to(hub_of(request).world, post))

    return serve


def routes(site: Site) -> list[Route]:
    """Where those forms go."""
    made = [
        Route(f"{site.path}/bewerk", _change(site), methods=["POST"]),
        Route(f"{site.path}/verwijder", _delete(site), methods=["POST"]),
    ]
    if site.platform == "facebook":
        made.append(Route(f"{site.path}/aanbevelen", _recommend(site), methods=["POST"]))
    return made
