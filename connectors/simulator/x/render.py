"""Posts and people as the API shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from connectors.simulator.clock import HOUR, x_time
from connectors.simulator.direct import DirectMessage
from connectors.simulator.media import Media
from connectors.simulator.municipality import is_municipality
from connectors.simulator.publishing import MOST_EDITS
from connectors.simulator.world import Person, Post, Version, World
from connectors.simulator.x import attachments
from connectors.simulator.x.problems import missing, not_visible
from connectors.simulator.x.selection import Selection
from connectors.simulator.x.text import MAX_WEIGHT, Wire, leading_handles, prefix_of, to_wire

Json = dict[str, Any]
Shown = tuple[Post, Version]


def current(post: Post) -> Shown:
    return post, post.versions[-1]


def references(post: Post) -> list[Json]:
    found = [("replied_to", post.parent), ("quoted", post.quotes)]
    return [{"type": kind, "id": identity} for kind, identity in found if identity]


class View:
    """Renders one answer; ``base`` is the address the simulator was reached at."""

    def __init__(self, world: World, selection: Selection, base: str) -> None:
        self.world = world
        self.selection = selection
        self.base = base

    def answer(self, shown: Iterable[Shown], errors: list[Json] | None = None) -> Json:
        """A body with ``data`` (a list, absent when empty), ``includes`` and ``errors``."""
        pairs = list(shown)
        included, problems = self._included([post for post, _ in pairs])
        body: Json = {"data": [self.post(post, version) for post, version in pairs]}
        body |= {"includes": included, "errors": [*(errors or []), *problems]}
        return {name: value for name, value in body.items() if value}

    def post(self, post: Post, version: Version) -> Json:
        vocabulary = self.selection.vocabulary
        names = {"history": vocabulary.history, "references": vocabulary.references}
        names["note"] = vocabulary.note
        rendered: Json = {}
        for field, render in _POST_FIELDS.items():
            name = names.get(field, field)
            if name in self.selection.fields:
                value = render(self, post, version)
                rendered |= {} if value is None else {name: value}
        return rendered

    def user(self, person: Person) -> Json:
        wanted = self.selection.user_fields
        return {name: show(self, person) for name, show in _USER_FIELDS.items() if name in wanted}

    def full_text(self, post: Post, version: Version) -> str:
        return prefix_of(post.audience) + version.text

    def wire(self, text: str) -> Wire:
        return to_wire(text, self._identify)

    def parent(self, post: Post) -> Post | None:
        return self.world.find_even_deleted("x", post.parent) if post.parent else None

    def media(self, posts: Iterable[Post]) -> list[Json]:
        """The media objects of ``posts``, each once."""
        found = {key: None for post in posts for key in post.media if key in self.world.media}
        kept = [self.world.media[identity] for identity in found]
        return [self.medium(media, attachments.public_url(self.base, media)) for media in kept]

    def medium(self, media: Media, url: str) -> Json:
        """One media object, whose bytes are at ``url``."""
        return attachments.shown(self.base, media, self.selection.media_fields, url)

    def media_url(self, media: Media) -> str:
        return attachments.public_url(self.base, media)

    def direct_media_url(self, message: DirectMessage, media: Media) -> str:
        return attachments.direct_url(self.base, message, media)

    def _identify(self, handle: str) -> str | None:
        person = self.world.by_handle("x", handle)
        return person.id if person else None

    def _included(self, posts: list[Post]) -> tuple[Json, list[Json]]:
        referenced, problems = self._referenced(posts)
        people = {each.id: self.user(each) for each in self._expanded_people(posts, referenced)}
        history = self.selection.vocabulary.history
        versions = {
            version.id: self.post(post, version)
            for post in posts
            for version in post.versions
            if history in self.selection.expansions
        }
        others = {post.id: self.post(*current(post)) for post in referenced} | versions
        pictured = "attachments.media_keys" in self.selection.expansions
        included = {
            "users": list(people.values()),
            self.selection.vocabulary.includes: list(others.values()),
            "media": self.media([*posts, *referenced]) if pictured else [],
        }
        return {name: found for name, found in included.items() if found}, problems

    def _referenced(self, posts: list[Post]) -> tuple[list[Post], list[Json]]:
        parameter = self.selection.vocabulary.referenced
        if not any(name.startswith(parameter) for name in self.selection.expansions):
            return [], []
        wanted = {entry["id"]: None for post in posts for entry in references(post)}
        found = {identity: self.world.find("x", identity) for identity in wanted}
        problems = [missing("tweet", parameter, gone) for gone, post in found.items() if not post]
        seen = [post for post in found.values() if post and not self.world.author(post).protected]
        problems += [
            not_visible(parameter, identity, "includes")
            for identity, post in found.items()
            if post and self.world.author(post).protected
        ]
        return seen, problems

    def _expanded_people(self, posts: list[Post], referenced: list[Post]) -> list[Person]:
        wanted = self.selection.expansions
        people: list[Person | None] = []
        for post in posts:
            if "author_id" in wanted:
                people.append(self.world.author(post))
            if "in_reply_to_user_id" in wanted and (parent := self.parent(post)):
                people.append(self.world.author(parent))
            if "entities.mentions.username" in wanted:
                people += [self.world.by_handle("x", handle) for handle in post.mentions]
        if "referenced_tweets.id.author_id" in wanted:
            people += [self.world.author(post) for post in referenced]
        return [person for person in people if person]


PostGetter = Callable[[View, Post, Version], Any]


def _cut(view: View, post: Post, version: Version) -> Wire:
    """``text`` stops at 280 characters; what is longer is whole in the note only."""
    full = view.full_text(post, version)
    wire = view.wire(full if len(full) <= MAX_WEIGHT else f"{full[: MAX_WEIGHT - 1]}…")
    gap = " " if wire.text else ""
    link, entities = attachments.link_in_post(view.world, post, len(wire.text + gap))
    if not link:
        return wire
    links = [*wire.entities.get("urls", ()), *entities]
    return Wire(wire.text + gap + link, wire.entities | {"urls": links})


def _text(view: View, post: Post, version: Version) -> str:
    return _cut(view, post, version).text


def _entities(view: View, post: Post, version: Version) -> Json | None:
    return _cut(view, post, version).entities or None


def _note(view: View, post: Post, version: Version) -> Json | None:
    full = view.full_text(post, version)
    if len(full) <= MAX_WEIGHT:
        return None
    wire = view.wire(full)
    return {"text": wire.text} | ({"entities": wire.entities} if wire.entities else {})


def _display_text_range(view: View, post: Post, version: Version) -> list[int]:
    """From behind the handles X put there, or the writer typed for the same purpose."""
    text = _text(view, post, version)
    start = 0
    if parent := view.parent(post):
        people = {h.casefold() for h in (view.world.author(parent).handle, *parent.mentions)}
        for handle, end in leading_handles(text):
            if handle.casefold() not in people:
                break
            start = end
    link, _ = attachments.link_in_post(view.world, post, 0)
    return [start, max(start, len(text) - len(link) - bool(link))]


def _in_reply_to_user(view: View, post: Post, version: Version) -> str | None:
    parent = view.parent(post)
    return parent.author if parent else None


def _metrics(view: View, post: Post, version: Version) -> Json:
    return {
        view.selection.vocabulary.reposts: 0,
        "reply_count": len(view.world.answers(post)),
        "like_count": len(post.reactions),
        "quote_count": 0,
        "bookmark_count": 0,
        "impression_count": 0,
    }


def _attachments(view: View, post: Post, version: Version) -> Json | None:
    keys = attachments.media_keys(view.world, post.media)
    return {"media_keys": keys} if keys else None


def _edit_controls(view: View, post: Post, version: Version) -> Json:
    left = MOST_EDITS - (len(post.versions) - 1)
    until = x_time(post.at + HOUR)
    return {"edits_remaining": left, "is_edit_eligible": True, "editable_until": until}


def _always(value: Any) -> Callable[..., Any]:
    return lambda *_: value


def _of_post(get: Callable[[Post], Any]) -> PostGetter:
    return lambda _view, post, _version: get(post)


def _of_version(get: Callable[[Version], Any]) -> PostGetter:
    return lambda _view, _post, version: get(version)


def _of_person(get: Callable[[Person], Any]) -> Callable[[View, Person], Any]:
    return lambda _view, person: get(person)


_POST_FIELDS: dict[str, PostGetter] = {
    "id": _of_version(lambda version: version.id),
    "history": _of_post(lambda post: [each.id for each in post.versions]),
    "text": _text,
    "author_id": _of_post(lambda post: post.author),
    "created_at": _of_version(lambda version: x_time(version.at)),
    "conversation_id": _of_post(lambda post: post.root),
    "in_reply_to_user_id": _in_reply_to_user,
    "references": _of_post(lambda post: references(post) or None),
    "note": _note,
    "entities": _entities,
    "attachments": _attachments,
    "display_text_range": _display_text_range,
    "public_metrics": _metrics,
    "edit_controls": _edit_controls,
    "lang": _always("nl"),
    "possibly_sensitive": _always(False),
    "reply_settings": _always("everyone"),
}


def _user_metrics(view: View, person: Person) -> Json:
    written = len(view.world.written_by("x", person.id))
    counts = {"followers_count": 0, "following_count": 0, "listed_count": 0, "like_count": 0}
    return counts | {"tweet_count": written, "media_count": 0}


_USER_FIELDS: dict[str, Callable[[View, Person], Any]] = {
    "id": _of_person(lambda person: person.id),
    "name": _of_person(lambda person: person.name),
    "username": _of_person(lambda person: person.handle),
    "created_at": _of_person(lambda person: x_time(person.joined)),
    "description": _always(""),
    "profile_image_url": lambda view, person: f"{view.base}/avatar/x/{person.handle}.svg",
    "protected": _of_person(lambda person: person.protected),
    "public_metrics": _user_metrics,
    "url": _always(""),
    "verified": _of_person(lambda person: is_municipality("x", person.id)),
    "verified_type": _of_person(
        lambda person: "government" if is_municipality("x", person.id) else "none"
    ),
}
