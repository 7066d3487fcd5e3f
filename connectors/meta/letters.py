"""What stands in a private message, however Meta tells of it: its words, its form, what came along.

Webhooks have ``attachments`` with a type each; a conversation that is asked for has them under
several names. Keys are the same for both, so that nothing is fetched twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from connectors.base import Attachment, Connection, Form, Incoming, Item, MediaKind, Raw
from connectors.meta.payloads import Authored, LongId, Mid, Profile
from connectors.meta.reading import listed, subject_of
from connectors.payloads import Moment, Payload, Text

MESSAGES = "messages"  # source of the messages of one conversation; the subject is the citizen

PLAIN = "id,created_time,from,to,message,attachments"  # what every message has

MEDIA = {
    "image": MediaKind.IMAGE,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
    "file": MediaKind.FILE,
}
NOT_SENT = {"ephemeral", "unsupported_type", "story_mention", "like_heart"}
LIKE = "\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}"


class Place(Payload):
    lat: str = ""
    long: str = ""


class Load(Payload):
    """Where an attachment is, and what it is called."""

    url: Text = ""
    title: Text = ""
    sticker_id: str = ""
    coordinates: Place | None = None


class Attached(Payload):
    type: str = ""
    title: Text = ""
    url: Text = ""
    payload: Load = Load()


class Story(Payload):
    """A story of ours that is answered, or one of the citizen's that names us."""

    url: Text = ""
    link: Text = ""


class ReplyTo(Payload):
    mid: Mid = ""
    story: Story | None = None


class Written(Payload):
    """A message as a webhook brings it."""

    mid: LongId
    text: Text = ""
    attachments: tuple[Attached, ...] = ()
    reply_to: ReplyTo = ReplyTo()
    metadata: Text = ""
    is_echo: bool = False
    is_self: bool = False
    is_deleted: bool = False
    is_unsupported: bool = False

    @property
    def types(self) -> set[str]:
        return {each.type for each in self.attachments}


def words(message: Written) -> str:
    """A heart sent with one tap is a message without words."""
    return message.text or (LIKE if "like_heart" in message.types else "")


def form_of(message: Written) -> Form:
    if message.is_unsupported or "unsupported_type" in message.types:
        return Form.UNSUPPORTED
    if "ephemeral" in message.types:
        return Form.EPHEMERAL
    if "story_mention" in message.types:
        return Form.STORY_MENTION
    return Form.STORY_REPLY if message.reply_to.story else Form.MESSAGE


def attachments(message: Written) -> tuple[Attachment, ...]:
    """A sticker may come twice, as what it is and as a picture (Messenger changelog, 2026-08)."""
    found = [*_of_the_story(message), *_sent(message)]
    return tuple({each.key: each for each in found}.values())


def _of_the_story(message: Written) -> Iterator[Attachment]:
    mention = [each.payload.url for each in message.attachments if each.type == "story_mention"]
    answered = [message.reply_to.story.url] if message.reply_to.story else []
    for url in (mention + answered)[:1]:
        yield story(url)


def story(url: str) -> Attachment:
    """Meta does not say whether a story is a picture or a film; most are pictures."""
    return Attachment(MediaKind.IMAGE, "story", url, story=True)


def _sent(message: Written) -> Iterator[Attachment]:
    media = shared = 0
    for each in message.attachments:
        if each.type in NOT_SENT:
            continue
        if each.payload.sticker_id or each.type == "sticker":
            yield Attachment(MediaKind.IMAGE, "sticker", each.payload.url)
        elif each.type in MEDIA:
            yield Attachment(MEDIA[each.type], str(media), each.payload.url, each.payload.title)
            media += 1
        else:
            yield _shared(each, shared)
            shared += 1


def _shared(each: Attached, number: int) -> Attachment:
    title = each.payload.title or each.title
    if (place := each.payload.coordinates) and not title:
        title = f"{place.lat}, {place.long}"
    url = each.payload.url or each.url
    return Attachment(MediaKind.LINK, f"link-{number}", url, (title or each.type)[:300])


# Asked for -----------------------------------------------------------------------------------


class Addressed(Payload):
    url: Text = ""


class File(Payload):
    """An attachment in a conversation: its address has a name that depends on what it is."""

    mime_type: str = ""
    name: Text = ""
    image_data: Addressed | None = None
    video_data: Addressed | None = None
    file_url: Text = ""

    def attachment(self, key: str) -> Attachment:
        if self.image_data:
            return Attachment(MediaKind.IMAGE, key, self.image_data.url)
        if self.video_data:
            return Attachment(MediaKind.VIDEO, key, self.video_data.url)
        kind = MEDIA.get(self.mime_type.partition("/")[0], MediaKind.FILE)
        return Attachment(kind, key, self.file_url, self.name[:300])


class Shared(Payload):
    link: Text = ""
    name: Text = ""


class Files(Payload):
    data: tuple[File, ...] = ()


class Shares(Payload):
    data: tuple[Shared, ...] = ()


class Reacting(Payload):
    users: tuple[Profile, ...] = ()


class Reactions(Payload):
    data: tuple[Reacting, ...] = ()


class AboutStory(Payload):
    mention: Story | None = None
    reply_to: Story | None = None


class Letter(Authored):
    """A message of a conversation. Of all but the newest twenty there is nothing but the id."""

    id: LongId
    created_time: Moment
    message: Text = ""
    attachments: Files = Files()
    shares: Shares = Shares()
    story: AboutStory = AboutStory()
    reactions: Reactions = Reactions()
    reply_to: ReplyTo = ReplyTo()
    sticker: Text = ""
    is_unsupported: bool = False

    @property
    def form(self) -> Form:
        if self.is_unsupported:
            return Form.UNSUPPORTED
        if self.story.mention:
            return Form.STORY_MENTION
        return Form.STORY_REPLY if self.story.reply_to else Form.MESSAGE

    def enclosed(self) -> Iterator[Attachment]:
        if about := self.story.mention or self.story.reply_to:
            yield story(about.link or about.url)
        if self.sticker:
            yield Attachment(MediaKind.IMAGE, "sticker", self.sticker)
        for number, file in enumerate(self.attachments.data):
            yield file.attachment(str(number))
        for number, share in enumerate(self.shares.data):
            yield Attachment(MediaKind.LINK, f"link-{number}", share.link, share.name[:300])


def letters(raw: Raw, us: Connection) -> list[Item]:
    """The messages of one conversation, oldest first. Raises Unreadable."""
    citizen = subject_of(raw)
    found, odd = listed(Letter, raw)
    told = [letter for letter in found if letter.author.id]
    return [*(_letter(each, citizen, us) for each in reversed(told)), *odd]


def _letter(letter: Letter, citizen: str, us: Connection) -> Incoming:
    return Incoming(
        external_id=letter.id,
        author=letter.person(us),
        text=letter.message,
        created_at=letter.created_time,
        thread_id=citizen,
        current_id=letter.id,
        parent_id=letter.reply_to.mid,
        private=True,
        form=letter.form,
        attachments=tuple(letter.enclosed()),
        reactions=sum(len(each.users) for each in letter.reactions.data),
    )


def fields(kind: str) -> str:
    """What to ask of a message (Meta docs, "Conversations API"); some is Instagram's alone."""
    common = f"{PLAIN},shares,reactions,reply_to"
    return f"{common},story,is_unsupported" if kind == "instagram" else f"{common},sticker"
