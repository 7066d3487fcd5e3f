"""Every desk a question passed, in order, with its reason."""

from __future__ import annotations

import pytest

from inbox import actions
from inbox.hops import Step, pass_on, pass_on_together
from inbox.models import Conversation, Hop
from routing import desk
from routing.models import Department
from tests.factories import ConversationFactory, DepartmentFactory
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def afval(db: None) -> Department:
    made: Department = DepartmentFactory(name="Afval & Reiniging")
    return made


def _path(conversation: Conversation) -> list[tuple[str, str]]:
    hops = conversation.passed.select_related("went_to")
    return [(hop.how, hop.went_to.name if hop.went_to else "") for hop in hops]


def _again(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def test_hop_remembers_where_it_came_from(
    conversation: Conversation, openbare_ruimte: Department, afval: Department
) -> None:
    pass_on(conversation, Hop.How.RULE, openbare_ruimte, "regel 12")
    second = pass_on(conversation, Hop.How.CHOSEN, afval, "container")
    assert (second.number, second.came_from, second.went_to) == (2, openbare_ruimte, afval)
    assert _again(conversation).hops == 2


def test_reason_that_is_too_long_is_cut(
    conversation: Conversation, openbare_ruimte: Department
) -> None:
    assert len(pass_on(conversation, Hop.How.REFERRED, openbare_ruimte, "a" * 4000).reason) == 500


def test_many_conversations_hop_in_two_queries(
    openbare_ruimte: Department, django_assert_num_queries: object
) -> None:
    rows = ConversationFactory.create_batch(5)
    steps = [Step(row, Hop.How.MODEL, openbare_ruimte.pk, "woorden: berk") for row in rows]
    with django_assert_num_queries(2):  # type: ignore[operator]
        pass_on_together(steps)
    assert [_again(row).hops for row in rows] == [1] * 5


def test_forwarding_and_coming_back_are_hops_with_their_reason(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)
    actions.take_answer(desk.hand_back(forwarding.referral, "Dit is van Afval.", bram))
    assert _path(conversation) == [("referred", "Openbare Ruimte & Groen"), ("handed_back", "")]
    reasons = conversation.passed.values_list("reason", "by__first_name")
    assert list(reasons) == [("Wanneer snoeien we?", "Anouk"), ("Dit is van Afval.", "Bram")]


def test_question_that_another_department_takes_up_hops_once(
    conversation: Conversation,
    anouk: User,
    bram: User,
    openbare_ruimte: Department,
    afval: Department,
) -> None:
    forwarding = actions.refer(conversation, afval, "Wanneer snoeien we?", anouk)
    desk.take_up(forwarding.referral, openbare_ruimte, bram)
    actions.note_taken_up(forwarding.referral)
    actions.note_taken_up(forwarding.referral)
    assert _path(conversation)[1:] == [("taken_up", "Openbare Ruimte & Groen")]
    assert _again(conversation).department == openbare_ruimte


def test_answer_that_comes_before_the_bell_of_taking_up_notes_both(
    conversation: Conversation,
    anouk: User,
    bram: User,
    openbare_ruimte: Department,
    afval: Department,
) -> None:
    forwarding = actions.refer(conversation, afval, "Wanneer snoeien we?", anouk)
    desk.take_up(forwarding.referral, openbare_ruimte, bram)
    actions.take_answer(desk.answer(forwarding.referral, "In week 48.", bram))
    verbs = list(conversation.events.values_list("verb", flat=True))
    assert verbs == ["referred", "taken_up", "answered"]
