"""Which conversations a search finds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from inbox.models import Conversation, Label, Message, Note
from inbox.searching.finding import find
from inbox.searching.narrowing import NARROW
from inbox.searching.operators import KINDS, OPERATORS, STATES
from inbox.searching.parsing import parse
from inbox.searching.states import states
from inbox.workflow import Status
from routing.models import Kind
from tests.factories import (
    NOON,
    AccountFactory,
    ConversationFactory,
    DepartmentFactory,
    MessageFactory,
)
from webcare.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def found(anouk: User) -> Any:
    """``found("bomen")``: primary keys of what Anouk finds so."""

    def look(text: str) -> set[int]:
        return {row.pk for row in _search(text, anouk)[0]}

    return look


def _search(text: str, user: User) -> tuple[Any, list[str]]:
    rows = Conversation.objects.visible_to(user)
    return find(rows, parse(text), user, NOON + timedelta(hours=1))


def _about(text: str, **fields: Any) -> Conversation:
    made: Conversation = ConversationFactory(message__text=text, **fields)
    return made


def test_every_word_has_to_be_somewhere_in_the_conversation(found: Any, anouk: User) -> None:
    wanted = _about("De lantaarn is stuk", author__name="Truus de Boer")
    MessageFactory(conversation=wanted, text="In de Kerkstraat")
    Note.objects.create(conversation=wanted, text="Gebeld met de aannemer", by=anouk)
    _about("De lantaarn brandt weer")
    assert found("lantaarn truus kerkstraat aannemer ") == {wanted.pk}


def test_word_with_a_minus_may_be_nowhere(found: Any) -> None:
    wanted = _about("De lantaarn is stuk")
    other = _about("De lantaarn is stuk")
    MessageFactory(conversation=other, text="Hij is al gemaakt")
    MessageFactory(conversation=None, account=other.account, author=None, thread_id="x")
    assert found("lantaarn -gemaakt") == {wanted.pk}
    assert found("-gemaakt") == {wanted.pk}


def test_words_in_a_row(found: Any) -> None:
    wanted = _about("Mijn groene container is weg")
    _about("Mijn container, een groene, is weg")
    assert found('"groene container"') == {wanted.pk}


def test_last_word_may_be_unfinished(found: Any) -> None:
    wanted = _about("Twee containers")
    assert found("contai") == {wanted.pk}
    assert found("contai ") == set()


@pytest.mark.parametrize("text", ["3512AB", "3512 AB", "3512ab"])
@pytest.mark.parametrize("written", ["Ik woon op 3512AB.", "Ik woon op 3512 ab"])
def test_postal_code_however_it_is_written(found: Any, text: str, written: str) -> None:
    row = _about(written)
    assert found(text) == {row.pk}


def test_nothing_typed_finds_everything(found: Any, conversation: Conversation) -> None:
    assert found("") == found("-") == found("🙂") == {conversation.pk}


def test_what_was_deleted_is_not_found(found: Any) -> None:
    row = _about("Mijn telefoonnummer is geheim")
    Message.objects.update(text="", deleted_at=NOON)
    assert found("telefoonnummer") == set()
    assert found("-telefoonnummer") == {row.pk}


# Operators ---------------------------------------------------------------------------------------


@pytest.fixture
def wanted(anouk: User) -> Conversation:
    """A conversation of which every fact differs from that of ``other``."""
    department = DepartmentFactory(slug="openbare-ruimte", name="Openbare Ruimte & Groen")
    return _about(
        "Wanneer?",
        account=AccountFactory(kind="facebook", name="Gemeente Voorbeeld"),
        author__name="Truus de Boer",
        author__handle="truusje",
        department=department,
        kind="klacht",
        urgent=True,
        danger="violence",
        private=True,
        language="en",
        neighbourhood="Oudwijk",
        status=Status.REFERRED,
        assignee=anouk,
        answer_by=NOON,
        needs_lead=True,
    )


@pytest.fixture
def other(bas: User) -> Conversation:
    return _about(
        "Hoe laat?",
        account=AccountFactory(kind="x", name="Sportbedrijf Voorbeeld"),
        author__name="Piet Jansen",
        language="nl",
        assignee=bas,
        status=Status.CLOSED,
        answer_by=NOON,
        message__created_at=NOON - timedelta(days=9),
    )


ONLY_WANTED = [
    "kanaal:facebook",
    "channel:Facebook",
    'kanaal:"gemeente voorbeeld"',
    "van:truus",
    "van:@truusje",
    'from:"de boer"',
    "afdeling:openbare-ruimte",
    "afdeling:groen",
    'department:"Openbare Ruimte & Groen"',
    "status:doorgezet",
    "status:bij-vakafdeling",
    "status:referred",
    "na:18-11-2026",
    "since:2026-11-18",
    "op:18-11",
    "is:onbeantwoord",
    "is:mijn",
    "is:te-laat",
    "is:dringend",
    "is:gevaar",
    "is:privé",
    "is:teamleider",
    "-is:openbaar",
    "soort:klacht",
    "kind:complaint",
    "wie:ik",
    "wie:anouk",
    'who:"Anouk de Wit"',
    "taal:engels",
    "taal:en",
    "wijk:oudwijk",
    "-kanaal:x",
    "-status:gesloten",
]


@pytest.mark.parametrize("text", ONLY_WANTED)
def test_operator(found: Any, wanted: Conversation, other: Conversation, text: str) -> None:
    assert found(text) == {wanted.pk}


@pytest.mark.parametrize("text", ["afdeling:geen", "voor:18-11-2026", "status:gesloten"])
def test_operator_of_the_other(
    found: Any, wanted: Conversation, other: Conversation, text: str
) -> None:
    assert found(text) == {other.pk}


@pytest.mark.parametrize(
    "text", ["kanaal:x kanaal:facebook", "status:all", "status:doorgezet status:gesloten"]
)
def test_one_operator_said_twice_means_either(
    found: Any, wanted: Conversation, other: Conversation, text: str
) -> None:
    assert found(text) == {wanted.pk, other.pk}


def test_every_state_has_to_hold(found: Any, wanted: Conversation, other: Conversation) -> None:
    assert found("is:mijn is:van-niemand") == set()


def test_label(found: Any) -> None:
    fair = Label.objects.create(name="Kermis op het plein", slug="kermis-op-het-plein")
    worn, bare = _about("?"), _about("?")
    worn.labels.add(fair, Label.objects.create(name="Pers", slug="pers"))
    assert found("label:kermis") == found('label:"Kermis op het plein"') == {worn.pk}
    assert found("label:geen") == found("-label:kermis") == {bare.pk}


def test_what_sleeps_has_a_status_of_its_own(found: Any) -> None:
    asleep = _about("?", snoozed_at=NOON, snoozed_until=NOON + timedelta(days=1))
    awake = _about("?")
    assert found("status:uitgesteld") == found("is:snoozed") == {asleep.pk}
    assert found("status:open") == {awake.pk}


def test_almost_late_is_not_late(found: Any) -> None:
    soon = _about("?", answer_by=NOON + timedelta(hours=2), answer_soon=NOON)
    _about("?", answer_by=NOON, answer_soon=NOON)
    _about("?")
    assert found("is:bijna-te-laat") == {soon.pk}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("kanaal:hyves", "There is no channel “hyves”."),
        ("afdeling:ruimtevaart", "There is no department “ruimtevaart”."),
        ("wie:sinterklaas", "There is no colleague “sinterklaas”."),
        ("status:half", "There is no status “half”."),
        ("soort:gezeur", "There is no kind “gezeur”."),
        ("is:leuk", "We do not know “is:leuk”."),
        ("taal:klingon", "We do not know the language “klingon”."),
        ("label:hyves", "There is no label “hyves”."),
        ("na:31-02-2026", "“31-02-2026” is not a day we understand. Write 18-11 or vandaag."),
        ("van:🙂", "“🙂” is not a name."),
        ("kleur:rood", "There is no search word “kleur:”. We looked for these words instead."),
        ("wie:", "Nothing stands behind “wie:”."),
    ],
)
def test_what_nobody_knows_is_said_and_the_rest_searches(
    anouk: User, text: str, problem: str
) -> None:
    row = _about("De bomen zijn kleur:rood")
    _about("De lantaarn is stuk")
    rows, problems = _search(f"bomen {text}", anouk)
    assert [found.pk for found in rows] == [row.pk]
    assert problems == [problem]


def test_search_without_a_word_says_so(anouk: User) -> None:
    assert _search("- 🙂", anouk)[1] == ["There is no word in this to search for."]


def test_three_thousand_characters_are_a_search_too(anouk: User) -> None:
    rows, problems = _search("lantaarn " * 330, anouk)
    assert not rows
    assert problems == ["Only the first 20 words are searched; 310 were left out."]


def test_nobody_finds_more_than_they_may_read(chris: User) -> None:
    _about("De bomen")
    assert not _search("bomen", chris)[0]


def test_every_operator_narrows_and_every_state_is_known() -> None:
    assert {*OPERATORS.values()} == {*NARROW}
    assert {*STATES.values()} == {*states(timezone.now(), 1)}
    assert {*KINDS.values()} == {*Kind.values}


def test_search_uses_the_index(anouk: User) -> None:
    row = ConversationFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_message (account_id, conversation_id, incoming, external_id,"
            " current_id, answer_to, way, form, found_by, hidden, reactions, thread_id, parent_id,"
            " text, permalink, created_at, observed_at)"
            " SELECT %s, %s, true, 'n' || n, '', '', '', 'message', '', false, 0, '', '',"
            " 'woord' || n || ' en dat is alles', '', now(), now()"
            " FROM generate_series(1, 20000) AS n",
            [row.account_id, row.pk],
        )
        cursor.execute("ANALYZE inbox_message")
    rows, _ = _search("woord123 -woord77", anouk)
    assert rows.explain().count("on inbox_message_search") == 2
