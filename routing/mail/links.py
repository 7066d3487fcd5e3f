"""Links as the official meant them: without the detour of a mail filter, and once."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

_URL = r"https?://[^\s<>\"]{1,3000}"
_ANY = re.compile(_URL)
# As mail programs write a link into plain text: words, and then the address.
_BESIDE = re.compile(
    rf"(?P<label>[^\s<>]{{1,300}})(?P<space> ?)<(?P<to>{_URL}|mailto:[^\s<>]{{1,300}})>"
)
_DEFENSE = re.compile(r"https://urldefense\.com/v3/__(.+?)__;")
_PICTURE = re.compile(r"\[cid:[^\[\]\s]{1,200}\] ?")
_TRAILING = ".,;:!?)"


def straight(url: str) -> str:
    """Where a link leads in the end, as far as the link itself tells."""
    try:
        parts = urlsplit(url)
        if (parts.hostname or "").endswith(".safelinks.protection.outlook.com"):
            return next(iter(parse_qs(parts.query).get("url", ())), url)
    except ValueError:
        return url
    found = _DEFENSE.match(url)
    return found[1] if found else url


def labelled(label: str, url: str) -> str:
    """A link in words: the address is left out where the label already says it."""
    url = straight(url.strip())
    label = _ANY.sub(lambda found: straight(found[0]), label)
    if not url.lower().startswith(("http://", "https://")) or _bare(label) == _bare(url):
        return label
    return f"{label} ({url})" if label.strip() else ""


def tidy(line: str) -> str:
    """A line of plain text with its links as words, and nothing for a picture."""
    if "[cid:" in line:
        line = _PICTURE.sub("", line).rstrip()
    if "://" not in line and "mailto:" not in line:
        return line
    line = _BESIDE.sub(_once, line)
    return _ANY.sub(lambda found: straight(found[0]), line)


def _once(found: re.Match[str]) -> str:
    label = found["label"]
    tail = label[len(label.rstrip(_TRAILING)) :]
    return labelled(label.removesuffix(tail), found["to"]) + tail


def _bare(url: str) -> str:
    """An address without what people leave out when they write it."""
    short = re.sub(r"^(https?://|mailto:)?(www\.)?", "", url.strip().lower())
    return short.rstrip("/" + _TRAILING)
