"""The form of the answer when a tool or a file is asked for without JavaScript.

The whole page comes back, and nothing that was written, chosen or seen is lost.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connectors.models import Account
from inbox import attachments
from inbox.models import Attachment, Conversation, Event, Outbound
from inbox.standing import settle, tell
from routing.models import Department
from tests.factories import MessageFactory
from tests.inbox import files
from tests.inbox.browsing import at, page_of
from tests.inbox.pigeon.post import arrives, says
from webcare.models import User

pytestmark = pytest.mark.django_db

ALT = "Het plein met bomen & bankjes"
ROUNDS = ["canned", "earlier", "emoji", "preview", "", "search", "take", "attach", "detach"]


@pytest.fixture
def asked(pigeons: Account, tmp_path: Path, settings: Any) -> Conversation:
    """On a platform with more ways than one."""
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now().isoformat()
    arrives(pigeons, says("m1", "Wanneer worden de eiken gesnoeid?", created_at=now))
    return Conversation.objects.get()


def lay_ready(conversation: Conversation, by: User, name: str = "plein.png") -> Attachment:
    return attachments.upload(conversation, ContentFile(files.picture(), name), by)


def form_of(page: str) -> dict[str, Any]:
    """What a browser would send with the form of the answer, but for its files."""
    form = page.partition('id="reply-form"')[2].partition("</form>")[0]
    given: dict[str, Any] = {"media": []}
    for tag in re.findall(r"<input\b[^>]*>", form):
        kind, name = _attribute(tag, "type"), _attribute(tag, "name")
        if name == "media":
            given[name].append(_attribute(tag, "value"))
        elif name and (kind == "hidden" or (kind in ("radio", "checkbox") and " checked" in tag)):
            given[name] = _attribute(tag, "value")
    for tag, words in re.findall(r"(<textarea\b[^>]*>)(.*?)</textarea>", form, re.DOTALL):
        given[_attribute(tag, "name")] = html.unescape(words).lstrip("\n")
    return given


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found.group(1)) if found else ""


def ask(client: Client, asked: Conversation, what: str, given: dict[str, Any], spare: int) -> Any:
    if what == "attach":
        new = SimpleUploadedFile("nog.png", files.picture(), "image/png")
        return client.post(at("attach", asked), {**given, "files": new})
    if what == "detach":
        return client.post(reverse("detach", args=[asked.pk, spare]), given)
    extra = {"search": {"tool": "emoji", "q": "boom"}, "take": {"take-emoji": "🙂"}}
    return client.post(at("tool", asked), given | extra.get(what, {"tool": what}))


@pytest.mark.parametrize("what", ROUNDS)
def test_all_that_was_written_and_chosen_comes_back(
    agent: Client, asked: Conversation, anouk: User, what: str
) -> None:
    kept, spare = lay_ready(asked, anouk), lay_ready(asked, anouk, "weg.png")
    given = form_of(page_of(agent, at("conversation", asked)))
    written = {"text": "Dinsdag.", "way": "private_reply", f"alt-{kept.pk}": ALT}
    page = ask(agent, asked, what, given | written, spare.pk).content.decode()
    back = form_of(page)
    assert back["text"].startswith("Dinsdag.")
    assert (back["way"], back[f"alt-{kept.pk}"]) == ("private_reply", ALT)
    assert (back["version"], back["key"]) == (given["version"], given["key"])
    assert str(kept.pk) in back["media"]


@pytest.mark.parametrize("what", ROUNDS)
def test_what_came_meanwhile_is_shown_before_the_page_counts_as_read(
    agent: Client, asked: Conversation, anouk: User, what: str
) -> None:
    spare = lay_ready(asked, anouk)
    given = form_of(page_of(agent, at("conversation", asked))) | {"text": "Dinsdag."}
    came = MessageFactory(conversation=asked, text="Laat maar, het is al gebeurd.")
    tell(asked, Event.Verb.RECEIVED, message=came.pk)
    settle(asked, heard=True)
    page = ask(agent, asked, what, given, spare.pk).content.decode()
    told = page.partition('data-testid="meanwhile"')[2].partition("</section>")[0]
    assert "Laat maar, het is al gebeurd." in told
    assert form_of(page)["text"].startswith("Dinsdag.")


def test_looking_at_what_a_department_sees_shows_it_too(
    agent: Client, asked: Conversation, openbare_ruimte: Department
) -> None:
    version = form_of(page_of(agent, at("conversation", asked)))["version"]
    came = MessageFactory(conversation=asked, text="Laat maar, het is al gebeurd.")
    tell(asked, Event.Verb.RECEIVED, message=came.pk)
    settle(asked, heard=True)
    given = {"refer-department": openbare_ruimte.pk, "refer-question": "Wanneer?", "preview": "1"}
    page = agent.post(at("refer_preview", asked), {**given, "refer-version": version})
    told = page.content.decode().partition('data-testid="meanwhile"')[2]
    assert "Laat maar" in told.partition("</section>")[0]


def test_file_that_was_chosen_goes_along_though_nobody_pressed_add(
    agent: Client, asked: Conversation
) -> None:
    given = form_of(page_of(agent, at("conversation", asked))) | {"text": "Kijk."}
    new = SimpleUploadedFile("plein.png", files.picture(), "image/png")
    refused = agent.post(at("reply", asked), {**given, "files": new})
    assert refused.status_code == 422  # a picture needs its words first
    row = Attachment.objects.get(message=None)
    back = form_of(refused.content.decode()) | {f"alt-{row.pk}": ALT}
    assert agent.post(at("reply", asked), back).status_code == 303
    sent = Outbound.objects.get()
    assert [one.alt for one in sent.message.attachments.all()] == [ALT]
