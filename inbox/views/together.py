"""Several people at one conversation: what happened while one of them wrote."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.forms import Form

from inbox.meanwhile import News, since
from inbox.models import Conversation


@dataclass(frozen=True)
class Meanwhile:
    """What happened since this form's words were begun, over this version of the conversation.

    Looked up where it is shown; ``messages`` are the primary keys to mark.
    """

    form: Form
    conversation: Conversation
    version: int | None

    @cached_property
    def news(self) -> list[News]:
        return since(self.conversation, self.version)

    @property
    def messages(self) -> set[int]:
        return {one.message.pk for one in self.news if one.message}


def meanwhile(conversation: Conversation, form: Form) -> Meanwhile:
    """What stopped this form, or would have. The page names the newest version from here on."""
    conversation.refresh_from_db(fields=["version"])
    version = getattr(form, "cleaned_data", {}).get("version")
    return Meanwhile(form, conversation, version)
