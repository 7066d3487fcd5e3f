"""The public thread around a question, and the pictures in it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.models import Attachment, Conversation, Message, Post
from tests.factories import NOON, AccountFactory, ConversationFactory, MessageFactory
from tests.inbox.browsing import at, load, page_of

pytestmark = pytest.mark.django_db


def _other(conversation: Conversation, text: str, minutes: int = 1, **more: Any) -> Conversation:
    """Somebody else in the same thread."""
    made: Conversation = ConversationFactory(
        account=conversation.account,
        message__text=text,
        message__created_at=NOON + timedelta(minutes=minutes),
        **more,
    )
    if "post" not in more:
        Conversation.objects.filter(pk=made.pk).update(thread_id=conversation.thread_id)
    return made


def _around(client: Client, conversation: Conversation, **query: Any) -> str:
    return page_of(client, at("thread_around", conversation), "around", **query)


def _texts(page: str) -> list[str]:
    return re.findall(r'class="message__text" dir="auto">([^<]*)<', page)


def _picture(**owner: Any) -> Attachment:
    made: Attachment = Attachment.objects.create(
        **{"key": "1", "kind": "image", "state": "kept", "mime": "image/png", **owner}
    )
    return made


# What stands around it ---------------------------------------------------------------------------


def test_others_in_the_thread_are_shown_in_order_of_time(
    agent: Client, conversation: Conversation
) -> None:
    later = _other(conversation, "Bij mij ook!", 5)
    _other(conversation, "Is dat zo?", -5)
    page = _around(agent, conversation)
    assert _texts(page) == ["Is dat zo?", "Bij mij ook!"]
    here = page.index("Hier staat het bericht van")
    assert page.index("Is dat zo?") < here < page.index("Bij mij ook!")
    assert at("conversation", later) in page


def test_where_nobody_else_wrote_nothing_is_said_of_it(
    agent: Client, conversation: Conversation
) -> None:
    page = at("conversation", conversation)
    assert 'id="around"' not in page_of(agent, page)
    _other(conversation, "Bij mij ook!")
    assert 'id="around"' in page_of(agent, page)


def test_others_under_the_same_post_of_ours_stand_around_it(
    agent: Client, conversation: Conversation
) -> None:
    post = Post.objects.create(account=conversation.account, external_id="1", text="Wij snoeien.")
    Conversation.objects.update(post=post)
    _other(conversation, "Fijn!", post=post)
    assert _texts(_around(agent, conversation)) == ["Fijn!"]
    assert "Wij snoeien." in page_of(agent, at("thread_around", conversation))


def test_what_is_private_or_elsewhere_is_not_shown(
    agent: Client, conversation: Conversation
) -> None:
    _other(conversation, "Alleen voor u", private=True)
    elsewhere = ConversationFactory(account=AccountFactory(), message__text="Elders")
    Conversation.objects.filter(pk=elsewhere.pk).update(thread_id=conversation.thread_id)
    public = _other(conversation, "Openbaar")
    MessageFactory(conversation=public, incoming=False, text="Onder ons", way="private_reply")
    MessageFactory(conversation=public, incoming=False, text="Nog niet weg", external_id=None)
    MessageFactory(conversation=public, incoming=False, text="Ons antwoord", way="reply")
    page = page_of(agent, at("thread_around", conversation))
    assert set(_texts(page)) == {"Openbaar", "Ons antwoord"}


def test_nothing_stands_around_a_private_conversation(
    agent: Client, conversation: Conversation
) -> None:
    _other(conversation, "Openbaar")
    Conversation.objects.filter(pk=conversation.pk).update(private=True)
    assert _texts(_around(agent, conversation)) == []
    assert 'id="around"' not in page_of(agent, at("conversation", conversation))


def test_what_was_deleted_or_changed_says_so(agent: Client, conversation: Conversation) -> None:
    gone, changed = _other(conversation, ""), _other(conversation, "Bij nader inzien")
    gone.messages.update(deleted_at=timezone.now())
    changed.messages.update(edited_at=timezone.now())
    page = _around(agent, conversation)
    assert ("Verwijderd" in page, "gewijzigd" in page) == (True, True)


def test_what_is_shown_looks_again(agent: Client, conversation: Conversation) -> None:
    """What a citizen deletes or changes does not stay where somebody looks at it."""
    _other(conversation, "Mijn nummer is 06 12345678")
    part, most = at("thread_around", conversation), "?aantal=40"
    for more, address in (({}, part), ({"aantal": 40}, part + most)):
        shown = _around(agent, conversation, **more)
        begin = shown.partition('id="around"')[2].partition(">")[0]
        assert f'hx-get="{address}"' in begin
        assert ("every 60s" in begin, "wake from:#thread" in begin) == (True, True)
    Message.objects.filter(text__contains="06 12345678").update(deleted_at=timezone.now(), text="")
    page = page_of(agent, address, "around")
    assert ("06 12345678" in page, "Verwijderd" in page) == (False, True)


def test_of_five_hundred_the_nearest_twenty_come_first(
    agent: Client, conversation: Conversation
) -> None:
    crowd = _other(conversation, "1", 1)
    Message.objects.bulk_create(
        MessageFactory.build(
            conversation=crowd,
            account=crowd.account,
            author=crowd.author,
            thread_id=crowd.thread_id,
            text=str(minute),
            created_at=NOON + timedelta(minutes=minute),
        )
        for minute in range(2, 500)
    )
    address = at("thread_around", conversation)
    load(agent, address)
    with CaptureQueriesContext(connection) as asked:
        page = _around(agent, conversation)
    few = len(asked)
    assert _texts(page) == [str(minute) for minute in range(1, 21)]
    assert "aantal=40" in page
    load(agent, address)
    with CaptureQueriesContext(connection) as asked:
        assert len(_texts(_around(agent, conversation, aantal=499))) == 499
    assert len(asked) == few


@pytest.mark.parametrize("wanted", ["x", "-4", "99999999999999999999"])
def test_number_that_nobody_gave_out_does_no_harm(
    agent: Client, conversation: Conversation, wanted: str
) -> None:
    assert "Verder schreef hier niemand" in _around(agent, conversation, aantal=wanted)


def test_thread_is_asked_for_and_can_be_opened_without_javascript(
    agent: Client, conversation: Conversation
) -> None:
    _other(conversation, "Bij mij ook!")
    page, address = (
        page_of(agent, at("conversation", conversation), "conversation"),
        at("thread_around", conversation),
    )
    assert (f'hx-get="{address}"' in page, f'href="{address}"' in page) == (True, True)
    assert "Bij mij ook!" not in page
    assert "Bij mij ook!" in page_of(agent, address)


# Pictures, films and recordings ------------------------------------------------------------------

_FETCHED = re.compile(r'(?:\bsrc|poster|srcset|data)="([^"]*)"')


def test_everything_a_page_fetches_is_ours(agent: Client, conversation: Conversation) -> None:
    """Whatever the platform says where its pictures are."""
    message = conversation.messages.get()
    away = "https://pbs.example/media/1.jpg"
    for number, (kind, state) in enumerate(
        [("image", "kept"), ("video", "kept"), ("audio", "kept"), ("image", "failed")]
    ):
        _picture(message=message, key=str(number), kind=kind, state=state, url=away)
    post = Post.objects.create(account=conversation.account, external_id="1", permalink=away)
    _picture(post=post, url=away)
    Conversation.objects.update(post=post)
    other = _other(conversation, f"Kijk {away}", post=post)
    _picture(message=other.messages.get(), url=away)
    addresses = [at("conversation", conversation), at("thread_around", conversation)]
    for address in [*addresses, f"/inwoners/{conversation.author_id}/"]:
        page = page_of(agent, address)
        fetched = _FETCHED.findall(page)
        assert fetched
        assert [each for each in fetched if not re.match(r"/(?!/)", each)] == []


def test_picture_leads_to_itself_and_films_load_when_they_are_played(
    agent: Client, conversation: Conversation
) -> None:
    message = conversation.messages.get()
    shown = _picture(message=message, alt="Een boom op de weg")
    _picture(message=message, key="2", kind="video", mime="video/mp4")
    _picture(message=message, key="3", kind="audio", mime="audio/mpeg")
    page = page_of(agent, at("conversation", conversation))
    assert f'href="/inbox/bijlagen/{shown.pk}/"' in page
    assert 'alt="Een boom op de weg"' in page
    assert page.count('preload="none"') == page.count("<video") + page.count("<audio") == 2
    assert '<dialog id="viewer"' in page
