"""What is being written in a conversation, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from inbox import actions
from inbox.forms import NoteForm, ReplyForm
from inbox.models import Conversation, Draft
from inbox.views.access import number, person
from inbox.views.together import Meanwhile, meanwhile

FIELDS = ("text", "way", "key", "canned")


def written(
    request: HttpRequest, conversation: Conversation, drafts: list[Draft], starts: dict[str, Any]
) -> dict[str, Any]:
    """The forms with the words they start with, and what colleagues began. Two queries when
    something happened since these words were written, where that is shown, and one when colleagues
    are named in the note; else none.

    drafts  all that is being written in it, as it was begun
    starts  what the answer starts with where this person wrote nothing; ``asked`` when it does so
             in any case
    """
    reply, note = (own(drafts, request, mode) for mode in (Draft.Mode.REPLY, Draft.Mode.NOTE))
    theirs = of_others(drafts, request)
    taken = [one.text for one in theirs if str(one.pk) == request.GET.get("words")]
    asked = starts if starts.pop("asked", False) else {"text": taken[0]} if taken else {}
    shown = reply if reply and reply.text.strip() and not asked else None
    form = ReplyForm(initial=asked or (_words(shown) if shown else starts))
    given: dict[str, Any] = {
        "reply_form": form,
        "reply_over": shown.revision if shown else 0,
        "reply_aside": _aside(reply, shown),
        "note_form": NoteForm(prefix="note", initial=_words(note) if note else {}),
        "note_over": note.revision if note else 0,
        "note_aside": note.aside if note else "",
        "begun": theirs,
    }
    if note and note.named:
        given |= {"colleagues": actions.mentionable(person(request)), "named": set(note.named)}
    if shown:
        given["meanwhile"] = Meanwhile(form, conversation, shown.version)
    return given


def as_sent(request: HttpRequest, conversation: Conversation, **instead: Any) -> dict[str, Any]:
    """The form of the answer as it came, for who has no JavaScript to keep it on the page.

    ``instead`` takes the place of what it said. What happened since its words were begun is shown,
    as the page names the newest version from here on.
    """
    given: dict[str, Any] = {name: request.POST[name] for name in FIELDS if name in request.POST}
    version = number(request.POST.get("version", "")) or None
    form = ReplyForm(initial={**given, "version": version, **instead})
    return {"reply_form": form, "meanwhile": meanwhile(conversation, form)}


def own(drafts: Iterable[Draft], request: HttpRequest, mode: str) -> Draft | None:
    """What this person is writing in this way."""
    mine = [one for one in drafts if one.user_id == request.user.pk and one.mode == mode]
    return next((one for one in mine if one.has_words), None)


def of_others(drafts: list[Draft], request: HttpRequest) -> list[Draft]:
    """The answers that colleagues began."""
    theirs = [one for one in drafts if one.user_id != request.user.pk and one.text.strip()]
    return [one for one in theirs if one.mode == Draft.Mode.REPLY]


def _words(draft: Draft) -> dict[str, Any]:
    return {"text": draft.text, "way": draft.way}


def _aside(draft: Draft | None, shown: Draft | None) -> str:
    """What can be put back: all of it where other words are shown."""
    if draft is None or shown:
        return draft.aside if draft else ""
    return "\n\n".join(words for words in (draft.text, draft.aside) if words.strip())
