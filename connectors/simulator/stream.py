"""Plays the stories: a fictional citizen every so often, who reacts when answered."""

from __future__ import annotations

import asyncio
from random import Random

from connectors.simulator import confiding
from connectors.simulator.citizens import Story, Turn, stories
from connectors.simulator.clock import SECOND, now_ms
from connectors.simulator.confiding import pictured
from connectors.simulator.hub import Hub
from connectors.simulator.municipality import is_municipality
from connectors.simulator.publishing import Draft, edit, publish, review
from connectors.simulator.world import Person, Place, Post, World

OPENING = 8
_TICK = 0.5  # seconds
_PAUSE = (4, 12)  # seconds before a citizen says the next thing


def programme(seed: int) -> tuple[Story, ...]:
    """The stories in the order they are played: a fixed opening, the rest as ``seed`` decides."""
    opening, rest = stories()[:OPENING], list(stories()[OPENING:])
    Random(seed).shuffle(rest)  # noqa: S311 - a rhythm, not a secret
    return (*opening, *rest)


async def keep_playing(hub: Hub) -> None:
    """Play until cancelled."""
    player = Player(hub)
    while True:
        if hub.streaming.running:
            player.play(now_ms())
        await asyncio.sleep(_TICK)


class Player:
    """Where the stream is. What was played is in the world, and survives a restart."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.random = Random(hub.streaming.seed)  # noqa: S311
        self.programme = programme(hub.streaming.seed)
        self.next_at = 0
        self.turn_at: dict[str, int] = {}

    def play(self, now: int) -> None:
        """Do what is due at ``now`` (ms)."""
        world = self.hub.world
        for story in self._waiting(world, now):
            begin(world, story)
        for story in self.programme:
            if turn := due_turn(world, story):
                self._take_turn(world, story, turn, now)

    def _waiting(self, world: World, now: int) -> list[Story]:
        """The opening at once, and after that one story at a time."""
        fresh = [story for story in self.programme if story.id not in world.played]
        opening = fresh[: max(0, OPENING - len(world.played))]
        if opening or not self.next_at:
            self.next_at = self._next(now)
            return opening
        if now < self.next_at:
            return []
        self.next_at = self._next(now)
        return fresh[:1]

    def _next(self, now: int) -> int:
        return now + int(self.hub.streaming.every * SECOND * self.random.uniform(0.6, 1.4))

    def _take_turn(self, world: World, story: Story, turn: Turn, now: int) -> None:
        due = self.turn_at.setdefault(story.id, now + self.random.randint(*_PAUSE) * SECOND)
        if now >= due:
            del self.turn_at[story.id]
            take(world, story, turn)


def begin(world: World, story: Story) -> None:
    """Place the first message of ``story``."""
    first = confiding.begin(world, story) if story.is_private else _publish(world, story).key
    world.played[story.id] = [first]
    world.changed()


def _publish(world: World, story: Story) -> Post:
    author = world.citizen(story.platform, story.handle, story.name, now_ms())
    media = (pictured(world, story).id,) if story.picture else ()
    if story.way == "review":
        draft = Draft(author, story.text, place="review", media=media)
        return review(world, draft, story.positive)
    place: Place = "elsewhere" if story.way == "mention" else "page"
    parent = _under(world, story)
    return publish(world, Draft(author, story.text, parent=parent, media=media, place=place))


def due_turn(world: World, story: Story) -> Turn | None:
    """The next thing this citizen does, when its moment has come."""
    played = world.played.get(story.id, [])
    if not played or len(played) > len(story.turns):
        return None
    turn = story.turns[len(played) - 1]
    answered = confiding.is_answered if story.is_private else _answers
    return turn if turn.when == "soon" or answered(world, story) else None


def take(world: World, story: Story, turn: Turn) -> None:
    """Carry out ``turn``. What somebody deleted in the meantime is left alone."""
    if story.is_private:
        confiding.take(world, story, turn)
        return
    played = world.played[story.id]
    first = world.find(story.platform, played[0])
    played.append(played[-1])
    world.changed()
    if first is None:
        return
    if turn.action == "write":
        played[-1] = _write(world, story, turn, first).key
    elif turn.action == "edit":
        edit(world, first, turn.text)
    else:
        world.remove(first)


def _write(world: World, story: Story, turn: Turn, first: Post) -> Post:
    """An afterthought goes where the first message stands, thanks go to the answer."""
    answers = _answers(world, story)
    author = _writer(world, story)
    if turn.when == "answered" and answers:
        return publish(world, Draft(author, turn.text, parent=answers[-1]))
    if story.platform == "x" or first.parent is None:
        return publish(world, Draft(author, turn.text, parent=first))
    return publish(world, Draft(author, turn.text, parent=world.find(story.platform, first.parent)))


def _writer(world: World, story: Story) -> Person:
    return world.citizen(story.platform, story.handle, story.name)


def _answers(world: World, story: Story) -> list[Post]:
    """The municipality's answers to anything this citizen wrote in this story."""
    written = (world.find(story.platform, key) for key in world.played.get(story.id, []))
    return [
        answer
        for post in written
        if post
        for answer in world.below(post)
        if is_municipality(story.platform, answer.author)
    ]


def _under(world: World, story: Story) -> Post | None:
    """The municipality's own post a story reacts to; the newest when none has that word."""
    if not story.under:
        return None
    posts = [
        post
        for post in world.living(story.platform)
        if post.parent is None
        and post.place == "page"
        and is_municipality(story.platform, post.author)
    ]
    named = [post for post in posts if story.under.casefold() in post.text.casefold()]
    return (named or posts)[-1]
