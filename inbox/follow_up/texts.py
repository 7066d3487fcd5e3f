"""What we ask, in the words of the municipality or else in ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone, translation
from django.utils.translation import gettext

from inbox.canned.variables import fill, values_of
from inbox.models import Conversation, FollowUpText
from inbox.signing import signed

if TYPE_CHECKING:
    from webcare.models import User

Language = FollowUpText.Language


def language_of(conversation: Conversation) -> str:
    """Dutch for who writes Dutch or nobody knows what; English for everybody else."""
    return Language.DUTCH if conversation.language in {"", "nl"} else Language.ENGLISH


def default(language: str) -> str:
    with translation.override(language):
        return gettext(
            "Hello {{naam}}, recently we answered your question. Is it solved? If it is not, "
            "reply to this message."
        )


def texts() -> dict[str, str]:
    """By language. One query."""
    stored = dict(FollowUpText.objects.values_list("language", "text"))
    return {one.value: stored.get(one.value) or default(one.value) for one in Language}


def question(conversation: Conversation, by: User) -> str:
    """As it would be sent, signed; with what has no value still between its braces."""
    language = language_of(conversation)
    text = fill(texts()[language], values_of(conversation, by, language))
    return signed(text, by, conversation.account)


def keep(language: str, text: str, by: User) -> None:
    """From now on this is asked; without words what we propose."""
    if not text.strip():
        FollowUpText.objects.filter(language=language).delete()
        return
    said = {"text": text.strip(), "by": by, "at": timezone.now()}
    FollowUpText.objects.update_or_create(language=language, defaults=said)
