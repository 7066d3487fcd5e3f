"""What goes along to a department, until when, and what may not be asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from inbox import actions
from inbox.actions import Along
from inbox.models import Attachment, Conversation
from inbox.refusals import Refused
from routing import desk
from routing.models import Department, Subject
from tests.factories import ConversationFactory, DepartmentFactory, MessageFactory, RuleFactory
from tests.inbox import files
from webcare.models import User

pytestmark = pytest.mark.django_db

SAID = "@GemVoorbeeld mijn naam is Sanne Bakker, bel 06-12345678 over de berken"


@pytest.fixture
def sanne() -> Conversation:
    made: Conversation = ConversationFactory(
        author__name="Sanne Bakker", author__handle="sannebakker", message__text=SAID
    )
    return made


def _texts(referral: Any) -> list[str]:
    return [message["text"] for message in referral.snapshot["messages"]]


def test_names_and_numbers_are_taken_out(
    sanne: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    asked = actions.refer(sanne, openbare_ruimte, "Kun je Sanne Bakker helpen?", anouk).referral
    assert "Bakker" not in asked.question + str(asked.snapshot)
    assert "12345678" not in str(asked.snapshot)
    assert "@GemVoorbeeld" in _texts(asked)[0]
    assert asked.redacted


def test_agent_may_leave_the_names_in(
    sanne: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    asked = actions.refer(sanne, openbare_ruimte, "Help je?", anouk, along=Along(redact=False))
    assert _texts(asked.referral) == [SAID]
    assert not asked.referral.redacted


def test_only_the_chosen_messages_go_along(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    MessageFactory(conversation=conversation, text="Mijn moeder is ziek.")
    along = Along(messages=frozenset({conversation.messages.order_by("pk")[0].pk}))
    asked = actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk, along=along)
    assert _texts(asked.referral) == ["Wanneer worden de bomen gesnoeid?"]


def test_message_of_another_conversation_never_goes_along(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    other = MessageFactory(text="Van een ander.")
    along = Along(messages=frozenset({other.pk}))
    asked = actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk, along=along)
    assert _texts(asked.referral) == []


# Pictures ----------------------------------------------------------------------------------------


@pytest.fixture
def pictured(conversation: Conversation) -> Conversation:
    Attachment.objects.create(
        message=conversation.messages.get(),
        kind="image",
        key="1",
        state=Attachment.State.KEPT,
        mime="image/jpeg",
        title="IMG_van_Sanne.jpg",
        file=ContentFile(files.photograph(), "1.jpg"),
    )
    return conversation


def test_pictures_stay_here_unless_they_are_asked_for(
    pictured: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    asked = actions.refer(pictured, openbare_ruimte, "Wanneer?", anouk)
    assert not asked.referral.enclosures.exists()


def test_picture_goes_along_as_a_copy_without_its_name(
    pictured: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    along = Along(pictures=True)
    asked = actions.refer(pictured, openbare_ruimte, "Wanneer?", anouk, along=along)
    copy = asked.referral.enclosures.get()
    assert (copy.of_department, copy.mime) == (False, "image/jpeg")
    assert "Sanne" not in copy.name
    assert copy.file.name != Attachment.objects.get().file.name
    with copy.file.open() as file:
        assert not Image.open(file).getexif()


def test_picture_that_is_lost_refuses_the_question(
    pictured: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    Attachment.objects.update(file="attachments/weg.jpg")
    with pytest.raises(Refused):
        actions.refer(pictured, openbare_ruimte, "Wanneer?", anouk, along=Along(pictures=True))
    assert not pictured.forwardings.exists()


# Until when, and about what ----------------------------------------------------------------------


def test_deadline_is_proposed(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    asked = actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk).referral
    assert asked.deadline
    assert asked.deadline > timezone.now()


def test_deadline_can_be_chosen(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    at = timezone.now() + timedelta(days=9)
    asked = actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk, deadline=at)
    assert asked.referral.deadline == at


def test_deadline_that_is_over_is_refused(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    over = timezone.now() - timedelta(minutes=1)
    with pytest.raises(Refused):
        actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk, deadline=over)


def test_subject_of_another_department_is_refused(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    other = Subject.objects.create(department=DepartmentFactory(), name="Snoeien")
    with pytest.raises(Refused):
        actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk, subject=other)


def test_department_that_is_no_more_is_refused(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    openbare_ruimte.active = False
    with pytest.raises(Refused):
        actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk)


def test_second_look_that_the_rule_asks_for_goes_along(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    rule = RuleFactory(department=openbare_ruimte, four_eyes=True)
    Conversation.objects.update(rule=rule.pk)
    assert actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk).referral.four_eyes


# Handed back -------------------------------------------------------------------------------------


@pytest.fixture
def afval(db: None) -> Department:
    made: Department = DepartmentFactory(name="Afval & Reiniging")
    return made


def _hand_back(conversation: Conversation, by: User, official: User, **given: Any) -> Any:
    department = Department.objects.get(slug="openbare-ruimte")
    forwarding = actions.refer(conversation, department, "Wanneer?", by, **given)
    actions.take_answer(desk.hand_back(forwarding.referral, "Niet van ons.", official))
    forwarding.refresh_from_db()
    return forwarding


def test_suggested_department_gets_the_same_question(
    pictured: Conversation, anouk: User, bram: User, afval: Department
) -> None:
    along = Along(pictures=True)
    forwarding = actions.refer(
        pictured, Department.objects.get(slug="openbare-ruimte"), "Wanneer?", anouk, along=along
    )
    back = desk.hand_back(forwarding.referral, "Niet van ons.", bram, suggestion=afval)
    actions.take_answer(back)
    forwarding.refresh_from_db()
    MessageFactory(conversation=pictured, text="En gauw!", created_at=timezone.now())
    asked = actions.refer_onward(forwarding, anouk).referral
    assert (asked.department, asked.question) == (afval, "Wanneer?")
    assert _texts(asked) == ["Wanneer worden de bomen gesnoeid?", "En gauw!"]
    assert asked.enclosures.count() == 1


def test_what_was_left_out_stays_out_when_it_is_forwarded_on(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department, afval: Any
) -> None:
    forwarding = actions.refer(
        conversation, openbare_ruimte, "Wanneer?", anouk, along=Along(messages=frozenset())
    )
    actions.take_answer(desk.hand_back(forwarding.referral, "Nee.", bram, suggestion=afval))
    forwarding.refresh_from_db()
    assert _texts(actions.refer_onward(forwarding, anouk).referral) == []


def test_hand_back_without_a_suggestion_cannot_be_followed(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    back = _hand_back(conversation, anouk, bram)
    with pytest.raises(Refused):
        actions.refer_onward(back, anouk)


def test_suggestion_is_followed_once(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department, afval: Any
) -> None:
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk)
    actions.take_answer(desk.hand_back(forwarding.referral, "Nee.", bram, suggestion=afval))
    forwarding.refresh_from_db()
    actions.withdraw(actions.refer_onward(forwarding, anouk), anouk)
    with pytest.raises(Refused):
        actions.refer_onward(forwarding, anouk)


def test_second_hand_back_is_for_the_lead(
    conversation: Conversation, anouk: User, lena: User, bram: User, openbare_ruimte: Department
) -> None:
    _hand_back(conversation, anouk, bram)
    conversation.refresh_from_db()
    assert (conversation.hand_backs, conversation.needs_lead) == (1, False)
    _hand_back(conversation, anouk, bram)
    conversation.refresh_from_db()
    assert (conversation.hand_backs, conversation.needs_lead) == (2, True)
    assert conversation.events.filter(verb="raised").count() == 1
    with pytest.raises(Refused, match="2"):
        actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk)


def test_choice_of_the_lead_is_a_hop_and_ends_it(
    conversation: Conversation, anouk: User, lena: User, bram: User, openbare_ruimte: Department
) -> None:
    for _number in range(2):
        _hand_back(conversation, anouk, bram)
    actions.refer(conversation, openbare_ruimte, "Toch jullie.", lena)
    conversation.refresh_from_db()
    assert not conversation.needs_lead
    hop = conversation.passed.last()
    assert hop
    assert (hop.by, hop.reason) == (lena, "Toch jullie.")


def test_answer_of_an_agent_does_not_end_it(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    back = [_hand_back(conversation, anouk, bram) for _number in range(2)][-1]
    actions.reply(conversation, "We zoeken het uit.", anouk, proposal=back.pk)
    conversation.refresh_from_db()
    assert conversation.needs_lead
    with pytest.raises(Refused, match="2"):
        actions.refer(conversation, openbare_ruimte, "Nog eens?", anouk)


def test_choice_of_the_lead_that_is_withdrawn_is_the_leads_again(
    conversation: Conversation, anouk: User, lena: User, bram: User, openbare_ruimte: Department
) -> None:
    for _number in range(2):
        _hand_back(conversation, anouk, bram)
    chosen = actions.refer(conversation, openbare_ruimte, "Toch jullie.", lena)
    actions.withdraw(chosen, anouk)
    conversation.refresh_from_db()
    assert conversation.needs_lead
    with pytest.raises(Refused, match="2"):
        actions.refer(conversation, DepartmentFactory(), "Dan jullie?", anouk)


def test_closing_ends_it(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    for _number in range(2):
        _hand_back(conversation, anouk, bram)
    actions.close(conversation, anouk)
    actions.reopen(conversation, anouk)
    conversation.refresh_from_db()
    assert not conversation.needs_lead
    assert actions.refer(conversation, DepartmentFactory(), "Iets anders.", anouk)


def test_what_came_back_in_an_earlier_case_does_not_count(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    back = [_hand_back(conversation, anouk, bram) for _number in range(2)][-1]
    actions.reply(conversation, "Dat doen wij niet.", anouk, proposal=back.pk)
    Conversation.objects.update(case_since=timezone.now())
    conversation.refresh_from_db()
    assert not actions.past_too_many_desks(conversation, anouk)


def test_what_came_back_before_it_was_closed_does_not_count(
    conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    _hand_back(conversation, anouk, bram)
    actions.close(conversation, anouk)
    actions.reopen(conversation, anouk)
    _hand_back(conversation, anouk, bram)
    conversation.refresh_from_db()
    assert not conversation.needs_lead
