"""Private messages between a citizen and the municipality, on any of the three."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.simulator import letters
from connectors.simulator.direct import Attachment, AttachmentKind
from connectors.simulator.hub import hub_of
from connectors.simulator.media import Media, sample
from connectors.simulator.municipality import municipality
from connectors.simulator.window import own
from connectors.simulator.window.notes import notes_of
from connectors.simulator.window.serving import (
    Serve,
    field,
    page_for,
    picture,
    render,
    see_other,
    writer,
)
from connectors.simulator.window.sites import Site


def _show(request: Request, site: Site, text: str = "", complaint: str = "") -> Response:
    """The whole conversation; whoever looks at it has read it."""
    world, citizen = hub_of(request).world, writer(request, site)
    thread = letters.thread_of(municipality(world, site.platform), citizen)
    letters.read_thread(world, site.platform, thread, citizen.id)
    page = page_for(request)
    changing = own.chosen(request, site)
    stories = page.stories(site.platform)
    asked = request.query_params.get("verhaal", "")
    return render(
        request,
        "messages.html",
        400 if complaint else 200,
        fragment="notes.html",
        site=site,
        notes=notes_of(world, site, thread, page.now),
        story=next((story for story in stories if story.id == asked), None),
        changing=changing,
        text=changing.text if changing else text,
        complaint=complaint,
    )


def _read(site: Site) -> Serve:
    async def serve(request: Request) -> Response:
        return _show(request, site)

    return serve


def _write(site: Site) -> Serve:
    async def serve(request: Request) -> Response:
        text = (await field(request, "text")).strip()
        try:
            media = await picture(request, site)
        except ValueError as error:
            return _show(request, site, text, str(error))
        if complaint := site.direct_complaint(text, media is not None):
            return _show(request, site, text, complaint)
        _send(request, site, text, media, await field(request, "verhaal"))
        return see_other(f"{site.path}/berichten#antwoord")

    return serve


def _send(request: Request, site: Site, text: str, media: Media | None, story: str) -> None:
    """One message; on Meta a picture and words are two."""
    world = hub_of(request).world
    us, citizen = municipality(world, site.platform), writer(request, site)
    attached = (Attachment(cast("AttachmentKind", media.kind), media.id),) if media else ()
    if site.platform == "x" or not (text and attached):
        letters.send(world, letters.Letter(citizen, us, text, attached, story=story))
        return
    letters.send(world, letters.Letter(citizen, us, "", attached))
    letters.send(world, letters.Letter(citizen, us, text, story=story))


def _tell(site: Site) -> Serve:
    """A citizen names the municipality in a story of their own; it arrives as a message."""

    async def serve(request: Request) -> Response:
        world = hub_of(request).world
        try:
            media = await picture(request, site) or sample(world, site.platform, "image")
        except ValueError as error:
            return _show(request, site, complaint=str(error))
        us, citizen = municipality(world, site.platform), writer(request, site)
        named = Attachment("story_mention", media.id, reference=media.id)
        letters.send(world, letters.Letter(citizen, us, attachments=(named,)))
        return see_other(f"{site.path}/berichten")

    return serve


def routes(site: Site) -> list[Route]:
    """The page with the conversation, and its forms."""
    path = f"{site.path}/berichten"
    made = [Route(path, _read(site)), Route(path, _write(site), methods=["POST"])]
    if site.platform == "instagram":
        made.append(Route(f"{site.path}/verhaal", _tell(site), methods=["POST"]))
    return made
