"""Whether someone called us: the gate before most answers on X.

Since 23 February 2026 X takes an answer by API only where its author mentioned us or quoted one
of our posts; an Enterprise plan has no such gate (X docs, "Manage posts", and the changelog). A
handle that X itself put before a reply is no mention: answers to such have been refused.
"""

from __future__ import annotations

import re

from connectors.base import Connection
from connectors.x.payloads import Beside, Mention, Tweet
from connectors.x.text import LEADING_HANDLES


def is_called(tweet: Tweet, us: Connection) -> bool:
    """Whether its author typed our name."""
    start = _start_of_own_words(tweet)
    if tweet.mentions:
        return any(_is_us(each, us) and each.start >= start for each in tweet.mentions)
    return _in_text(tweet.text[start:], us)


def names_us(tweet: Beside, us: Connection) -> bool:
    """Whether our name is in it at all, whoever put it there."""
    return any(_is_us(each, us) for each in tweet.mentions) or _in_text(tweet.text, us)


def _start_of_own_words(tweet: Tweet) -> int:
    if tweet.display_text_range:
        return max(tweet.display_text_range[0], 0)
    prefix = LEADING_HANDLES.match(tweet.text) if tweet.replied_to else None
    return prefix.end() if prefix else 0


def _is_us(mention: Mention, us: Connection) -> bool:
    if mention.id:
        return mention.id == us.external_id
    return bool(us.handle) and mention.username.casefold() == us.handle.casefold()


def _in_text(text: str, us: Connection) -> bool:
    named = rf"(?<!\w)@{re.escape(us.handle)}(?!\w)"
    return bool(us.handle) and bool(re.search(named, text, re.IGNORECASE))
