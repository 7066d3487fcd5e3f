"""Stories that citizens tell in private: their messages, and what they send after an answer."""

from __future__ import annotations

from typing import cast

from connectors.simulator import letters
from connectors.simulator.citizens import Story, Turn
from connectors.simulator.clock import DAY, now_ms
from connectors.simulator.direct import Attachment, AttachmentKind, DirectMessage
from connectors.simulator.media import Media, sample
from connectors.simulator.municipality import municipality
from connectors.simulator.publishing import Draft, publish
from connectors.simulator.world import Person, World


def begin(world: World, story: Story) -> str:
    """Send the first message of ``story``; its id."""
    attachments: tuple[Attachment, ...] = ()
    if story.picture or story.way == "story_mention":
        media = pictured(world, story)
        mention = story.way == "story_mention"
        kind = "story_mention" if mention else media.kind
        reference = media.id if mention else ""
        attachments = (Attachment(cast("AttachmentKind", kind), media.id, reference=reference),)
    about = _newest_story(world) if story.way == "story_reply" else ""
    return _send(world, story, story.text, attachments, about).id


def pictured(world: World, story: Story) -> Media:
    """What comes with a story, drawn for it."""
    return sample(world, story.platform, story.picture or "image", story.alt)


def _send(
    world: World,
    story: Story,
    text: str,
    attachments: tuple[Attachment, ...] = (),
    about: str = "",
) -> DirectMessage:
    us, citizen = municipality(world, story.platform), _citizen(world, story)
    return letters.send(world, letters.Letter(citizen, us, text, attachments, story=about))


def _citizen(world: World, story: Story) -> Person:
    return world.citizen(story.platform, story.handle, story.name, now_ms())


def _newest_story(world: World) -> str:
    """What the municipality shows today; it places something when that was long ago."""
    recent = [
        post
        for post in world.living("instagram")
        if post.place == "story" and post.at >= now_ms() - DAY
    ]
    if recent:
        return recent[-1].id
    us = municipality(world, "instagram")
    draft = Draft(us, "Goedemorgen, Voorbeeld!", via="seed", place="story")
    return publish(world, draft).id


def is_answered(world: World, story: Story) -> bool:
    """Whether the municipality wrote back after the first message."""
    first = world.mail.find(story.platform, world.played[story.id][0])
    if first is None:
        return False
    sent = world.mail.thread(story.platform, first.thread)
    return any(each.sender != first.sender and each.number > first.number for each in sent)


def take(world: World, story: Story, turn: Turn) -> None:
    """Carry out ``turn``. What somebody deleted in the meantime is left alone."""
    played = world.played[story.id]
    first = world.mail.find(story.platform, played[0])
    played.append(played[-1])
    world.changed()
    if first is None or first.deleted:
        return
    if turn.action == "write":
        played[-1] = _send(world, story, turn.text).id
    elif turn.action == "edit":
        letters.reword(world, first, turn.text)
    else:
        letters.take_back(world, first)
