"""The words the database keeps of messages, notes and names."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest
from django.contrib.postgres.search import SearchRank
from django.db import connection
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.models import Author, Conversation, Message, Note
from inbox.searching.plain import LETTERS, SEPARATORS, UNSEEN, has_words, plain
from inbox.searching.queries import Query, any_of, beginning, name, phrase, word
from inbox.searching.stored import Stored
from tests.factories import NOON, AuthorFactory, ConversationFactory, MessageFactory
from webcare.models import User

pytestmark = pytest.mark.django_db


def _plain_in_the_database(text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT inbox_plain(%s)", [text])
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("text", [SEPARATORS, "".join(LETTERS), UNSEEN, string.printable])
def test_database_and_code_agree_on_what_is_plain(text: str) -> None:
    assert _plain_in_the_database(text) == plain(text)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_database_and_code_agree_on_any_text(db: None, text: str) -> None:
    assert _plain_in_the_database(text) == plain(text)


def _finds(query: Query, text: str) -> bool:
    message = MessageFactory(text=text)
    found = Message.objects.alias(words=Stored("text")).filter(words=query, pk=message.pk)
    return found.exists()


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (word("boom"), "Wanneer worden de bomen gesnoeid?"),
        (word("cafe"), "Het café op de hoek"),
        (word("café"), "Het cafe\u0301 op de hoek"),
        (word("CAFÉ"), "het Cafe op de hoek"),
        (word("niet"), "Dat is niet opgehaald"),
        (word("12345"), "zaak-12345 loopt nog"),
        (word("Z-2026-00123"), "Mijn zaak is Z-2026-00123."),
        (word("#afval"), "Weer troep #afval"),
        (word("www.voorbeeld.example/afval"), "Zie https://www.voorbeeld.example/afval?x=1"),
        (word("geel"), "De groen/geel/rode bak"),
        (word("script"), "<script>alert('x')</script>"),
        (word("Привет"), "привет allemaal"),
        (phrase("groene container"), "Mijn groene container is weg"),
        (phrase("de groene"), "Mijn bak: de groene, is weg"),
        (beginning("parkere"), "Waar kan ik parkeren?"),
        (beginning("contain"), "Twee containers"),
        (beginning("3512"), "Ik woon op 3512AB"),
    ],
)
def test_words_are_found(query: Query, text: str) -> None:
    assert _finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (word("contain"), "Twee containers"),
        (phrase("container groene"), "Mijn groene container is weg"),
        (phrase("boom"), "De bomen"),
        (phrase("bom"), "De bomen"),
        (word("🙂"), "Dank 🙂"),
    ],
)
def test_other_words_are_not(query: Query, text: str) -> None:
    assert not _finds(query, text)


def test_what_was_deleted_is_not_found() -> None:
    message = MessageFactory(text="Mijn telefoonnummer staat hier")
    Message.objects.filter(pk=message.pk).update(text="", deleted_at=NOON)
    assert not Message.objects.alias(words=Stored("text")).filter(words=word("telefoonnummer"))


def test_what_was_changed_is_found_by_its_new_words() -> None:
    message = MessageFactory(text="De lantaarn is stuk")
    Message.objects.filter(pk=message.pk).update(text="De fontein is stuk")
    words = Message.objects.alias(words=Stored("text"))
    assert not words.filter(words=word("lantaarn"))
    assert words.filter(words=word("fontein")).get() == message


def test_notes_are_found(conversation: Conversation, anouk: User) -> None:
    note = Note.objects.create(conversation=conversation, text="Gebeld met de wijkagent", by=anouk)
    assert Note.objects.alias(words=Stored("text")).filter(words=word("wijkagent")).get() == note


@pytest.mark.parametrize("piece", ["jans", "Jansen", "@piet_j", "piet_jansen", "PIET"])
def test_people_are_found_by_name_and_handle(db: None, piece: str) -> None:
    piet = AuthorFactory(name="Piét Jansen", handle="piet_jansen")
    AuthorFactory()
    assert Author.objects.alias(words=Stored("name")).filter(words=name(piece)).get() == piet


def test_conversations_are_found_by_what_belongs_to_them() -> None:
    wanted = ConversationFactory(author__name="Truus de Boer")
    ConversationFactory()
    found = Conversation.objects.alias(words=Stored("author__name")).filter(words=name("truus"))
    assert found.get() == wanted


def test_what_looks_alike_comes_first() -> None:
    query = any_of("Wanneer komt u de bomen in de straat snoeien?")
    assert query
    conversation = ConversationFactory(message__text="Waar staan bomen?")
    alike = MessageFactory(conversation=conversation, text="Komt u de straat en de bomen doen?")
    words = Message.objects.alias(words=Stored("text")).filter(words=query)
    ranked = words.order_by(SearchRank(F("words"), query).desc())
    assert ranked[0] == alike
    assert ranked.count() == 2


def test_nothing_looks_like_no_words() -> None:
    assert any_of("🙂 -- !") is None
    assert not has_words("🙂 -- !")


@pytest.mark.parametrize(
    "text", ["x" * 5000, "woord " * 20_000, " ".join(map(str, range(30_000))), "é" * 60_000]
)
def test_no_text_is_too_long_to_keep(text: str) -> None:
    assert Message.objects.filter(pk=MessageFactory(text=text).pk).exists()


def test_no_query_loads_what_is_kept_for_searching(
    conversation: Conversation, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1) as asked:
        list(Message.objects.select_related("author", "conversation__author"))
    assert '"search"' not in json.dumps([query["sql"] for query in asked.captured_queries])
