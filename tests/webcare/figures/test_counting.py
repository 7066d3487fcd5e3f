"""What each case comes to, computed by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection

from inbox import actions, undoing
from inbox.models import Conversation, Delivery, Message, Outbound
from inbox.tasks import answer_one, take_answer
from routing import desk
from routing.agreed import save_norm
from routing.models import Department, Kind, Remark, ResponseNorm
from tests.factories import ConversationFactory, DepartmentFactory, MessageFactory
from tests.inbox.promised import again, at, keep_hours, norm, place, said
from webcare.figures.keeping import keep_up, rebuild
from webcare.figures.models import Case, Changed
from webcare.figures.periods import HERE
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office_hours(db: None) -> None:
    keep_hours()


def cases() -> list[Case]:
    keep_up()
    return list(Case.objects.order_by("conversation", "number"))


def the_case() -> Case:
    [case] = cases()
    return case


def answer(
    conversation: Conversation, by: User, when: str, placed: str = "", weeks: int = 0
) -> None:
    with time_machine.travel(at(when, weeks), tick=False):
        outbound = actions.reply(again(conversation), f"Dag, {when} {weeks}.", by)
    with time_machine.travel(at(placed or when, weeks), tick=False):
        place(outbound)


def writes(conversation: Conversation, when: str, weeks: int = 0, **more: Any) -> Message:
    moment = at(when, weeks)
    given = {"created_at": moment, "observed_at": moment, **more}
    made: Message = MessageFactory(conversation=conversation, **given)
    return made


def test_question_that_waits(conversation: Conversation) -> None:
    case = the_case()
    assert (case.outcome, said(case.asked_at)) == ("waiting", "wo 13:00")
    assert (case.answered_at, case.done_at, case.first_minutes) == (None, None, None)
    assert (case.words, case.answers, case.channel) == (1, 0, "x")


def test_first_answer_counts_service_minutes(conversation: Conversation, anouk: User) -> None:
    norm(60)
    answer(conversation, anouk, "wo 16:30", placed="do 09:30")
    case = the_case()
    assert (case.outcome, said(case.answered_at)) == ("answered", "do 09:30")
    assert (case.first_minutes, case.first_norm) == (4 * 60 + 30, 60)
    assert (case.whole_minutes, case.whole_norm) == (4 * 60 + 30, None)
    assert (case.answers, case.by, case.native) == (1, anouk, False)


def test_time_of_the_citizen_is_not_ours(conversation: Conversation, anouk: User) -> None:
    answer(conversation, anouk, "wo 14:00")
    writes(conversation, "do 10:00")
    answer(conversation, anouk, "do 10:15")
    case = the_case()
    assert (case.first_minutes, case.whole_minutes) == (60, 75)
    assert (case.words, case.answers, said(case.done_at)) == (2, 2, "do 10:15")


def test_thanks_that_is_finished_stays_the_same_case(
    conversation: Conversation, anouk: User
) -> None:
    answer(conversation, anouk, "wo 14:00")
    with time_machine.travel(at("wo 15:00"), tick=False):
        actions.close(again(conversation), anouk)
    Conversation.objects.filter(pk=conversation.pk).update(status="open")
    writes(conversation, "do 10:00", text="Bedankt!")
    with time_machine.travel(at("do 10:20"), tick=False):
        actions.close(again(conversation), anouk)
    case = the_case()
    assert (case.outcome, case.reopened) == ("answered", 1)
    assert (case.whole_minutes, said(case.done_at)) == (80, "do 10:20")


def test_finished_without_an_answer(conversation: Conversation, anouk: User) -> None:
    with time_machine.travel(at("wo 13:40"), tick=False):
        actions.close(again(conversation), anouk)
    case = the_case()
    assert (case.outcome, said(case.done_at), case.whole_minutes) == ("finished", "wo 13:40", 40)
    assert (case.answered_at, case.first_minutes) == (None, None)


def test_taken_back_by_the_citizen(conversation: Conversation) -> None:
    Message.objects.update(deleted_at=at("wo 13:30"), text="")
    case = the_case()
    assert (case.outcome, said(case.done_at), case.words) == ("withdrawn", "wo 13:30", 0)


def test_taken_back_after_it_was_answered(conversation: Conversation, anouk: User) -> None:
    answer(conversation, anouk, "wo 14:00")
    Message.objects.filter(incoming=True).update(deleted_at=at("do 10:00"), text="")
    case = the_case()
    assert (case.outcome, said(case.answered_at), case.words) == ("answered", "wo 14:00", 0)


def test_after_weeks_it_is_another_case(conversation: Conversation, anouk: User) -> None:
    answer(conversation, anouk, "wo 14:00")
    writes(conversation, "wo 13:00", weeks=6)
    first, second = cases()
    assert (first.outcome, first.words, said(first.done_at)) == ("answered", 1, "wo 14:00")
    assert (second.outcome, second.number, said(second.asked_at)) == ("waiting", 2, "wo 13:00 +6")


def test_what_is_gone_keeps_its_figures(conversation: Conversation, anouk: User) -> None:
    answer(conversation, anouk, "wo 14:00")
    before = the_case()
    conversation.delete()
    assert (the_case().pk, the_case().outcome) == (before.pk, "answered")


def test_answered_in_the_app_of_the_platform(conversation: Conversation) -> None:
    writes(conversation, "wo 13:50", incoming=False, author=None)
    case = the_case()
    assert (case.outcome, case.native, case.by, case.answers) == ("answered", True, None, 1)
    assert (case.first_minutes, said(case.answered_at)) == (50, "wo 13:50")


def test_answered_together(conversation: Conversation, anouk: User) -> None:
    other = ConversationFactory(account=conversation.account)
    with time_machine.travel(at("wo 15:00"), tick=False):
        bundle = actions.gather([conversation, other], anouk, title="Storing")
        answer = actions.write_together(bundle, "Dag {{naam}}, de storing is voorbij.", anouk)
        versions = {row.pk: again(row).version for row in (conversation, other)}
        actions.send_together(answer, versions, anouk)
        for pk in Delivery.objects.values_list("pk", flat=True):
            answer_one(pk)
        for outbound in Outbound.objects.all():
            place(outbound)
    assert [(case.outcome, case.bundled, case.first_minutes) for case in cases()] == [
        ("answered", True, 120),
        ("answered", True, 120),
    ]


def test_asked_outside_service_hours(conversation: Conversation, anouk: User) -> None:
    """Service begins at nine: the night and the weekend are nobody's."""
    norm(60)
    Message.objects.update(created_at=at("vr 21:00"))
    answer(conversation, anouk, "ma 09:40", placed="ma 09:40", weeks=1)
    case = the_case()
    assert (case.first_minutes, said(case.first_due)) == (40, "ma 10:00 +1")
    assert _on_the_clock(case) == (60 + 40) * 60 + 58 * 3600 + 3600


def test_the_hour_that_summer_time_takes(conversation: Conversation, anouk: User) -> None:
    """The clock goes forward in the night to Sunday: by the clock it is an hour less."""
    Message.objects.update(created_at=datetime(2026, 3, 28, 12, 0, tzinfo=HERE))
    with time_machine.travel(datetime(2026, 3, 30, 9, 30, tzinfo=HERE), tick=False):
        place(actions.reply(again(conversation), "Dag.", anouk))
    case = the_case()
    assert case.first_minutes == 30
    assert _on_the_clock(case) == (45.5 - 1) * 3600


def test_what_is_snoozed_waits_all_the_same(conversation: Conversation, anouk: User) -> None:
    with time_machine.travel(at("wo 13:10"), tick=False):
        actions.snooze(again(conversation), at("do 11:00"), anouk)
    answer(conversation, anouk, "do 11:10")
    assert the_case().first_minutes == 4 * 60 + 2 * 60 + 10  # until five, and from nine


def test_press_that_was_taken_back_ends_nothing(conversation: Conversation, anouk: User) -> None:
    with time_machine.travel(at("wo 13:40"), tick=False):
        done = undoing.one(again(conversation), lambda row: actions.close(row, anouk), anouk)
        assert done.undo
        assert the_case().outcome == "finished"
        undoing.undo(done.undo, anouk)
    case = the_case()
    assert (case.outcome, case.done_at, case.reopened) == ("waiting", None, 0)


def test_answer_that_was_not_placed_is_none(conversation: Conversation, anouk: User) -> None:
    with time_machine.travel(at("wo 13:40"), tick=False):
        outbound = actions.reply(again(conversation), "Dag.", anouk)
    Outbound.objects.filter(pk=outbound.pk).update(state="failed")
    case = the_case()
    assert (case.outcome, case.answered_at, case.answers) == ("waiting", None, 0)


def test_departments_that_got_it(conversation: Conversation, anouk: User, bram: User) -> None:
    """Forwarded, given back, forwarded again: two got it, one gave it back. What they work is ours
    too."""
    first, second = DepartmentFactory.create_batch(2)
    for department in (first, second):
        department.members.add(bram)
    ask(conversation, first, anouk, "wo 13:10")
    with time_machine.travel(at("wo 14:00"), tick=False):
        take_answer(desk.hand_back(_referral(conversation), "Niet van ons.", bram).pk)
    ask(conversation, second, anouk, "wo 14:30")
    with time_machine.travel(at("do 10:00"), tick=False):
        take_answer(desk.answer(_referral(conversation), "In week 48.", bram).pk)
    answer(conversation, anouk, "do 10:30")
    case = the_case()
    assert (case.hops, case.hand_backs, case.first_minutes) == (2, 1, 4 * 60 + 90)


def test_given_back_and_answered_by_us_is_dealt_with(
    conversation: Conversation, anouk: User, bram: User
) -> None:
    department = DepartmentFactory()
    department.members.add(bram)
    ask(conversation, department, anouk, "wo 13:10")
    with time_machine.travel(at("wo 14:00"), tick=False):
        take_answer(desk.hand_back(_referral(conversation), "Niet van ons.", bram).pk)
    answer(conversation, anouk, "wo 15:00")
    case = the_case()
    assert (said(case.done_at), case.whole_minutes) == ("wo 15:00", 120)


def test_kind_as_it_was_when_the_next_case_began(conversation: Conversation, anouk: User) -> None:
    with time_machine.travel(at("wo 13:10"), tick=False):
        actions.choose_kind(again(conversation), Kind.REPORT, anouk)
    answer(conversation, anouk, "wo 14:00")
    assert [case.kind for case in cases()] == ["melding"]
    writes(conversation, "wo 13:00", weeks=6)
    with time_machine.travel(at("wo 13:10", 6), tick=False):
        actions.choose_kind(again(conversation), Kind.COMPLAINT, anouk)
    Conversation.objects.update(urgent=True, neighbourhood="Zuid")
    assert [(case.kind, case.urgent, case.neighbourhood) for case in cases()] == [
        ("melding", False, ""),
        ("klacht", True, "Zuid"),
    ]
    rebuild()
    assert [case.kind for case in Case.objects.order_by("number")] == ["melding", "klacht"]


def test_department_as_it_was_when_the_next_case_began(
    conversation: Conversation, anouk: User, bram: User
) -> None:
    """Also where nobody chose one: it was forwarded, or nobody knew."""
    first, second = DepartmentFactory.create_batch(2)
    answer(conversation, anouk, "wo 14:00")
    writes(conversation, "wo 13:00", weeks=6)
    first.members.add(bram)
    ask(conversation, first, anouk, "wo 13:10", weeks=6)
    with time_machine.travel(at("wo 13:20", 6), tick=False):
        take_answer(desk.hand_back(_referral(conversation), "Weten we niet.", bram).pk)
    answer(conversation, anouk, "wo 14:00", weeks=6)
    writes(conversation, "wo 13:00", weeks=12)
    with time_machine.travel(at("wo 13:10", 12), tick=False):
        actions.choose_department(again(conversation), second, anouk)
    assert [case.department for case in cases()] == [None, first, second]


def test_stands_still_while_the_citizen_is_to_answer_a_department(
    conversation: Conversation, anouk: User, bram: User
) -> None:
    norm(None, 240)
    department = DepartmentFactory()
    department.members.add(bram)
    ask(conversation, department, anouk, "wo 13:10")
    with time_machine.travel(at("wo 13:20"), tick=False):
        Remark.objects.create(
            referral=_referral(conversation), text="Welke straat?", way=Remark.Way.TO_CITIZEN
        )
    answer(conversation, anouk, "wo 13:30")
    case = the_case()
    assert (case.outcome, case.done_at, case.whole_norm, case.whole_due) == (
        *("answered", None, 240, None),
    )
    writes(conversation, "do 10:00")
    assert said(the_case().whole_due) == "do 13:30"  # half an hour ran before


def test_what_a_colleague_opens_again_after_weeks_is_no_question(
    conversation: Conversation, anouk: User
) -> None:
    answer(conversation, anouk, "wo 14:00")
    with time_machine.travel(at("wo 15:00"), tick=False):
        actions.close(again(conversation), anouk)
    with time_machine.travel(at("wo 10:00", 6), tick=False):
        actions.reopen(again(conversation), anouk)
        actions.close(again(conversation), anouk)
    case = the_case()
    assert (case.outcome, said(case.done_at)) == ("answered", "wo 14:00")


def test_sending_elsewhere_in_the_last_part_counts(conversation: Conversation, anouk: User) -> None:
    with time_machine.travel(at("wo 14:00"), tick=False):
        actions.reply(again(conversation), "Een lange zin. " * 30, anouk, split=True)
        parts = list(Outbound.objects.order_by("pk"))
        assert len(parts) > 1
        for part in parts:
            place(part)
    Outbound.objects.filter(pk=parts[-1].pk).update(elsewhere="mail")
    case = the_case()
    assert (case.answers, case.switches) == (1, 1)


def test_words_that_come_after_a_closing_are_not_ended_by_it(
    conversation: Conversation, anouk: User
) -> None:
    with time_machine.travel(at("wo 14:00"), tick=False):
        actions.close(again(conversation), anouk)
    writes(conversation, "wo 13:50", observed_at=at("wo 14:10"))
    Conversation.objects.filter(pk=conversation.pk).update(status="open")
    answer(conversation, anouk, "wo 16:00")
    before = the_case()
    with time_machine.travel(at("wo 16:30"), tick=False):
        actions.close(again(conversation), anouk)
    after = the_case()
    assert (said(before.done_at), said(after.done_at)) == ("wo 16:00", "wo 16:00")
    assert after.whole_minutes == before.whole_minutes == 180


def test_one_that_cannot_be_counted_stops_no_other(
    conversation: Conversation, anouk: User, caplog: pytest.LogCaptureFixture
) -> None:
    other = ConversationFactory(account=conversation.account)
    with connection.cursor() as cursor:  # Python knows no year before 1
        cursor.execute(
            "UPDATE inbox_message SET created_at = '0044-03-15 BC' WHERE conversation_id = %s",
            [conversation.pk],
        )
    keep_up()
    assert [case.conversation for case in Case.objects.all()] == [other.pk]
    assert set(Changed.objects.values_list("conversation", flat=True)) == {conversation.pk}
    assert f"Conversation {conversation.pk} is left behind" in caplog.text


def test_norm_of_when_it_was_asked(conversation: Conversation, anouk: User) -> None:
    """A promise that is made later does not make an earlier answer late."""
    with time_machine.travel(at("ma 09:00"), tick=False):
        save_norm(ResponseNorm(first_response=240), anouk)
    with time_machine.travel(at("vr 09:00"), tick=False):
        row = ResponseNorm.objects.get()
        row.first_response = 30
        save_norm(row, anouk)
    late = ConversationFactory(account=conversation.account, message__created_at=at("vr 10:00"))
    assert {case.conversation: case.first_norm for case in cases()} == {
        conversation.pk: 240,
        late.pk: 30,
    }


def ask(
    conversation: Conversation, department: Department, by: User, when: str, weeks: int = 0
) -> None:
    with time_machine.travel(at(when, weeks), tick=False):
        actions.refer(again(conversation), department, "Wanneer?", by)


def _on_the_clock(case: Case) -> float:
    """Seconds until the first answer."""
    assert case.answered_at
    return (case.answered_at - case.asked_at).total_seconds()


def _referral(conversation: Conversation) -> Any:
    return conversation.forwardings.get(referral__state="open").referral
