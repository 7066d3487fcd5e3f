"""Private messages, ready for a template."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from connectors.simulator.clock import from_ms
from connectors.simulator.direct import DirectMessage
from connectors.simulator.graph.conversations import story_url
from connectors.simulator.municipality import IDS
from connectors.simulator.window.sites import Site
from connectors.simulator.window.views import Carried, carried, marked, moment_label
from connectors.simulator.world import World


@dataclass(frozen=True)
class Note:
    """One private message on a page.

    about    what it reacts to, in words: a story, or a comment elsewhere
    story    address of that story's picture, or ""
    feeling  the reaction of the other side, or ""
    """

    id: str
    ours: bool
    text: Markup
    when: str
    moment: str
    deleted: bool
    edited: bool
    edits: bool
    read: bool
    media: list[Carried]
    about: str
    story: str
    feeling: str


def notes_of(world: World, site: Site, thread: str, now: int) -> list[Note]:
    """The messages of one thread, oldest first."""
    sent = world.mail.thread(site.platform, thread)
    return [_note(world, site, message, now) for message in sent]


def _note(world: World, site: Site, message: DirectMessage, now: int) -> Note:
    ours = message.sender == IDS[site.platform]
    feelings = [given for person, given in message.reactions.items() if person != message.sender]
    kept = [each.media for each in message.attachments]
    return Note(
        id=message.id,
        ours=ours,
        text=marked(message.text),
        when=moment_label(message.at, now),
        moment=from_ms(message.at).isoformat(timespec="seconds"),
        deleted=message.deleted,
        edited=bool(message.edited),
        edits=not ours and bool(message.text) and site.edits("direct"),
        read=bool(message.read),
        media=carried(world, kept),
        about=_about(message),
        story=story_url("", world, message.story) if message.story else "",
        feeling=feelings[0] if feelings else "",
    )


def _about(message: DirectMessage) -> str:
    if message.story:
        return "Reactie op een verhaal van de gemeente"
    if message.is_story_mention:
        return "U noemde de gemeente in uw verhaal"
    return "Privéantwoord op uw openbare bericht" if message.answers else ""
