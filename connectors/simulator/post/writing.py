"""What somebody does with a letter: answer it, be away, or have it come back."""

from __future__ import annotations

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.simulator.hub import Hub, hub_of
from connectors.simulator.post import automatic
from connectors.simulator.post.answering import Answer, Writer, bytes_of
from connectors.simulator.post.delivering import changed
from connectors.simulator.post.letterboxes import ANSWERED, Letter, Letterbox
from connectors.simulator.post.pages import LETTER, find, missing, now, path_to, show
from connectors.simulator.post.reading import Attachment, Reading, read
from connectors.simulator.post.sending import NotSent, send
from connectors.simulator.post.styles import STYLES, compose
from connectors.simulator.post.views import guessed_name
from connectors.simulator.window.serving import field, see_other

MOST_ATTACHED = 28 * 1024 * 1024


async def _answer(request: Request) -> Response:
    """Write back, over SMTP, from this mailbox."""
    if (found := find(request)) is None:
        return missing(request)
    box, letter = found
    words = (await field(request, "tekst")).replace("\r\n", "\n")
    style = STYLES.get(await field(request, "stijl"))
    if style is None or not words.strip():
        return show(request, box, letter, "Schrijf eerst een antwoord.", words)
    reading = read(letter.raw)
    try:
        writer = await _writer(request, box, reading)
        answer = Answer(reading, writer, words, now(), await _attached(request))
        raw = bytes_of(compose(style, answer))
        await send(hub_of(request), box.address, answer.recipient[1], raw)
    except NotSent as refusal:
        return show(request, box, letter, str(refusal), words)
    _mark_answered(hub_of(request), letter)
    return see_other(f"{path_to(box.address, letter.number)}?gedaan=antwoord#gedaan")


async def _writer(request: Request, box: Letterbox, reading: Reading) -> Writer:
    given = " ".join((await field(request, "naam")).split())
    return Writer(given or guessed_name(reading, box.address), box.address)


async def _attached(request: Request) -> tuple[Attachment, ...]:
    """What came with the form. Raises NotSent when it is too large."""
    given = (await request.form()).get("bijlage")
    if not isinstance(given, UploadFile) or not given.filename:
        return ()
    data = await given.read(MOST_ATTACHED + 1)
    if len(data) > MOST_ATTACHED:
        raise NotSent("Dit bestand is te groot: hoogstens 28 MB.")
    return (Attachment(given.filename, (given.content_type or "").partition(";")[0], data),)


def _mark_answered(hub: Hub, letter: Letter) -> None:
    if ANSWERED not in letter.flags:
        letter.flags.append(ANSWERED)
        changed(hub)


async def _absent(request: Request) -> Response:
    """The mailbox answers by itself that its owner is away."""
    return await _automatically(request, "afwezig")


async def _undeliverable(request: Request) -> Response:
    """The letter comes back: this mailbox does not exist."""
    return await _automatically(request, "onbestelbaar")


async def _automatically(request: Request, kind: str) -> Response:
    if (found := find(request)) is None:
        return missing(request)
    box, letter = found
    reading = read(letter.raw)
    writer = await _writer(request, box, reading)
    if kind == "afwezig":
        mail = automatic.absence(reading, writer, now())
    else:
        mail = automatic.bounce(reading, letter.raw, writer, now())
    try:
        await send(hub_of(request), "", reading.bounce_to, bytes_of(mail))
    except NotSent as refusal:
        return show(request, box, letter, str(refusal))
    return see_other(f"{path_to(box.address, letter.number)}?gedaan={kind}#gedaan")


routes = [
    Route(LETTER + "antwoord", _answer, methods=["POST"]),
    Route(LETTER + "afwezig", _absent, methods=["POST"]),
    Route(LETTER + "onbestelbaar", _undeliverable, methods=["POST"]),
]
