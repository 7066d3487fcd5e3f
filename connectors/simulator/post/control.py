"""What a test or a presenter does with the post, below ``/control/post``."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from connectors.simulator.clock import from_ms
from connectors.simulator.control.serving import Json, Refused, control, object_in
from connectors.simulator.hub import Hub
from connectors.simulator.post.delivering import changed, deliver, put
from connectors.simulator.post.faults import fault_from
from connectors.simulator.post.letterboxes import SEEN, Letter, Letterbox
from connectors.simulator.post.reading import Reading, heading, read


def show(request: Request, hub: Hub, body: Json) -> Json:
    """Where the servers are, and every mailbox."""
    return {
        "smtp_port": hub.mailroom.smtp_port,
        "imap_port": hub.mailroom.imap_port,
        "password": hub.world.settings.mail_password,
        "mailboxes": [_box(box) for box in hub.world.letterboxes.boxes.values()],
    }


def letters(request: Request, hub: Hub, body: Json) -> Json:
    """What is in a mailbox, oldest first; ``?folder=`` picks one folder."""
    box = hub.world.letterboxes.find(request.path_params["address"])
    folder = request.query_params.get("folder", "")
    found = (box.within(folder) if folder else box.letters) if box else []
    return [_brief(letter, heading(letter.raw)) for letter in found]


def letter(request: Request, hub: Hub, body: Json) -> Json:
    """One letter, taken apart and whole."""
    box = hub.world.letterboxes.find(request.path_params["address"])
    found = box.find(request.path_params["number"]) if box else None
    if found is None:
        raise Refused("no such letter")
    reading = read(found.raw)
    return _brief(found, reading) | {
        "text": reading.text,
        "html": reading.html,
        "attachments": [
            {"name": each.name, "mime": each.mime, "size": len(each.data), "cid": each.cid}
            for each in reading.attachments
        ],
        "raw_base64": base64.b64encode(found.raw).decode(),
    }


def bring(request: Request, hub: Hub, body: Json) -> Json:
    """``{recipient, raw | raw_base64, sender?, exact?}``: a letter comes in, past SMTP.

    It is stamped as any other; with ``exact`` it is filed with the headers it has.
    """
    given = object_in(body)
    recipient, sender = _address(given, "recipient"), _address(given, "sender", empty=True)
    raw = _raw(given)
    if given.get("exact"):
        made = put(hub, recipient, raw, sender)
    else:
        made = deliver(hub, sender, recipient, raw)
    address = hub.world.letterboxes.box(recipient).address
    return {"address": address, "number": made.number, "uid": made.uid}


def wipe(request: Request, hub: Hub, body: Json) -> Json:
    """Throw away the mail of one address, or of all."""
    address = request.path_params.get("address")
    state = hub.world.letterboxes
    boxes = list(state.boxes.values()) if address is None else [state.box(address)]
    for box in boxes:
        box.letters = []
    changed(hub)
    return {"wiped": [box.address for box in boxes]}


def list_faults(request: Request, hub: Hub, body: Json) -> Json:
    return [asdict(fault) for fault in hub.mailroom.faults.waiting]


def add_fault(request: Request, hub: Hub, body: Json) -> Json:
    fault = fault_from(object_in(body))
    hub.mailroom.faults.waiting.append(fault)
    return asdict(fault)


def clear_faults(request: Request, hub: Hub, body: Json) -> Json:
    hub.mailroom.faults.waiting.clear()
    return []


def _box(box: Letterbox) -> dict[str, Any]:
    return {
        "address": box.address,
        "letters": len(box.letters),
        "unseen": sum(SEEN not in each.flags for each in box.letters),
        "folders": list(box.folders),
    }


def _brief(letter: Letter, reading: Reading) -> dict[str, Any]:
    return {
        "number": letter.number,
        "folder": letter.folder,
        "uid": letter.uid,
        "flags": letter.flags,
        "at": from_ms(letter.at).isoformat(timespec="milliseconds"),
        "size": len(letter.raw),
        "sender": letter.sender,
        "recipient": letter.recipient,
        "from": reading.sender[1],
        "to": reading.recipient[1],
        "reply_to": reading.answer_to[1],
        "subject": reading.subject,
        "message_id": reading.message_id,
    }


def _address(body: dict[str, Any], name: str, *, empty: bool = False) -> str:
    value = str(body.get(name) or "")
    if not (empty and not value) and ("@" not in value or not value.isprintable() or " " in value):
        raise Refused(f"{name} is an e-mail address")
    return value


def _raw(body: dict[str, Any]) -> bytes:
    text, coded = body.get("raw"), body.get("raw_base64")
    if isinstance(text, str):
        return text.encode()
    try:
        return base64.b64decode(str(coded or ""), validate=True)
    except binascii.Error:
        raise Refused("raw_base64 is not base64") from None


_ONE = "/post/{address}"
routes = [
    Route("/post", control(show)),
    Route("/post", control(bring, 201), methods=["POST"]),
    Route("/post", control(wipe), methods=["DELETE"]),
    Route("/post/faults", control(list_faults)),
    Route("/post/faults", control(add_fault, 201), methods=["POST"]),
    Route("/post/faults", control(clear_faults), methods=["DELETE"]),
    Route(_ONE, control(letters)),
    Route(_ONE, control(wipe), methods=["DELETE"]),
    Route(_ONE + "/{number:int}", control(letter)),
]
