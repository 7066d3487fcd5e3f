"""The pages on which somebody reads the mail of an official, and answers it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.simulator import clock
from connectors.simulator.hub import hub_of
from connectors.simulator.post.delivering import changed
from connectors.simulator.post.letterboxes import ANSWERED, Letter, Letterbox
from connectors.simulator.post.reading import HERE, Attachment, read
from connectors.simulator.post.styles import STYLES
from connectors.simulator.post.views import box_row, guessed_name, row, sheet, when_written
from connectors.simulator.window.pages import HEADERS
from connectors.simulator.window.serving import render

MOST_SHOWN = 100
_BOX = "/post/{address}/"
LETTER = _BOX + "{number:int}/"
# A letter brings its own styles and may show its own pictures; it never runs anything.
_LETTER_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_DONE = {
    "antwoord": "Uw antwoord is verstuurd.",
    "afwezig": "Het afwezigheidsbericht is verstuurd.",
    "onbestelbaar": "De e-mail is als onbestelbaar teruggestuurd.",
}


def now() -> datetime:
    """What time it is for the platforms, on the clock of the town hall."""
    return clock.from_ms(clock.now_ms()).astimezone(HERE)


def path_to(address: str, number: int | None = None) -> str:
    """The page of a mailbox, or of one letter in it."""
    box = f"/post/{quote(address, safe='@')}/"
    return box if number is None else f"{box}{number}/"


async def _boxes(request: Request) -> Response:
    boxes = hub_of(request).world.letterboxes.boxes.values()
    latest = sorted(boxes, key=lambda box: box.letters[-1].number if box.letters else 0)
    rows = [box_row(box, now()) for box in reversed(latest)]
    return render(request, "post_boxes.html", fragment="post_box_rows.html", rows=rows)


async def _box(request: Request) -> Response:
    box = hub_of(request).world.letterboxes.find(request.path_params["address"])
    if box is None:
        return missing(request)
    newest = sorted(box.letters, key=lambda letter: letter.number)[-MOST_SHOWN:]
    rows = [row(letter, now()) for letter in reversed(newest)]
    return render(
        request,
        "post_box.html",
        fragment="post_letter_rows.html",
        box=box,
        rows=rows,
        more=len(box.letters) > len(rows),
    )


def find(request: Request) -> tuple[Letterbox, Letter] | None:
    """The letter the address is about, and whose it is."""
    box = hub_of(request).world.letterboxes.find(request.path_params["address"])
    letter = box.find(request.path_params["number"]) if box else None
    return (box, letter) if box and letter else None


async def _letter(request: Request) -> Response:
    if (found := find(request)) is None:
        return missing(request)
    if not found[1].opened:
        found[1].opened = True
        changed(hub_of(request))
    return show(request, *found)


def show(
    request: Request, box: Letterbox, letter: Letter, complaint: str = "", text: str = ""
) -> Response:
    """The page of one letter; with a ``complaint`` about the ``text`` somebody wanted to send."""
    reading = read(letter.raw)
    response = render(
        request,
        "post_letter.html",
        400 if complaint else 200,
        box=box,
        letter=letter,
        reading=reading,
        when=when_written(reading),
        sheet=sheet(reading),
        styles=STYLES,
        writer=guessed_name(reading, box.address),
        answered=ANSWERED in letter.flags,
        running=bool(hub_of(request).mailroom.smtp_port),
        done=_DONE.get(request.query_params.get("gedaan", ""), ""),
        complaint=complaint,
        text=text,
        path=path_to(box.address, letter.number),
    )
    response.headers["content-security-policy"] = _LETTER_POLICY
    return response


async def _attachment(request: Request) -> Response:
    found, at = find(request), request.path_params["at"]
    parts = read(found[1].raw).attachments if found else ()
    return _download(parts[at - 1]) if 0 < at <= len(parts) else missing(request)


async def _source(request: Request) -> Response:
    """The whole letter as a file."""
    if (found := find(request)) is None:
        return missing(request)
    return _download(Attachment(f"{found[1].number}.eml", "message/rfc822", found[1].raw))


def _download(part: Attachment) -> Response:
    """Always a file to keep, never something a browser shows here."""
    headers = {
        **HEADERS,
        "content-disposition": f"attachment; filename*=UTF-8''{quote(part.name, safe='')}",
    }
    return Response(part.data, headers=headers, media_type=part.mime)


def missing(request: Request) -> Response:
    """A mailbox or an e-mail that is not there, or not any more."""
    return render(request, "post_missing.html", 404)


routes = [
    Route("/post/", _boxes),
    Route(_BOX, _box),
    Route(LETTER, _letter),
    Route(LETTER + "bijlage/{at:int}", _attachment),
    Route(LETTER + "bron", _source),
]
