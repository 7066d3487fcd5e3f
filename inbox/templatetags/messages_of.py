"""A message beyond its words: what it is, what came with it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from connectors.base import ACTS, Capability, Form, MediaKind
from inbox import names
from inbox.actions import can
from inbox.models import Act, Attachment, Conversation, Message

register = template.Library()

FORMS: dict[str, Promise] = {
    Form.MENTION.value: _("Mentions us elsewhere"),
    Form.QUOTE.value: _("Quotes our post"),
    Form.FOUND.value: _("Found by a saved search"),
    Form.RECOMMENDS.value: _("Recommends us"),
    Form.ADVISES_AGAINST.value: _("Advises against us"),
    Form.STORY_REPLY.value: _("Answers our story"),
    Form.STORY_MENTION.value: _("Mentions us in a story"),
    Form.BUTTON.value: _("Pressed a button"),
}
ICONS: dict[str, str] = {
    Form.MENTION.value: "mention",
    Form.QUOTE.value: "quote",
    Form.FOUND.value: "search",
    Form.RECOMMENDS.value: "like",
    Form.ADVISES_AGAINST.value: "dislike",
    Form.STORY_REPLY.value: "story",
    Form.STORY_MENTION.value: "story",
    Form.BUTTON.value: "button",
}
# Instead of words, where there are none that we may read.
WITHOUT_WORDS: dict[str, Promise] = {
    Form.ENCRYPTED.value: _("An encrypted message. It can only be read on the platform itself."),
    Form.EPHEMERAL.value: _("A message that disappeared when it was seen."),
    Form.UNSUPPORTED.value: _("The platform does not pass this message on. Look at it there."),
}


@register.filter
def form_words(message: Message) -> Promise | str:
    """What the message is, in a few words; "" for an ordinary one."""
    return FORMS.get(message.form, "")


@register.filter
def form_icon(message: Message) -> str:
    return ICONS.get(message.form, "about")


@register.filter
def instead_of_words(message: Message) -> Promise | str:
    """What to say of a message without text; "" when its attachments speak for it."""
    if message.form in WITHOUT_WORDS:
        return WITHOUT_WORDS[message.form]
    return "" if message.attachments.all() else _("A message without text.")


# In a row of the queue, for a message without text.
IN_SHORT: dict[str, Promise] = {
    Form.ENCRYPTED.value: _("Encrypted message"),
    Form.EPHEMERAL.value: _("Message that disappeared"),
    Form.UNSUPPORTED.value: _("Message that the platform does not pass on"),
}
KINDS: dict[str, Promise] = {
    MediaKind.IMAGE.value: _("Picture"),
    MediaKind.VIDEO.value: _("Video"),
    MediaKind.AUDIO.value: _("Recording"),
    MediaKind.FILE.value: _("File"),
    MediaKind.LINK.value: _("Link"),
}


@register.filter
def stands_for(row: Conversation) -> Promise | str:
    """What a row of ``with_row`` says where the citizen's newest message has no words."""
    form, kind = getattr(row, "preview_form", None), getattr(row, "preview_kind", None)
    if form is None:
        return _("The citizen deleted this message.")
    return IN_SHORT.get(form) or KINDS.get(kind or "") or _("A message without text.")


@register.filter
def row_form(row: Conversation) -> Promise | str:
    """What a row's newest message is, in a few words; "" for an ordinary one."""
    return FORMS.get(getattr(row, "preview_form", None) or "", "")


@register.filter
def cut(text: str, length: int) -> str:
    """The text in at most so many characters; without names for who reads none."""
    return Truncator(names.bare(text)).chars(length)


@register.filter
def for_colleagues(attachments: Iterable[Attachment]) -> list[Attachment]:
    """Those of a note. None for who reads no names: they show files of ours as they are."""
    return [] if names.are_concealed() else list(attachments)


@register.filter
def of_stories(attachments: Iterable[Attachment]) -> list[Attachment]:
    """Those of the story that a message is about."""
    return [one for one in attachments if one.story]


@register.filter
def sent_along(attachments: Iterable[Attachment]) -> list[Attachment]:
    """Those that came with the message itself."""
    return [one for one in attachments if not one.story]


@register.filter
def is_picture(attachment: Attachment) -> bool:
    return attachment.kind == "image" and attachment.state == Attachment.State.KEPT


@register.filter
def kind_words(attachment: Attachment) -> Promise:
    """What sort of thing it is, such as "Picture"."""
    return KINDS[attachment.kind]


@register.filter
def plays(attachment: Attachment) -> str:
    """ "video" or "audio" for what a browser plays, else ""."""
    kept = attachment.state == Attachment.State.KEPT
    return attachment.kind if kept and attachment.kind in {"video", "audio"} else ""


# What can be done with it ------------------------------------------------------------------------

LABELS: dict[tuple[Capability, bool], Promise] = {
    (Capability.HIDE, False): _("Hide for others"),
    (Capability.HIDE, True): _("Show again"),
    (Capability.LIKE, False): _("Like"),
    (Capability.LIKE, True): _("Take the like back"),
    (Capability.DELETE, False): _("Delete on the platform"),
}
ACT_ICONS: dict[tuple[Capability, bool], str] = {
    (Capability.HIDE, False): "hidden",
    (Capability.HIDE, True): "shown",
    (Capability.LIKE, False): "like",
    (Capability.LIKE, True): "like",
    (Capability.DELETE, False): "bin",
}


@dataclass(frozen=True)
class Offered:
    """One button. ``waiting``: it was pressed, and the platform has not said yes yet."""

    act: Capability
    undo: bool
    waiting: bool
    failed: Act | None

    @property
    def label(self) -> Promise:
        return LABELS[self.act, self.undo]

    @property
    def icon(self) -> str:
        return ACT_ICONS[self.act, self.undo]


@register.filter
def offered_acts(message: Message, conversation: Conversation) -> list[Offered]:
    """What the platform lets us do with this message, in the order of ``ACTS``."""
    message.conversation, message.account = conversation, conversation.account  # known, not asked
    return [offer for act in ACTS if can(message, act, undo=(offer := _offered(message, act)).undo)]


def _offered(message: Message, capability: Capability) -> Offered:
    done = [act for act in message.acts.all() if act.act == capability.value]
    last = done[-1] if done else None
    undo = message.hidden if capability is Capability.HIDE else _liked(capability, done)
    return Offered(
        capability,
        undo,
        waiting=last is not None and last.state == Act.State.WAITING,
        failed=last if last and last.state == Act.State.FAILED else None,
    )


def _liked(capability: Capability, acts: list[Act]) -> bool:
    done = [act for act in acts if act.state == Act.State.DONE]
    return capability is Capability.LIKE and bool(done) and not done[-1].undo
