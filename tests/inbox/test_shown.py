"""What a message shows beyond its words, in the conversation and in its row of the queue."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from inbox.models import Attachment, Conversation, Message, Post
from tests.factories import NOON, AccountFactory, ConversationFactory
from tests.inbox.browsing import at, page_of
from webcare.models import User

pytestmark = pytest.mark.django_db


def said(text: str = "", **more: Any) -> Message:
    """The one message of a conversation on Instagram."""
    account = AccountFactory(kind="instagram")
    conversation: Conversation = ConversationFactory(account=account)
    conversation.messages.update(text=text, **more)
    return conversation.messages.get()


def attached(message: Message, **more: Any) -> Attachment:
    given = {"key": "1", "kind": "image", "state": "kept", **more}
    return Attachment.objects.create(message=message, **given)


def shown(client: Client, message: Message) -> str:
    assert message.conversation
    return page_of(client, at("conversation", message.conversation), "conversation")


def row(client: Client) -> str:
    return page_of(client, "/inbox/", status="all")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("mention", "Noemt ons op een andere plek"),
        ("quote", "Citeert ons bericht"),
        ("recommends", "Raadt ons aan"),
        ("advises_against", "Raadt ons af"),
        ("story_reply", "Reageert op ons verhaal"),
        ("story_mention", "Noemt ons in een verhaal"),
        ("button", "Drukte op een knop"),
    ],
)
def test_form_is_said_in_the_conversation_and_in_the_queue(
    agent: Client, form: str, words: str
) -> None:
    message = said("Mooi!", form=form)
    assert words in shown(agent, message)
    assert words in row(agent)


@pytest.mark.parametrize(
    ("form", "in_full", "in_short"),
    [
        ("encrypted", "alleen op het platform zelf te lezen", "Versleuteld bericht"),
        ("ephemeral", "verdween toen het bekeken was", "Verdwenen bericht"),
        ("unsupported", "Bekijk het daar", "Bericht dat het platform niet doorgeeft"),
        ("message", "Een bericht zonder tekst", "Een bericht zonder tekst"),
    ],
)
def test_message_without_words_says_why(
    agent: Client, form: str, in_full: str, in_short: str
) -> None:
    assert in_full in shown(agent, said(form=form))
    assert in_short in row(agent)
    assert "verwijderde" not in row(agent)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("image", "Afbeelding"),
        ("video", "Video"),
        ("audio", "Geluidsopname"),
        ("file", "Bestand"),
        ("link", "Link"),
    ],
)
def test_row_says_what_came_instead_of_words(agent: Client, kind: str, words: str) -> None:
    attached(said(), kind=kind)
    assert f'<span class="row__wordless">{words}</span>' in row(agent)


def test_row_of_what_was_deleted_says_so(agent: Client) -> None:
    said(deleted_at=NOON)
    assert "De inwoner verwijderde dit bericht." in row(agent)


@pytest.mark.parametrize(
    ("state", "detail", "words"),
    [
        ("waiting", "", "Afbeelding: wordt opgehaald…"),
        ("waiting", "storage", "geen ruimte om dit bestand te bewaren"),
        ("refused", "too_large", "Afbeelding: Dit bestand is groter dan wij bewaren."),
        ("gone", "gone", "Afbeelding: Het platform heeft dit bestand niet meer."),
        ("failed", "", "Afbeelding: kon niet worden opgehaald."),
    ],
)
def test_attachment_that_is_not_here_says_why(
    agent: Client, state: str, detail: str, words: str
) -> None:
    message = said("Kijk")
    attached(message, state=state, detail=detail)
    assert words in shown(agent, message)


def test_description_of_a_picture_is_read_and_shown(agent: Client) -> None:
    message = said("Kijk")
    attached(message, alt="Een kapotte lantaarn")
    page = shown(agent, message)
    assert 'alt="Een kapotte lantaarn"' in page
    assert page.count("Een kapotte lantaarn") == 2


def test_story_comes_before_the_words_about_it(agent: Client) -> None:
    message = said("Tot hoe laat?", form="story_reply")
    attached(message, story=True)
    page = shown(agent, message)
    assert page.index("Ons verhaal") < page.index('message__text" dir="auto">Tot hoe laat?')


def test_shared_link_leads_there_and_tells_nobody_where_from(agent: Client) -> None:
    message = said("Zie")
    attached(message, kind="link", state="link", url="https://nieuws.example/", title="Nieuws")
    page = shown(agent, message)
    assert (
        'href="https://nieuws.example/" target="_blank" rel="nofollow noopener noreferrer"' in page
    )


def test_hidden_and_liked_are_said(agent: Client) -> None:
    page = shown(agent, said("Onzin", hidden=True, hidden_at=timezone.now(), reactions=3))
    assert "Verborgen voor anderen" in page
    assert "3 reacties" in page
    assert "Toon weer" in page


def test_picture_of_our_own_post_is_shown(agent: Client) -> None:
    message = said("Mooi!")
    post = Post.objects.create(account=message.account, external_id="1", text="De markt")
    Attachment.objects.create(post=post, key="1", kind="image", state="kept", alt="Kramen")
    Conversation.objects.update(post=post)
    assert 'alt="Kramen"' in shown(agent, message)


def test_observer_sees_it_all_and_can_do_nothing_with_it(as_user: Any, otto: User) -> None:
    message = said("Onzin", reactions=1)
    attached(message)
    page = shown(as_user(otto), message)
    assert "1 reactie" in page
    assert 'data-testid="attachment"' in page
    assert "Verberg voor anderen" not in page
