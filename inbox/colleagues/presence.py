"""Who looks at a conversation now, and who writes there.

It stands in Redis only, for some seconds: when that is lost, nothing else is. A page that is looked
at pulses; ``changed`` rings when somebody comes, goes, begins to write or stops, and not with every
pulse, nor with every letter.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from connectors.bells import after_commit
from inbox.bells import PRESENCE, client, publish

if TYPE_CHECKING:
    from webcare.models import User

KEY = "webcare:here"  # a hash: of each page, who has it open
SAID = "webcare:here:said"  # what was rung last
PULSE_SECONDS = 10  # as static/js/together.js has it
HERE_SECONDS = 25  # a page that vanished without a word is gone by then
WRITING_SECONDS = 8
MOST_NAMES = 2  # more of them are counted


@dataclass(frozen=True)
class Here:
    """One page. ``until`` it is believed, ``writing`` until when, ``opened`` since when it shows
    this conversation; all as ``time.time()``.

    conversation   primary key, 0 for the queue alone
    """

    user: int
    first: str
    name: str
    conversation: int
    until: float
    writing: float = 0.0
    opened: float = 0.0


def pulse(user: User, page: str, conversation: int, *, writing: bool = False) -> None:
    """This page of theirs is looked at now."""
    after_commit(partial(_pulse, user, page, conversation, writing))


def leave(user: User, page: str) -> None:
    """It was closed, or is out of sight."""
    after_commit(partial(_leave, user, page))


def known(raw: Mapping[Any, Any]) -> list[Here]:
    """Who is here, of what Redis has under ``KEY``."""
    now = time.time()
    return [here for here in map(_read, raw.values()) if here.until > now]


def of(user_id: int) -> Here | None:
    """What this person has before them: where they write, else the conversation they opened last,
    else the queue. None for who is not here. Raises what Redis raises."""
    now = time.time()
    theirs = [one for one in known(client().hgetall(KEY)) if one.user == user_id]
    return max(theirs, key=partial(_foremost, now=now), default=None)


def company(user_id: int) -> set[int]:
    """Primary keys of who else has a conversation open that this person has open too. Raises what
    Redis raises."""
    here = known(client().hgetall(KEY))
    mine = {one.conversation for one in here if one.user == user_id and one.conversation}
    return {one.user for one in here if one.user != user_id and one.conversation in mine}


def with_others(user_id: int) -> set[int]:
    """Conversations that somebody else has open or writes in. Raises what Redis raises."""
    here = known(client().hgetall(KEY))
    return {one.conversation for one in here if one.user != user_id} - {0}


def _foremost(one: Here, now: float) -> tuple[bool, bool, float]:
    return one.writing > now, bool(one.conversation), one.opened


def said(here: Iterable[Here], user_id: int) -> SafeString:
    """For each conversation with somebody else in it: who looks, and who writes."""
    others: dict[int, dict[int, Here]] = defaultdict(dict)
    for one in sorted(here, key=lambda one: one.writing):
        if one.user != user_id and one.conversation:
            others[one.conversation][one.user] = one
    rows = ((pk, _sentence(list(those.values()))) for pk, those in sorted(others.items()))
    return format_html_join("", '<span data-for="{}">{}</span>', rows)


def _sentence(people: list[Here]) -> str:
    """Such as "Bas is writing · Lena is looking"; who writes comes first."""
    now = time.time()
    people.sort(key=lambda one: (one.writing <= now, one.name))
    firsts = [one.first for one in people]
    parts = []
    for one in people[:MOST_NAMES]:
        name = one.first if one.first and firsts.count(one.first) == 1 else one.name
        what = _("%(name)s is writing") if one.writing > now else _("%(name)s is looking")
        parts.append(what % {"name": name})
    if len(people) > MOST_NAMES:
        parts.append(f"+{len(people) - MOST_NAMES}")
    return " · ".join(parts)


def _pulse(user: User, page: str, conversation: int, writing: bool) -> None:
    now, field, redis = time.time(), f"{user.pk}:{page}", client()
    raw = redis.hgetall(KEY)
    before = _read(raw[field.encode()]) if field.encode() in raw else None
    until = now + WRITING_SECONDS if writing else 0.0
    opened = now
    if before and before.conversation == conversation:
        until, opened = max(until, before.writing), before.opened
    name = str(user)
    one = Here(user.pk, user.first_name, name, conversation, now + HERE_SECONDS, until, opened)
    redis.hset(KEY, field, json.dumps(asdict(one)))
    redis.expire(KEY, 2 * HERE_SECONDS)
    _ring_if_changed()


def _leave(user: User, page: str) -> None:
    client().hdel(KEY, f"{user.pk}:{page}")
    _ring_if_changed()


def _ring_if_changed() -> None:
    redis, now = client(), time.time()
    raw = redis.hgetall(KEY)
    gone = [field for field, value in raw.items() if _read(value).until <= now]
    if gone:
        redis.hdel(KEY, *gone)
    shown = sorted({(one.conversation, one.user, one.writing > now) for one in known(raw)})
    state = json.dumps(shown).encode()
    if redis.getset(SAID, state) != state:
        publish(PRESENCE)


def _read(value: Any) -> Here:
    return Here(**json.loads(value))
