"""Several people at one conversation: what each of them sees of the others."""

from __future__ import annotations

from dataclasses import dataclass

from django.forms import Form

from inbox.meanwhile import News, since
from inbox.models import Conversation


@dataclass(frozen=True)
class Meanwhile:
    """What happened while this was written; ``messages`` are the primary keys to mark."""

    form: Form
    news: list[News]

    @property
    def messages(self) -> set[int]:
        return {one.message.pk for one in self.news if one.message}


def meanwhile(conversation: Conversation, form: Form) -> Meanwhile:
    """What stopped this form, or would have. The page names the newest version from here on."""
    conversation.refresh_from_db(fields=["version"])
    version = getattr(form, "cleaned_data", {}).get("version")
    return Meanwhile(form, since(conversation, version))
