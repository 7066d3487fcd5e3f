"""The files of a letter: which are taken in, under what name, and what is left out and why."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass, field
from email.message import Message

from django.utils.translation import gettext as _

from routing.mail import parts
from routing.mail.headers import Headers
from routing.mail.values import Attachment, LeftOut, Limits, Why

SMALL_PICTURE = 10 * 1024  # bytes; a smaller one in the letter itself is a logo or the like
MOST_NAMED = 50  # things left out that are named one by one
LONGEST_NAME = 150

_SIGNATURES = re.compile(r"application/(x-)?(pkcs7|pgp)-signature|application/pgp-keys")
_SEALED = re.compile(r"application/((x-)?pkcs7-mime|pgp-encrypted)")
_WINMAIL = re.compile(r"application/(vnd\.)?ms-tnef")
# What a file system or a reader takes for something else, such as a sign that turns text around.
_UNFIT = re.compile('[\x00-\x1f\x7f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')


@dataclass
class Files:
    """Sorted files, in order."""

    attachments: list[Attachment] = field(default_factory=list)
    decorations: list[Attachment] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def sort_files(found: list[Message], limits: Limits, cut: bool) -> Files:
    """Takes in what fits. ``cut``: the last part was not read to its end."""
    files = Files()
    for number, part in enumerate(found, 1):
        data = _bytes(part)
        name = _name(part, number)
        if why := _why_not(part, name, data, limits, cut and number == len(found)):
            files.left_out.append(LeftOut(name, len(data or b""), why))
            continue
        file = Attachment(name, parts.mime(part), data or b"")
        shelf = files.decorations if _is_decoration(part, file) else files.attachments
        if len(shelf) < limits.attachments:
            shelf.append(file)
        else:
            files.left_out.append(LeftOut(name, len(file.content), Why.TOO_MANY))
    files.left_out = _summed_up(files.left_out)
    return files


def _why_not(part: Message, name: str, data: bytes | None, limits: Limits, cut: bool) -> Why | None:
    mime = parts.mime(part)
    if _SIGNATURES.fullmatch(mime):
        return Why.SIGNATURE
    if _SEALED.fullmatch(mime) or name.lower() == "encrypted.asc":
        return Why.SEALED
    if _WINMAIL.fullmatch(mime) or name.lower() in ("winmail.dat", "win.dat"):
        return Why.WINMAIL
    if cut:
        return Why.CUT
    if data is None:
        return Why.UNREADABLE
    return Why.TOO_LARGE if len(data) > limits.attachment else None


def _is_decoration(part: Message, file: Attachment) -> bool:
    """A small picture that the text shows where it stands: a logo, a signature, a line."""
    inside = "content-id" in part or parts.disposition(part) == "inline"
    attached = parts.disposition(part) == "attachment" and "content-id" not in part
    small = len(file.content) < SMALL_PICTURE
    return file.mime.startswith("image/") and inside and not attached and small


def _bytes(part: Message) -> bytes | None:
    """None when it cannot be decoded. A letter in the letter is given whole."""
    if not part.is_multipart():
        data = parts.content(part)
        return data or (None if str(part.get_payload() or "").strip() else b"")
    try:
        return b"".join(bytes(child) for child in part.get_payload() if isinstance(child, Message))
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return None


def _name(part: Message, number: int) -> str:
    """The sender's name for it without folders; made up when there is none."""
    said = parts.filename(part).replace("\\", "/").rpartition("/")[2]
    name = " ".join(_UNFIT.sub("", said).split()).strip(". ")
    if not name:
        name = _("attachment %(number)s") % {"number": number} + _ending(part)
        inner = part.get_payload(0) if part.is_multipart() else None
        if isinstance(inner, Message) and (subject := Headers(inner).one("Subject")):
            name = " ".join(_UNFIT.sub("", subject.replace("/", " ")).split()) + ".eml"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:LONGEST_NAME]
    return f"{stem[:LONGEST_NAME]}.{ending}"


def _ending(part: Message) -> str:
    if parts.mime(part) == "message/rfc822":
        return ".eml"
    return mimetypes.guess_extension(parts.mime(part)) or ""


def _summed_up(left_out: list[LeftOut]) -> list[LeftOut]:
    """A letter with a thousand files names the first, and counts the rest."""
    named, rest = left_out[:MOST_NAMED], left_out[MOST_NAMED:]
    for why in dict.fromkeys(one.why for one in rest):
        these = [one for one in rest if one.why == why]
        named.append(LeftOut("", sum(one.size for one in these), why, len(these)))
    return named
