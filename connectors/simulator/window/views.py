"""What stands on a page of the window, ready for a template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from connectors.simulator.clock import DAY, from_ms
from connectors.simulator.graph.instagram import picture_of
from connectors.simulator.links import link_to
from connectors.simulator.media import url_of
from connectors.simulator.municipality import IDS, is_municipality
from connectors.simulator.world import Person, Platform, Post, World

MOST = 40
_ZONE = ZoneInfo("Europe/Amsterdam")
_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MARKED = re.compile(r"(?<![\w/&])(?:[@#]\w+)|https?://\S+")


@dataclass(frozen=True)
class Carried:
    """A picture, film, sound or file: its ``kind``, its address and what it shows."""

    kind: str
    url: str
    alt: str


@dataclass(frozen=True)
class StoryCard:
    """A story of the municipality that can still be seen."""

    id: str
    picture: str
    text: str
    when: str


@dataclass(frozen=True)
class Entry:
    """One message on a page.

    current  the id to answer to
    depth    how far it is set in: 0 starts the thread
    link     the page of its own
    to       whom it answers, unless that is whoever started the thread
    photo    address of its drawn picture, or ""
    review   whether a review recommends the Page: ``ja``, ``nee`` or "" for anything else
    likes    how many people like it, and whether the municipality is one of them
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
    media: list[Carried]
    review: str
    likes: int
    liked_by_us: bool
    hidden: bool
    edits: bool

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
        roots = [
            post
            for post in self.world.living(platform)
            if post.parent is None and post.place in ("page", "review")
        ]
        newest = sorted(roots, key=lambda post: post.moment, reverse=True)[:MOST]
        return [self._entry(post, 0) for post in newest]

    def stories(self, platform: Platform) -> list[StoryCard]:
        """Stories of the last day, newest first."""
        posts = [
            post
            for post in self.world.living(platform)
            if post.place == "story" and post.at >= self.now - DAY
        ]
        return [
            StoryCard(
                post.id,
                picture_of("", self.world, post),
                post.text,
                moment_label(post.at, self.now),
            )
            for post in reversed(posts)
        ]

    def thread(self, root: Post) -> list[Entry]:
        """The start of a thread and all below it: by time on X, by comment on Meta."""
        shown = [] if root.deleted else [self._entry(root, 0)]
        if root.platform == "x":
            below = self._seen(self.world.below(root))
            return [*shown, *(self._entry(post, 1) for post in below)]
        for comment in self._seen(self.world.answers(root)):
            shown.append(self._entry(comment, 1))
            answers = self._seen(self.world.answers(comment))
            shown += [self._entry(answer, 2) for answer in answers]
        return shown

    def _seen(self, posts: list[Post]) -> list[Post]:
        """What is hidden is seen by whoever wrote it, and by nobody else."""
        return [
            post
            for post in posts
            if not post.hidden or self.world.author(post).handle == self.reader
        ]

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
            photo=f"/photo/{post.id}.svg" if _is_photo(post) and not post.media else "",
            media=carried(self.world, post.media),
            review=_review(self.world, post),
            likes=len(post.reactions),
            liked_by_us=IDS[post.platform] in post.reactions,
            hidden=post.hidden,
            edits=post.platform != "instagram",
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


def carried(world: World, media: list[str]) -> list[Carried]:
    """What stands beside the words."""
    found = [world.media[identity] for identity in media if identity in world.media]
    return [Carried(each.kind, url_of("", each), each.alt) for each in found]


def _review(world: World, post: Post) -> str:
    rating = world.meta.ratings.get(post.key) if post.platform == "facebook" else None
    return "" if rating is None else "ja" if rating.positive else "nee"


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
