"""What the pages of the post show."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime

from connectors.simulator import clock
from connectors.simulator.post.dutch import in_full, in_short
from connectors.simulator.post.letterboxes import ANSWERED, INBOX, Letter, Letterbox
from connectors.simulator.post.reading import HERE, Reading, heading
from connectors.simulator.window.pages import templates

_CID = re.compile(r"""(["'(])cid:([^"')\s>]+)""", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One letter in a list, or the newest of a mailbox."""

    number: int
    who: str
    subject: str
    when: str
    moment: str
    fresh: bool
    answered: bool
    folder: str


@dataclass(frozen=True)
class BoxRow:
    """One mailbox in the list of them."""

    address: str
    key: str
    amount: int
    fresh: int
    newest: Row | None


def row(letter: Letter, now: datetime) -> Row:
    reading = heading(letter.raw)
    at = clock.from_ms(letter.at).astimezone(HERE)
    return Row(
        number=letter.number,
        who=reading.sender[0] or reading.sender[1] or "Onbekende afzender",
        subject=reading.subject or "(geen onderwerp)",
        when=f"{at:%H:%M}" if at.date() == now.date() else in_short(at),
        moment=at.isoformat(timespec="seconds"),
        fresh=not letter.opened,
        answered=ANSWERED in letter.flags,
        folder="" if letter.folder == INBOX else letter.folder,
    )


def box_row(box: Letterbox, now: datetime) -> BoxRow:
    return BoxRow(
        address=box.address,
        key=re.sub(r"\W", "-", box.address),
        amount=len(box.letters),
        fresh=sum(not letter.opened for letter in box.letters),
        newest=row(box.letters[-1], now) if box.letters else None,
    )


def guessed_name(reading: Reading, address: str) -> str:
    """What the owner of a mailbox is probably called: as the letter says, else by the address."""
    name, known = reading.recipient
    if name and known.casefold() == address:
        return name
    return " ".join(part.capitalize() for part in re.split(r"[._-]+", address.partition("@")[0]))


def size_in_words(size: int) -> str:
    """``8 bytes``, ``12 kB``, ``1,2 MB``."""
    if size < 1000:
        return f"{size} bytes"
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


templates.filters["size"] = size_in_words


def when_written(reading: Reading) -> str:
    return in_full(reading.at) if reading.at else ""


def sheet(reading: Reading) -> str:
    """The HTML part for a frame of its own: links open beside it, its own pictures are inside."""
    if not reading.html:
        return ""
    known = {each.cid: each for each in reading.attachments if each.cid}

    def drawn(found: re.Match[str]) -> str:
        picture = known.get(found.group(2))
        if picture is None or not picture.mime.startswith("image/"):
            return found.group()
        data = base64.b64encode(picture.data).decode()
        return f"{found.group(1)}data:{picture.mime};base64,{data}"

    return '<base target="_blank"><meta charset="utf-8">' + _CID.sub(drawn, reading.html)
