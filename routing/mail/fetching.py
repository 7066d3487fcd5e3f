"""Letters out of our mailbox (IMAP): each is kept first, and then moved to the folder of what is
done.

All that lies in the folder is new, seen or not: a colleague who looks into it hides nothing. A
letter that was kept and not moved, because the connection broke, comes again: ``receive`` knows it.
What cannot be kept or moved stays, and each visit begins after the last letter of the one before it
(``MailRun.place``), so that it holds up nothing for ever.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from imaplib import IMAP4
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from imap_tools import (
    BaseMailBox,
    ImapToolsError,
    MailBox,
    MailboxFolderCreateError,
    MailboxLoginError,
    MailBoxUnencrypted,
)

from routing.mail import keeping, mailboxes
from routing.mail.decoding import one_line
from routing.mail.letters import read
from routing.mail.receiving import receive
from routing.models import MailRun

if TYPE_CHECKING:
    from webcare.mailboxes import Mailbox

log = logging.getLogger(__name__)

DONE = "Verwerkt"
MOST = 500  # letters in one run
HEAD = 16 * 1024  # bytes that tell whose letter it is
SECONDS = 30  # that a mail server may be silent
_FACTS = re.compile(rb"\((?=[^)]*\bUID (\d+))(?=[^)]*\bRFC822\.SIZE (\d+))")

Problem = MailRun.Problem


def fetch_mail() -> int:
    """Keep what lies in the mailbox; how many letters that were. 0 when there is no mailbox.

    What goes wrong with the mailbox or one letter is noted (``MailRun``), and tried again by the
    next run. Raises only what the database raises when it is away.
    """
    ours: Mailbox | None = settings.IMAP
    if ours is None:
        return 0
    run = _Run(ours, mailboxes.place())
    try:
        with _opened(ours) as box:
            run.empty(box)
    except MailboxLoginError as refused:
        run.note(Problem.REFUSED, refused)
    except (IMAP4.abort, OSError) as broken:
        run.note(Problem.UNREACHABLE, broken)
    except (IMAP4.error, ImapToolsError) as failed:
        run.note(Problem.FAILED, failed)
    mailboxes.note(run.problem, run.detail, run.place)
    return run.kept


class _Run:
    """One visit to the mailbox. ``problem`` is the last thing that went wrong.

    place   the number (UID) of the letter after which it begins, and after it where the next does
    """

    def __init__(self, ours: Mailbox, place: int) -> None:
        self._ours = ours
        self.place = place
        self.kept = 0
        self.problem, self.detail = Problem.NONE, ""
        self._done = ""

    def note(self, problem: Problem, error: object) -> None:
        log.warning("Mail could not be fetched: %s: %s", problem.value, error)
        self.problem, self.detail = problem, one_line(str(error))[:300]

    def empty(self, box: BaseMailBox) -> None:
        found = _there(box)
        there = sorted(found, key=lambda one: one[0] <= self.place)  # the others keep their order
        for uid, size in there[:MOST]:
            self.place = uid
            if self._keep(box, str(uid), size):
                self.kept += 1
                self._put_away(box, str(uid))
        if len(there) <= MOST:
            self.place = 0

    def _keep(self, box: BaseMailBox, uid: str, size: int) -> bool:
        """Whether it is kept. One that cannot be stays where it is, and holds up no other."""
        try:
            keeping.check_size(size)
            raw = _letter(box, uid)
        except keeping.TooLarge as refused:
            self.note(Problem.TOO_LARGE, f"{refused} {_told_apart(box, uid)}")
            return False
        except IMAP4.abort:
            raise
        except IMAP4.error as refused:
            self.note(Problem.FAILED, refused)
            return False
        return raw is not None and self._take_in(raw)

    def _take_in(self, raw: bytes) -> bool:
        try:
            receive(raw)
        except (OperationalError, InterfaceError):
            raise
        except keeping.Full as refused:
            self.note(Problem.FULL, refused)
            return False
        except Exception as error:  # whatever a storage backend raises
            log.exception("A letter could not be kept; it stays in the mailbox.")
            self.note(Problem.NOT_KEPT, error)
            return False
        return True

    def _put_away(self, box: BaseMailBox, uid: str) -> None:
        try:
            self._done = self._done or _folder_for_done(box, self._ours)
            box.move(uid, self._done)
        except IMAP4.abort:
            raise
        except (IMAP4.error, ImapToolsError) as refused:
            self.note(Problem.NOT_MOVED, refused)


@contextmanager
def _opened(ours: Mailbox) -> Iterator[BaseMailBox]:
    """Signed in, and looking into the folder."""
    kind = MailBox if ours.tls else MailBoxUnencrypted
    with kind(ours.host, ours.port, timeout=SECONDS).login(
        ours.user, ours.password, initial_folder=ours.folder
    ) as box:
        yield box


def _there(box: BaseMailBox) -> list[tuple[int, int]]:
    """Numbers (UID) and sizes in bytes of the letters in the folder, oldest first."""
    number = box.folder.status()["MESSAGES"]
    if not number:
        return []
    told = _said(box.client.fetch(f"1:{number}", "(UID RFC822.SIZE)"))
    found = (_FACTS.search(one) for one in told if isinstance(one, bytes))
    return [(int(facts[1]), int(facts[2])) for facts in found if facts]


def _letter(box: BaseMailBox, uid: str, most: int = 0) -> bytes | None:
    """The bytes, the first ``most`` of them; None when it is no longer there. Still unseen."""
    part = f"<0.{most}>" if most else ""
    told = _said(box.client.uid("FETCH", uid, f"(BODY.PEEK[]{part})"))
    return next((one[1] for one in told if isinstance(one, tuple)), None)


def _said(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server answers. Raises IMAP4.error when it says no."""
    status, told = answer
    if status != "OK":
        raise IMAP4.error(" ".join(str(one) for one in told))
    return told


def _told_apart(box: BaseMailBox, uid: str) -> str:
    """By what a person finds this letter in the mailbox."""
    try:
        letter = read(_letter(box, uid, HEAD) or b"")
    except IMAP4.abort:
        raise
    except IMAP4.error:
        return ""
    return f"{letter.sender.address}: {letter.subject}"


def _folder_for_done(box: BaseMailBox, ours: Mailbox) -> str:
    """Its name; made when it is not there. Some servers want all folders below the first."""
    delimiter = next((one.delim for one in box.folder.list()), "/")
    below = f"{ours.folder}{delimiter}{DONE}"
    for name in (DONE, below):
        if box.folder.exists(name):
            return name
    try:
        box.folder.create(DONE)
    except MailboxFolderCreateError:
        box.folder.create(below)
        return below
    return DONE
