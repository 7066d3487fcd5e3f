"""What stands on a page of the window, ready for a template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from connectors.simulator.clock import from_ms
from connectors.simulator.links import link_to
from connectors.simulator.municipality import IDS, is_municipality
from connectors.simulator.world import Person, Platform, Post, World

MOST = 40
_ZONE = ZoneInfo("Europe/Amsterdam")
_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MARKED = re.compile(r"(?<![\w/&])(?:[@#]\w+)|https?://\S+")


@dataclass(frozen=True)
class Entry:
    """One message on a page.

    current  the id to answer to
    depth    how far it is set in: 0 starts the thread
    link     the page of its own
    to       whom it answers, unless that is whoever started the thread
    photo    address of its picture, or ""
    """

    id: str
    current: str
    author: Person
    ours: bool
    mine: bool
    text: Markup
    when: str
    moment: str
    link: str
    depth: int
    edited: bool
    answers: int
    answered: bool
    to: str
    photo: str

    @property
    def is_answer(self) -> bool:
        return self.ours and self.depth > 0


class Page:
    """Makes entries for one reader at one moment."""

    def __init__(self, world: World, reader: str, now: int) -> None:
        self.world = world
        self.reader = reader
        self.now = now

    def timeline(self, platform: Platform) -> list[Entry]:
        """What starts a thread, newest first."""
        roots = [post for post in self.world.living(platform) if post.parent is None]
        newest = sorted(roots, key=lambda post: post.moment, reverse=True)[:MOST]
        return [self._entry(post, 0) for post in newest]

    def thread(self, root: Post) -> list[Entry]:
        """The start of a thread and all below it: by time on X, by comment on Meta."""
        shown = [] if root.deleted else [self._entry(root, 0)]
        if root.platform == "x":
            return [*shown, *(self._entry(post, 1) for post in self.world.below(root))]
        for comment in self.world.answers(root):
            shown.append(self._entry(comment, 1))
            shown += [self._entry(answer, 2) for answer in self.world.answers(comment)]
        return shown

    def _entry(self, post: Post, depth: int) -> Entry:
        author = self.world.author(post)
        below = self.world.below(post) if depth == 0 else self.world.answers(post)
        return Entry(
            id=post.key,
            current=post.id,
            author=author,
            ours=is_municipality(post.platform, author.id),
            mine=author.handle == self.reader,
            text=marked(post.text),
            when=moment_label(post.at, self.now),
            moment=from_ms(post.at).isoformat(timespec="seconds"),
            link=link_to("", self.world, post),
            depth=depth,
            edited=post.edited,
            answers=len(below),
            answered=any(each.author == IDS[post.platform] for each in below),
            to=self._addressee(post),
            photo=f"/photo/{post.id}.svg" if _is_photo(post) else "",
        )

    def _addressee(self, post: Post) -> str:
        above = self.world.find(post.platform, post.parent) if post.parent else None
        return self.world.author(above).name if above and above.key != post.root else ""


def where_reader_left_off(world: World, root: Post, reader: str) -> Post | None:
    """What the reader most likely answers: the last word of somebody else, or their comment."""
    below = world.below(root)
    others = [post for post in below if world.author(post).handle != reader]
    mine = [post for post in below if world.author(post).handle == reader]
    if root.platform == "x" and others:
        return others[-1]
    if root.platform != "x" and mine:
        return mine[-1]
    return None if root.deleted else root


def _is_photo(post: Post) -> bool:
    return post.platform == "instagram" and post.parent is None


def marked(text: str) -> Markup:
    """``text`` escaped, with handles, hashtags and addresses set apart."""
    shown, position = Markup(), 0
    for match in _MARKED.finditer(text):
        shown += escape(text[position : match.start()])
        shown += Markup('<span class="mark">{}</span>').format(match[0])
        position = match.end()
    return shown + escape(text[position:])


def moment_label(at: int, now: int) -> str:
    """``vandaag 14:05``, ``gisteren 09:12`` or ``ma 16 nov 14:05``, Dutch time."""
    then, today = _local(at), _local(now)
    clock = then.strftime("%H:%M")
    days = (today.date() - then.date()).days
    if days in (0, 1):
        return f"{('vandaag', 'gisteren')[days]} {clock}"
    return f"{_DAYS[then.weekday()]} {then.day} {_MONTHS[then.month - 1]} {clock}"


def _local(at: int) -> datetime:
    return from_ms(at).astimezone(_ZONE)
