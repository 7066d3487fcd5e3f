"""Writing, changing and deleting, with the rules each platform applies whoever does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from connectors.simulator.clock import HOUR, now_ms
from connectors.simulator.happenings import Happening
from connectors.simulator.metastate import Rating
from connectors.simulator.municipality import HANDLES, IDS, PAGE_ID
from connectors.simulator.world import Person, Place, Platform, Post, Version, Via, World
from connectors.simulator.x.text import leading_handles, mentioned, prefix_of

MOST_EDITS = 5


@dataclass(frozen=True)
class Draft:
    """What somebody is about to place. ``without`` are handles a reply on X leaves out.

    ``media`` are ids in ``world.media``; ``place`` counts where there is no parent.
    """

    author: Person
    text: str
    parent: Post | None = None
    answers_id: str = ""
    via: Via = "app"
    quotes: Post | None = None
    without: frozenset[str] = field(default_factory=frozenset)
    at: int = 0
    media: tuple[str, ...] = ()
    place: Place = "page"


def publish(world: World, draft: Draft, before: Callable[[Post], object] | None = None) -> Post:
    """Place ``draft`` and return it as it stands; ``before`` comes before anyone hears of it."""
    place = {"x": _tweet, "facebook": _facebook, "instagram": _instagram}
    at = draft.at or now_ms()
    draft = replace(draft, text=_whole(draft.text))
    post = world.add(place[draft.author.platform](world, draft, at))
    if before:
        before(post)
    world.tell(Happening("written", post.platform, post, post.author))
    return post


def can_be_edited(post: Post, now: int) -> bool:
    """X allows five edits within the hour (X API docs, XAA examples, ``editable_until``)."""
    return len(post.versions) <= MOST_EDITS and now <= post.at + HOUR


def review(world: World, draft: Draft, positive: bool) -> Post:
    """Place a recommendation; whether it is one has to be known before anyone hears of it."""
    return publish(world, draft, lambda post: _note(world, post, positive))


def _note(world: World, post: Post, positive: bool) -> None:
    world.meta.ratings[post.key] = Rating(positive)


def edit(world: World, post: Post, text: str) -> Post:
    """Change the wording. On X this makes a new id, last in the edit history."""
    at, text = now_ms(), _whole(text)
    if post.platform == "x":
        world.revise(post, Version(world.numbers.snowflake(at), text, at))
        post.mentions = _known_mentions(world, prefix_of(post.audience) + text)
    else:
        world.revise(post, Version(post.id, text, post.at))
    world.tell(Happening("edited", post.platform, post, post.author))
    return post


def _whole(text: str) -> str:
    """``text`` with half characters replaced, which JSON can carry and no encoding can."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _tweet(world: World, draft: Draft, at: int) -> Post:
    identity = world.numbers.snowflake(at)
    audience = _audience(world, draft)
    late = 0 if draft.via == "seed" else int(world.settings.late_index_seconds * 1000)
    return Post(
        platform="x",
        author=draft.author.id,
        versions=[Version(identity, draft.text, at)],
        root=draft.parent.root if draft.parent else identity,
        parent=_parent_id(draft),
        via=draft.via,
        audience=audience,
        mentions=_known_mentions(world, prefix_of(audience) + draft.text),
        quotes=draft.quotes.id if draft.quotes else None,
        visible_at=at + late,
        media=list(draft.media),
    )


def _audience(world: World, draft: Draft) -> list[str]:
    """The people of the conversation, save the writer and those the writer typed already."""
    if not draft.parent:
        return []
    typed = {handle.casefold() for handle, _ in leading_handles(draft.text)}
    left_out = typed | {draft.author.handle.casefold()} | {h.casefold() for h in draft.without}
    people = [world.author(draft.parent).handle, *draft.parent.mentions]
    unique = {handle.casefold(): handle for handle in people}
    return [handle for folded, handle in unique.items() if folded not in left_out]


def _known_mentions(world: World, text: str) -> list[str]:
    people = (world.by_handle("x", handle) for handle in mentioned(text))
    return [person.handle for person in people if person]


def _facebook(world: World, draft: Draft, at: int) -> Post:
    number = world.numbers.facebook()
    if draft.parent is None:
        wall = draft.author.id if draft.place == "elsewhere" else PAGE_ID
        return _meta_post("facebook", f"{wall}_{number}", draft, at)
    identity = f"{draft.parent.root.rpartition('_')[2]}_{number}"
    return _meta_post("facebook", identity, draft, at, _top_level(world, draft.parent))


def _instagram(world: World, draft: Draft, at: int) -> Post:
    if draft.parent is None:
        return _meta_post("instagram", world.numbers.instagram("media"), draft, at)
    identity = world.numbers.instagram("comment")
    return _meta_post("instagram", identity, draft, at, _top_level(world, draft.parent))


def _meta_post(
    platform: Platform, identity: str, draft: Draft, at: int, parent: Post | None = None
) -> Post:
    return Post(
        platform=platform,
        author=draft.author.id,
        versions=[Version(identity, draft.text, at)],
        root=parent.root if parent else identity,
        parent=parent.id if parent else None,
        via=draft.via,
        visible_at=at,
        mentions=[IDS[platform]] if f"@{HANDLES[platform]}" in draft.text.casefold() else [],
        media=list(draft.media),
        place=parent.place if parent else draft.place,
    )


def _top_level(world: World, target: Post) -> Post:
    """Meta keeps two levels: an answer to an answer stands under the first comment."""
    above = world.find(target.platform, target.parent) if target.parent else None
    return above if above and above.parent else target


def _parent_id(draft: Draft) -> str | None:
    return draft.answers_id or (draft.parent.id if draft.parent else None)
