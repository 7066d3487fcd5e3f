"""How X counts, rewrites and shows text."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import resources
from types import ModuleType

from connectors.x.payloads import Link

LIMIT = 280  # twitter-text configuration v3
FAR_TOO_LONG = 1000

_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # the last one last: once, not twice
LEADING_HANDLES = re.compile(r"^(?:@\w{1,15}\s+)+")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_LAST_SLASH = re.compile(r"/(?=\s|$)")


@contextmanager
def _pkg_resources() -> Iterator[None]:
    """Stand in for pkg_resources, which setuptools 82 dropped.

    twitter-text-parser 3.0.0 reads one data file with it, while it is being imported.
    """
    stand_in = ModuleType("pkg_resources")

    def resource_string(module: str, name: str) -> bytes:
        return resources.files(module.rpartition(".")[0]).joinpath(name).read_bytes()

    stand_in.__dict__["resource_string"] = resource_string
    original = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = stand_in
    try:
        yield
    finally:
        del sys.modules["pkg_resources"]
        if original:
            sys.modules["pkg_resources"] = original


with _pkg_resources():
    from twitter_text import extract_urls, parse_tweet


def weigh(text: str) -> int:
    """Weighted length: most letters 1; €, … and emoji 2; every link 23, bare domains included.

    Source: X docs, "Counting characters", and twitter-text configuration v3. The parser's time
    grows with the square of the length; what is far too long is counted by its letters.
    """
    if len(text) > FAR_TOO_LONG:
        return len(text)
    return int(parse_tweet(text).weightedLength)


def has_link(text: str) -> bool:
    """Whether X sees a link in it, which makes a post dear; bare domains are links too."""
    return bool(extract_urls(text[:FAR_TOO_LONG]))


def readable(text: str, links: Iterable[Link]) -> str:
    """The text as its author meant it: HTML unescaped once, every t.co link as what it leads to.

    Links to its own pictures go, for those are kept beside it. The handles X puts before a reply
    stay, for they are part of the post as everyone sees it.
    """
    for escaped, plain in _ENTITIES:
        text = text.replace(escaped, plain)
    for link in links:
        text = text.replace(link.url, "" if _is_media(link) else link.expanded_url or link.url)
    return text.rstrip()


def _is_media(link: Link) -> bool:
    """X ends a text with a link to the picture that is shown beside it."""
    return bool(link.media_key) or "/messages/media/" in link.expanded_url


def comparable(text: str) -> str:
    """What stays of an answer whatever X does to it: no leading handles, schemes, capitals."""
    text = LEADING_HANDLES.sub("", unicodedata.normalize("NFC", text).strip())
    text = _LAST_SLASH.sub("", _SCHEME.sub("", text))
    return " ".join(text.split()).casefold()
