"""The state of the outside world: people, what they wrote, and the credentials they use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from connectors.simulator.direct import DirectMessage, Mailbox
from connectors.simulator.happenings import Happening, Kind, Listener
from connectors.simulator.media import Media
from connectors.simulator.metastate import MetaState
from connectors.simulator.post.letterboxes import Letterboxes
from connectors.simulator.settings import Settings
from connectors.simulator.snowflake import Numbers, person_id
from connectors.simulator.xstate import XState

Platform = Literal["x", "facebook", "instagram"]
Via = Literal["app", "api", "seed"]
Place = Literal["page", "elsewhere", "story", "ad", "review"]
PLATFORMS: tuple[Platform, ...] = ("x", "facebook", "instagram")


def platform_named(value: object) -> Platform:
    """``value`` when it is a platform. Raises ValueError."""
    for platform in PLATFORMS:
        if platform == value:
            return platform
    raise ValueError(f"platform is one of {', '.join(PLATFORMS)}")


@dataclass
class Person:
    """Somebody as one platform knows them. ``joined`` is in milliseconds.

    protected  X: only followers see what they write
    """

    platform: Platform
    id: str
    handle: str
    name: str
    joined: int = 0
    protected: bool = False


@dataclass
class Version:
    """One wording of a post. On X every edit is a new version with a new id."""

    id: str
    text: str
    at: int


@dataclass
class Post:
    """Anything written: a post, a comment, a photo with its caption. Moments in milliseconds.

    key         the first id; the same through all edits
    parent      the id it answers, or None
    root        the key of what started the thread
    via         ``app`` for people in the platform's own app, ``api`` for API clients
    audience    X: the handles X itself put before the text of a reply
    quotes      X: the id of the post it quotes, or None
    visible_at  when timelines and search start to show it
    number      order of writing, over all platforms
    media       ids in ``world.media`` of the pictures and films in it
    hidden      the municipality hid it
    reactions   person id to reaction: ``like``, and on Facebook ``love``, ``sad`` …
    place       ``page`` is the municipality's own page or thread; Meta also has ``elsewhere``,
                under a post of somebody else, a ``story``, an ``ad`` and a ``review``
    """

    platform: Platform
    author: str
    versions: list[Version]
    root: str
    parent: str | None = None
    via: Via = "app"
    audience: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    quotes: str | None = None
    visible_at: int = 0
    edited: bool = False
    deleted: bool = False
    number: int = 0
    media: list[str] = field(default_factory=list)
    hidden: bool = False
    reactions: dict[str, str] = field(default_factory=dict)
    place: Place = "page"

    @property
    def moment(self) -> tuple[int, int]:
        """What to sort by: many are written within one millisecond."""
        return self.at, self.number

    @property
    def key(self) -> str:
        return self.versions[0].id

    @property
    def id(self) -> str:
        return self.versions[-1].id

    @property
    def text(self) -> str:
        return self.versions[-1].text

    @property
    def at(self) -> int:
        return self.versions[0].at


@dataclass
class Token:
    """A credential. Moments are in milliseconds, 0 is never, or since the beginning.

    scopes  what it may do; empty is everything
    owner   Meta: the Page, account or person it belongs to; empty is the municipality's
    pages   Meta: the Pages a person chose in the dialog; empty is all
    """

    value: str
    platform: Platform
    kind: Literal["access", "refresh", "page", "user"]
    expires_at: int = 0
    used: bool = False
    scopes: list[str] = field(default_factory=list)
    owner: str = ""
    issued_at: int = 0
    pages: list[str] = field(default_factory=list)

    def live(self, now: int) -> bool:
        return not self.used and (not self.expires_at or now < self.expires_at)


class World:
    """Everything that survives a restart. ``revision`` grows with every change."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.numbers = Numbers()
        self.tokens: dict[str, Token] = {}
        self.played: dict[str, list[str]] = {}
        self.mail = Mailbox()
        self.meta = MetaState()
        self.x = XState()
        self.letterboxes = Letterboxes()
        self.media: dict[str, Media] = {}
        self.listeners: list[Listener] = []
        self.gone: list[Platform] = []  # where the municipality's account is deleted
        self.restrained: dict[str, list[str]] = {}  # "x mute" to ids of people
        self.revision = 0
        self._written = 0
        self._people: dict[tuple[Platform, str], Person] = {}
        self._handles: dict[tuple[Platform, str], Person] = {}
        self._posts: dict[Platform, list[Post]] = {platform: [] for platform in PLATFORMS}
        self._index: dict[tuple[Platform, str], Post] = {}
        self._children: dict[tuple[Platform, str], list[Post]] = {}
        self._written_by: dict[tuple[Platform, str], list[Post]] = {}

    def changed(self) -> None:
        self.revision += 1

    def tell(self, happening: Happening) -> None:
        """Something changed: count it, and let the listeners know."""
        self.changed()
        for listener in self.listeners:
            listener(happening)

    def directs(self, platform: Platform) -> list[DirectMessage]:
        """Every direct message ever sent, oldest first, deleted ones included."""
        return self.mail.of(platform)

    def people(self) -> list[Person]:
        return list(self._people.values())

    def add_person(self, person: Person) -> Person:
        self._people[person.platform, person.id] = person
        self._handles[person.platform, person.handle.casefold()] = person
        self.changed()
        return person

    def person(self, platform: Platform, identity: str) -> Person | None:
        return self._people.get((platform, identity))

    def by_handle(self, platform: Platform, handle: str) -> Person | None:
        return self._handles.get((platform, handle.casefold()))

    def citizen(self, platform: Platform, handle: str, name: str = "", at: int = 0) -> Person:
        """The person with this handle, made up when unknown."""
        known = self.by_handle(platform, handle)
        if known:
            return known
        identity = person_id(platform, handle)
        return self.add_person(Person(platform, identity, handle, name or _named(handle), at))

    def author(self, post: Post) -> Person:
        return self._people[post.platform, post.author]

    def posts(self, platform: Platform) -> list[Post]:
        """Everything ever written, oldest first, deleted posts included."""
        return self._posts[platform]

    def living(self, platform: Platform) -> Iterator[Post]:
        return (post for post in self._posts[platform] if not post.deleted)

    def written_by(self, platform: Platform, author: str) -> list[Post]:
        """What this person wrote and still stands, oldest first."""
        written = self._written_by.get((platform, author), [])
        return [post for post in written if not post.deleted]

    def find(self, platform: Platform, identity: str) -> Post | None:
        """The post with this id, be it of an older version, unless it was deleted."""
        post = self._index.get((platform, identity))
        return None if post is None or post.deleted else post

    def find_even_deleted(self, platform: Platform, identity: str) -> Post | None:
        return self._index.get((platform, identity))

    def answers(self, post: Post) -> list[Post]:
        """The direct answers that still stand, oldest first."""
        children = self._children.get((post.platform, post.key), [])
        return [child for child in children if not child.deleted]

    def below(self, post: Post) -> list[Post]:
        """All answers that still stand, at any depth and also below deleted ones, oldest first."""
        found, waiting = [], [post]
        while waiting:
            above = waiting.pop()
            children = self._children.get((above.platform, above.key), [])
            found += children
            waiting += children
        return sorted((each for each in found if not each.deleted), key=lambda each: each.moment)

    def add(self, post: Post) -> Post:
        self._written += 1
        post.number = self._written
        self._posts[post.platform].append(post)
        self._written_by.setdefault((post.platform, post.author), []).append(post)
        for version in post.versions:
            self._index[post.platform, version.id] = post
        if post.parent and (parent := self._index.get((post.platform, post.parent))):
            self._children.setdefault((post.platform, parent.key), []).append(post)
        self.changed()
        return post

    def hide(self, post: Post, hidden: bool, by: str) -> None:
        """Hide ``post`` from the public, or show it again. Nothing happens when it is so."""
        if post.hidden != hidden:
            post.hidden = hidden
            kind: Kind = "hidden" if hidden else "unhidden"
            self.tell(Happening(kind, post.platform, post, by))

    def restrain(self, platform: Platform, what: str, person: str, *, undo: bool) -> None:
        """The municipality blocks or mutes somebody, or no longer does."""
        people = self.restrained.setdefault(f"{platform} {what}", [])
        if (person in people) == undo:
            people.remove(person) if undo else people.append(person)
        self.changed()

    def react(self, post: Post, person: str, reaction: str) -> None:
        """``person`` likes ``post``, or feels otherwise; empty takes it back."""
        before = post.reactions.pop(person, "")
        if reaction:
            post.reactions[person] = reaction
        if before or reaction:
            kind: Kind = "reacted" if reaction else "unreacted"
            details = {"reaction": reaction or before, "before": before}
            self.tell(Happening(kind, post.platform, post, person, details))

    def revise(self, post: Post, version: Version) -> None:
        """X keeps every version under its own id; on Meta the text is simply replaced."""
        post.edited = True
        if version.id == post.id:
            post.versions[-1] = version
        else:
            post.versions.append(version)
            self._index[post.platform, version.id] = post
        self.changed()

    def remove(self, post: Post, by: str = "") -> None:
        """Delete; on Meta what stood under it goes too, on X the answers remain.

        ``by`` is the id of who did it, when that is not the author.
        """
        gone = [post] if post.platform == "x" else [post, *self.below(post)]
        for each in gone:
            each.deleted = True
        self.tell(Happening("removed", post.platform, post, by or post.author))


def _named(handle: str) -> str:
    return " ".join(part.capitalize() for part in handle.split("_") if part)
