"""How X counts and rewrites the text of a post.

Written from twitter-text's published configuration (v3) and X's "Counting characters" page, not
from a parser library, so that it can contradict the one a connector uses.
"""

from __future__ import annotations

import hashlib
import html
import re
import string
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MAX_WEIGHT = 280
URL_WEIGHT = 23
# Code points that weigh 1; every other one, and every emoji sequence, weighs 2.
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))

_DOMAINS = (
    "nl|com|org|net|eu|be|de|fr|uk|es|it|pl|tr|us|info|biz|io|gov|edu|int|frl|amsterdam|gent"
    "|app|dev|nu|me|tv|co|to|is|ly|shop|online|site|blog|news|nieuws|email|support"
)
_URL = re.compile(
    r"https?://[^\s<>\"]+"
    rf"|(?<![@\w./:-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{_DOMAINS})(?![\w@-])(?:/[^\s<>\"]*)?",
    re.IGNORECASE,
)
_PICTOGRAPH = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_SHOWN = f"{_PICTOGRAPH}[\ufe0f\U0001f3fb-\U0001f3ff]*[\U000e0020-\U000e007f]*"
_EMOJI = re.compile(
    f"[0-9#*]\ufe0f?\u20e3|[\U0001f1e6-\U0001f1ff]{{2}}|{_SHOWN}(?:\u200d{_SHOWN})*"
)
HANDLE = re.compile(r"[A-Za-z0-9_]{1,15}")
_MENTION = re.compile(r"(?<![\w@/])@([A-Za-z0-9_]{1,15})(?![\w@])")
_HASHTAG = re.compile(r"(?<![\w&#/])#(\w*[^\W\d_]\w*)")
_LEADING = re.compile(r"\s*@([A-Za-z0-9_]{1,15})(?!\w)\s*")
_TRAILING = ".,;:!?'\"»)"
_BASE62 = string.digits + string.ascii_letters


def weigh(text: str) -> int:
    """The weighted length of ``text``; X accepts up to MAX_WEIGHT."""
    rest = unicodedata.normalize("NFC", text)
    urls = list(_urls(rest))
    for start, end in reversed(urls):
        rest = rest[:start] + rest[end:]
    rest, emoji = _EMOJI.subn("", rest)
    return URL_WEIGHT * len(urls) + 2 * emoji + sum(1 if _is_light(c) else 2 for c in rest)


def has_link(text: str) -> bool:
    return next(_urls(text), None) is not None


def mentioned(text: str) -> list[str]:
    """The handles in ``text``, as typed, each once, without @."""
    return list({match[1].casefold(): match[1] for match in _MENTION.finditer(text)}.values())


def typed_mentions(text: str, reply: bool) -> list[str]:
    """Mentions in the body of a text, without those that only address a reply."""
    leading = leading_handles(text) if reply else []
    return mentioned(text[leading[-1][1] :] if leading else text)


def leading_handles(text: str) -> list[tuple[str, int]]:
    """The handles ``text`` opens with, and where what follows each of them starts."""
    found, position = [], 0
    while match := _LEADING.match(text, position):
        position = match.end()
        found.append((match[1], position))
    return found


def short_url(url: str) -> str:
    """The t.co address X puts in place of ``url``."""
    number = int.from_bytes(hashlib.sha256(url.encode()).digest()[:8])
    slug = ""
    while len(slug) < 10:
        number, digit = divmod(number, 62)
        slug += _BASE62[digit]
    return f"https://t.co/{slug}"


@dataclass(frozen=True)
class Wire:
    """A text as the API gives it: links shortened, HTML escaped, entities by code point."""

    text: str
    entities: dict[str, list[dict[str, Any]]]


def to_wire(text: str, identify: Callable[[str], str | None]) -> Wire:
    """``identify`` gives the user id of a handle, or None when nobody has it."""
    shown, links = _shorten(text)
    entities = {
        "mentions": list(_mention_entities(shown, identify)),
        "hashtags": [_span(match) | {"tag": match[1]} for match in _HASHTAG.finditer(shown)],
        "urls": links,
    }
    return Wire(shown, {name: found for name, found in entities.items() if found})


def _shorten(text: str) -> tuple[str, list[dict[str, Any]]]:
    shown, links, position = "", [], 0
    for start, end in _urls(text):
        shown += html.escape(text[position:start], quote=False)
        links.append(_link(text[start:end], len(shown)))
        shown += links[-1]["url"]
        position = end
    return shown + html.escape(text[position:], quote=False), links


def _link(url: str, start: int) -> dict[str, Any]:
    expanded = url if "://" in url else f"http://{url}"
    display = expanded.split("://", 1)[1].removeprefix("www.")
    short = short_url(url)
    return {
        "start": start,
        "end": start + len(short),
        "url": short,
        "expanded_url": expanded,
        "display_url": display if len(display) <= 27 else f"{display[:26]}…",
    }


def _mention_entities(text: str, identify: Callable[[str], str | None]) -> Iterator[dict[str, Any]]:
    for match in _MENTION.finditer(text):
        if user_id := identify(match[1]):
            yield _span(match) | {"username": match[1], "id": user_id}


def _span(match: re.Match[str]) -> dict[str, Any]:
    return {"start": match.start(), "end": match.end()}


def _urls(text: str) -> Iterator[tuple[int, int]]:
    for match in _URL.finditer(text):
        yield match.start(), match.start() + len(match[0].rstrip(_TRAILING))


def _is_light(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _LIGHT)


def prefix_of(handles: Sequence[str]) -> str:
    """What X puts before a reply: the people in the conversation."""
    return "".join(f"@{handle} " for handle in handles)
