"""The state of the post: letterboxes, their folders and the letters in them."""

from __future__ import annotations

import base64
import time
from dataclasses import asdict, dataclass, field
from typing import Any

INBOX = "INBOX"
MOST_LETTERS = 2_000
MOST_BYTES = 256 * 1024 * 1024
SEEN, ANSWERED = "\\Seen", "\\Answered"


class _Clock:
    """UIDVALIDITY grows with every folder ever made (RFC 3501, 2.3.1.1), also after a reset."""

    last = 0

    @classmethod
    def next(cls) -> int:
        cls.last = max(int(time.time()), cls.last + 1)
        return cls.last


def mailbox_of(address: str) -> str:
    """The mailbox mail to ``address`` goes to: lower case, without what follows a plus."""
    local, at, domain = address.strip().strip("<>").casefold().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


@dataclass(eq=False)
class Letter:
    """One letter as it was filed.

    number     the same for ever, whatever folder it moves to
    folder     ``INBOX`` or a folder somebody made over IMAP; ``uid`` is its place in there
    raw        every byte, the lines as they came
    at         when it came in, in milliseconds
    sender     who it came from on the envelope; empty for bounces
    recipient  the whole address it was sent to
    flags      as IMAP writes them
    opened     whether it was looked at on its page; IMAP does not know
    """

    number: int
    folder: str
    uid: int
    raw: bytes
    at: int
    sender: str
    recipient: str
    flags: list[str] = field(default_factory=list)
    opened: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"raw": base64.b64encode(self.raw).decode()}


@dataclass
class Folder:
    """A folder as IMAP sees it."""

    validity: int = field(default_factory=_Clock.next)
    next_uid: int = 1
    subscribed: bool = False


@dataclass
class Letterbox:
    """Somebody's mail. ``letters`` are oldest first, of all folders."""

    address: str
    folders: dict[str, Folder] = field(default_factory=lambda: {INBOX: Folder()})
    letters: list[Letter] = field(default_factory=list)

    def within(self, folder: str) -> list[Letter]:
        """What is in ``folder``, by uid."""
        inside = [letter for letter in self.letters if letter.folder == folder]
        return sorted(inside, key=lambda letter: letter.uid)

    def find(self, number: int) -> Letter | None:
        return next((letter for letter in self.letters if letter.number == number), None)

    def uid(self, folder: str) -> int:
        """A uid that was never used in ``folder``. Raises KeyError without that folder."""
        made = self.folders[folder].next_uid
        self.folders[folder].next_uid += 1
        return made

    def move(self, letter: Letter, folder: str) -> None:
        letter.folder, letter.uid = folder, self.uid(folder)


@dataclass
class Letterboxes:
    """Saved with the world. A mailbox exists as soon as somebody writes to it or asks for it."""

    boxes: dict[str, Letterbox] = field(default_factory=dict)
    last_number: int = 0

    def box(self, address: str) -> Letterbox:
        """The mailbox of ``address``, made when there is none."""
        name = mailbox_of(address)
        return self.boxes.setdefault(name, Letterbox(name))

    def find(self, address: str) -> Letterbox | None:
        return self.boxes.get(mailbox_of(address))

    def file(
        self, box: Letterbox, raw: bytes, at: int, *, folder: str = INBOX, **more: Any
    ) -> Letter:
        """Put a letter in. ``more`` are ``sender``, ``recipient`` and ``flags``.

        Beyond ``MOST_LETTERS`` or ``MOST_BYTES`` the oldest letters of all go. Raises KeyError
        without that folder.
        """
        self.last_number += 1
        known = {"sender": "", "recipient": box.address} | more
        letter = Letter(self.last_number, folder, box.uid(folder), raw, at, **known)
        box.letters.append(letter)
        self._make_room()
        return letter

    def _make_room(self) -> None:
        everything = [(letter, box) for box in self.boxes.values() for letter in box.letters]
        everything.sort(key=lambda each: each[0].number, reverse=True)
        amount, size = 0, 0
        for letter, box in everything:
            amount, size = amount + 1, size + len(letter.raw)
            if amount > MOST_LETTERS or (size > MOST_BYTES and amount > 1):
                box.letters.remove(letter)

    def as_dict(self) -> dict[str, Any]:
        return {
            "last_number": self.last_number,
            "boxes": [
                {
                    "address": box.address,
                    "folders": {name: asdict(folder) for name, folder in box.folders.items()},
                    "letters": [letter.as_dict() for letter in box.letters],
                }
                for box in self.boxes.values()
            ],
        }

    @staticmethod
    def read(data: dict[str, Any]) -> Letterboxes:
        """The state ``as_dict`` wrote. Raises KeyError, TypeError or ValueError otherwise."""
        boxes = [_read_box(box) for box in data["boxes"]]
        return Letterboxes({box.address: box for box in boxes}, data["last_number"])


def _read_box(data: dict[str, Any]) -> Letterbox:
    folders = {name: Folder(**folder) for name, folder in data["folders"].items()}
    letters = [Letter(**{**each, "raw": base64.b64decode(each["raw"])}) for each in data["letters"]]
    return Letterbox(data["address"], folders, letters)
