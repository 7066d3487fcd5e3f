"""The composer over HTTP, without JavaScript: ways, windows, attachments, and by hand."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from inbox import actions, attachments
from inbox.models import Attachment, Conversation, Outbound
from tests.factories import AccountFactory, ConversationFactory
from tests.inbox import files
from tests.inbox.browsing import at, page_of
from webcare.models import User

pytestmark = pytest.mark.django_db

CHOICE = re.compile(r'name="way" id="way-\w+" value="(\w+)"')


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def asked(kind: str, hours: float = 1, *, private: bool = False, **account: Any) -> Conversation:
    """A conversation whose citizen wrote this many hours ago."""
    made: Conversation = ConversationFactory(
        account=AccountFactory(kind=kind, **account),
        private=private,
        message__created_at=timezone.now() - timedelta(hours=hours),
    )
    return made


def reply(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "key": str(uuid.uuid4()), **more}


# Ways and windows --------------------------------------------------------------------------------


def test_one_way_is_not_a_choice(agent: Client) -> None:
    page = page_of(agent, at("conversation", asked("x")))
    assert CHOICE.findall(page) == []
    assert "Iedereen kan dit lezen op X." in page
    assert "Plaats op X" in page


def test_comment_can_be_answered_in_public_and_in_private(agent: Client) -> None:
    page = page_of(agent, at("conversation", asked("facebook")))
    assert CHOICE.findall(page) == ["reply", "private_reply"]
    assert "nog 6 dagen" in page


def test_private_conversation_says_so_everywhere(agent: Client) -> None:
    conversation = asked("facebook", private=True)
    page = page_of(agent, at("conversation", conversation), status="open")
    assert "Privégesprek: alleen de inwoner en wij lezen dit." in page
    assert "chip--private" in page
    assert "Verstuur privé" in page
    assert "Plaats op Facebook" not in page


@pytest.mark.parametrize(
    ("hours", "features", "left", "why"),
    [
        (1, [], "nog 22 uur", "binnen 24 uur"),
        (21, [], "nog 2 uur", "binnen 24 uur"),
        (1, ["human_agent"], "nog 6 dagen", "binnen 7 dagen"),
        (30, ["human_agent"], "nog 5 dagen", "binnen 7 dagen"),
    ],
)
def test_clock_says_what_is_left_and_why(
    agent: Client, hours: float, features: list[str], left: str, why: str
) -> None:
    conversation = asked("facebook", hours + 0.01, private=True, features=features)
    page = page_of(agent, at("conversation", conversation))
    assert left in page
    assert why in page
    assert ("window--soon" in page) == (hours == 21)


@pytest.mark.parametrize(("hours", "features"), [(25, []), (24 * 7 + 1, ["human_agent"])])
def test_closed_way_says_why_and_offers_no_field(
    agent: Client, hours: float, features: list[str]
) -> None:
    conversation = asked("instagram", hours, private=True, features=features)
    page = page_of(agent, at("conversation", conversation))
    assert "Antwoorden kon tot" in page
    assert "kun je weer antwoorden" in page
    assert 'name="text"' not in page


def test_text_survives_when_there_is_nothing_left_to_answer(agent: Client) -> None:
    conversation = asked("x")
    conversation.messages.update(text="", deleted_at=timezone.now())
    response = agent.post(at("reply", conversation), reply("Dinsdag komen we."))
    assert response.status_code == 422
    assert "Dinsdag komen we." in response.content.decode()


def test_long_text_may_be_spread_once_it_was_refused(agent: Client) -> None:
    conversation, text = asked("x"), "Dit is een zin. " * 30
    page = agent.post(at("reply", conversation), reply(text)).content.decode()
    assert "Verdeel over 2 berichten" in page
    assert agent.post(at("reply", conversation), reply(text, split="on")).status_code == 303
    assert Outbound.objects.count() == 2


@pytest.mark.parametrize(("way", "limit"), [("reply", 8000), ("private_reply", 2000)])
def test_length_is_counted_for_the_chosen_way(agent: Client, way: str, limit: int) -> None:
    counted = agent.post(at("count", asked("facebook")), {"text": "Dag", "way": way})
    assert f"3 van {limit}" in counted.content.decode()


# By hand -----------------------------------------------------------------------------------------


def test_what_x_refuses_us_is_placed_by_hand(agent: Client) -> None:
    conversation = asked("x")
    conversation.messages.update(allows=["cold_reply"])
    page = page_of(agent, at("conversation", conversation))
    assert "aan wie ons noemt" in page
    assert 'name="by_hand"' in page

    done = agent.post(at("reply", conversation), reply("In maart.", by_hand="1"), follow=True)
    found = re.search(r'href="([^"]*/intent/tweet[^"]*)"', done.content.decode())
    assert found
    asked_for = parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)
    assert asked_for == {"in_reply_to": [conversation.thread_id], "text": ["In maart."]}


# Attachments -------------------------------------------------------------------------------------


def _file(name: str = "plein.png", data: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or files.picture(), "image/png")


def _laid_ready(conversation: Conversation, by: User, alt: str = "") -> Attachment:
    row = attachments.upload(conversation, ContentFile(files.picture(), "plein.png"), by)
    attachments.describe(row, alt)
    return row


def test_picture_is_laid_ready_and_the_text_stays(agent: Client) -> None:
    conversation = asked("x")
    given = {"text": "Zo ziet het eruit.", "files": [_file(), _file("tweede.png")]}
    page = agent.post(at("attach", conversation), given).content.decode()
    assert "Zo ziet het eruit." in page
    assert page.count('data-testid="attached"') == 2


def test_file_the_channel_does_not_take_is_refused_in_words(agent: Client) -> None:
    given = {"text": "Kijk.", "files": [_file("raar.exe", files.EXE), _file()]}
    response = agent.post(at("attach", asked("x")), given)
    page = response.content.decode()
    assert response.status_code == 422
    assert "openen wij niet" in page
    assert page.count('data-testid="attached"') == 1


def test_picture_without_words_stops_the_answer_at_its_own_field(
    agent: Client, anouk: User
) -> None:
    conversation = asked("x")
    row = _laid_ready(conversation, anouk)
    response = agent.post(at("reply", conversation), reply("Zo ziet het eruit.", media=row.pk))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Schrijf eerst wat hier te zien is." in page
    assert re.search(rf'<textarea[^>]*id="alt-{row.pk}"[^>]*aria-invalid="true"', page)
    assert "Zo ziet het eruit." in page


def test_picture_goes_along_with_the_words_about_it(agent: Client, anouk: User) -> None:
    conversation = asked("x")
    row = _laid_ready(conversation, anouk)
    given = reply("Zo ziet het eruit.", media=row.pk, **{f"alt-{row.pk}": "Het plein."})
    assert agent.post(at("reply", conversation), given).status_code == 303
    sent = Outbound.objects.get().message.attachments.get()
    assert (sent.pk, sent.alt) == (row.pk, "Het plein.")


def test_picture_is_left_out_again(agent: Client, anouk: User) -> None:
    conversation = asked("x")
    first, second = (_laid_ready(conversation, anouk) for _ in range(2))
    given = {"text": "Kijk.", "media": [first.pk, second.pk], f"alt-{first.pk}": "Het plein."}
    page = agent.post(at("detach", conversation, second.pk), given).content.decode()
    assert page.count('data-testid="attached"') == 1
    assert "Het plein." in page
    assert "Kijk." in page


def test_what_a_colleague_laid_ready_is_theirs(agent: Client, bas: User) -> None:
    conversation = asked("x")
    row = _laid_ready(conversation, bas, "Het plein.")
    assert 'data-testid="attached"' not in page_of(agent, at("conversation", conversation))
    assert agent.post(at("detach", conversation, row.pk)).status_code == 404
    agent.post(at("reply", conversation), reply("Zonder plaatje.", media=row.pk))
    assert not Outbound.objects.get().message.attachments.exists()


@pytest.mark.parametrize("media", ["-1", "9" * 40, "x", "²"])
def test_attachment_that_nobody_has_is_not_taken_along(agent: Client, media: str) -> None:
    response = agent.post(at("reply", asked("x")), reply("Dinsdag.", media=media))
    assert response.status_code == 303


def test_description_that_is_too_long_is_refused(agent: Client, anouk: User) -> None:
    conversation = asked("x")
    row = _laid_ready(conversation, anouk)
    given = reply("Kijk.", media=row.pk, **{f"alt-{row.pk}": "a" * 1001})
    assert agent.post(at("reply", conversation), given).status_code == 422
    assert agent.post(at("attach", conversation), given).status_code == 422


def test_observer_lays_nothing_ready(as_user: Any, otto: User) -> None:
    conversation = asked("x")
    assert as_user(otto).post(at("attach", conversation), {"files": _file()}).status_code == 404


# What is done with a message ---------------------------------------------------------------------


def test_comment_is_hidden_with_one_click(agent: Client) -> None:
    conversation = asked("facebook")
    message = conversation.messages.get()
    page = page_of(agent, at("conversation", conversation))
    assert "Verberg voor anderen" in page
    assert agent.post(at("act", conversation, message.pk, "hide")).status_code == 303
    assert message.acts.get().act == "hide"
    assert "Verberg voor anderen…" in page_of(agent, at("conversation", conversation))


def test_message_of_another_conversation_is_left_alone(agent: Client) -> None:
    other = asked("facebook").messages.get()
    assert agent.post(at("act", asked("facebook"), other.pk, "hide")).status_code == 404


def test_answer_that_x_refused_can_be_placed_by_hand(agent: Client, anouk: User) -> None:
    conversation = asked("x")
    actions.reply(conversation, "In maart.", anouk)
    Outbound.objects.update(state="failed", reason="not_called")
    page = page_of(agent, at("conversation", conversation))
    assert "Zelf op X plaatsen" in page
    answer = Outbound.objects.get()
    assert agent.post(at("sending", conversation, answer.pk, "by-hand")).status_code == 303
    assert Outbound.objects.get().state == "by_hand"
