"""Direct messages: what people and the municipality write to each other in private."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from connectors.simulator.world import Platform, Via

AttachmentKind = Literal[
    "image",
    "video",
    "audio",
    "file",
    "sticker",
    "fallback",
    "post",
    "ig_post",
    "ig_reel",
    "reel",
    "share",
    "story_mention",
    "ephemeral",
]


@dataclass
class Attachment:
    """Something that came with a message.

    media      id in ``world.media``, or empty when the platform shows nothing but ``url``
    reference  id of what was shared: a post, a story, a sticker
    """

    kind: AttachmentKind
    media: str = ""
    url: str = ""
    title: str = ""
    reference: str = ""


@dataclass
class DirectMessage:
    """One message between a citizen and the municipality. Moments in milliseconds.

    thread       X: ``<smaller>-<larger>`` of the two ids; Meta: the citizen's scoped id
    reply_to     id of the message it answers, or empty
    story        Instagram: id of the municipality's story it reacts to, or empty
    edited       how often the wording changed
    read         when the other side saw it, 0 is not yet
    metadata     Meta: what the sender's app wrote along, for itself
    app          Meta: id of the app that sent it, empty for a person's own app
    tag          Meta: ``HUMAN_AGENT``, or empty
    answers      Meta: id of the comment or post this is the private reply to, or empty
    reactions    person id to reaction, such as ``love``
    unsupported  Meta: of a kind the platform does not show to apps
    standby      Meta: another app owned the thread when it was sent
    number       order of sending, over all platforms
    """

    platform: Platform
    id: str
    thread: str
    sender: str
    recipient: str
    text: str
    at: int
    attachments: list[Attachment] = field(default_factory=list)
    reply_to: str = ""
    story: str = ""
    edited: int = 0
    deleted: bool = False
    read: int = 0
    via: Via = "app"
    metadata: str = ""
    app: str = ""
    tag: str = ""
    answers: str = ""
    quick_reply: str = ""
    reactions: dict[str, str] = field(default_factory=dict)
    unsupported: bool = False
    standby: bool = False
    number: int = 0

    @property
    def moment(self) -> tuple[int, int]:
        """What to sort by: many are written within one millisecond."""
        return self.at, self.number

    @property
    def is_story_mention(self) -> bool:
        return any(each.kind == "story_mention" for each in self.attachments)


class Mailbox:
    """All direct messages, by platform, by id and by thread; deleted ones stay, marked."""

    def __init__(self) -> None:
        self._all: dict[str, list[DirectMessage]] = {}
        self._index: dict[tuple[str, str], DirectMessage] = {}
        self._threads: dict[tuple[str, str], list[DirectMessage]] = {}
        self._answered: dict[tuple[str, str], DirectMessage] = {}
        self._acted: dict[tuple[str, str], int] = {}

    def add(self, message: DirectMessage) -> None:
        message.number = len(self._index) + 1
        self._all.setdefault(message.platform, []).append(message)
        self._index[message.platform, message.id] = message
        self._threads.setdefault((message.platform, message.thread), []).append(message)
        if message.sender == message.thread:
            self.act(message.platform, message.thread, message.at)
        if message.answers:
            self._answered[message.platform, message.answers] = message

    def of(self, platform: str) -> list[DirectMessage]:
        """Everything on ``platform``, oldest first, deleted messages included."""
        return self._all.get(platform, [])

    def find(self, platform: str, identity: str) -> DirectMessage | None:
        """The message with this id, deleted or not."""
        return self._index.get((platform, identity))

    def thread(self, platform: str, thread: str) -> list[DirectMessage]:
        """One thread, in order of sending, deleted messages included."""
        return self._threads.get((platform, thread), [])

    def threads(self, platform: str) -> list[str]:
        """The threads, the one with the newest message first."""
        newest = {
            thread: messages[-1].number
            for (where, thread), messages in self._threads.items()
            if where == platform
        }
        return sorted(newest, key=lambda thread: newest[thread], reverse=True)

    def act(self, platform: str, thread: str, at: int) -> None:
        """On Meta: the citizen did something in their thread."""
        self._acted[platform, thread] = max(at, self.acted(platform, thread))

    def acted(self, platform: str, thread: str) -> int:
        """On Meta: when the citizen last did something there; 0 is never."""
        return self._acted.get((platform, thread), 0)

    def private_reply(self, platform: str, post: str) -> DirectMessage | None:
        """The private reply to this comment or post, when there was one."""
        return self._answered.get((platform, post))
