"""Several people at one conversation: who is here, and what happened while one of them wrote."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from inbox import actions
from inbox.colleagues import presence
from inbox.colleagues.meanwhile import News, since
from inbox.models import Conversation
from inbox.views.access import number, person, reads

LONGEST_PAGE = 40  # characters of its number


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
    version = getattr(form, "cleaned_data", form.initial).get("version")
    return Meanwhile(form, conversation, version)


# Who is here -------------------------------------------------------------------------------------


@require_POST
@reads
def here(request: HttpRequest) -> HttpResponse:
    """The pulse of a page in sight: which conversation it shows, and whether somebody writes."""
    user, page = person(request), request.POST.get("page", "")[:LONGEST_PAGE]
    if "gone" in request.POST:
        presence.leave(user, page)
    else:
        shown = number(request.POST.get("conversation", ""))
        visible = Conversation.objects.visible_to(user).filter(pk=shown)
        writing = "writing" in request.POST and user.has_perm("inbox.work_conversation")
        at = shown if shown and visible.exists() else 0
        presence.pulse(user, page, at, writing=writing)
        if at:
            actions.read_mentions(user, at)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
