"""Whatever happens, in whatever order: what is kept is what a direct count comes to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox import actions, undoing
from inbox.models import Conversation, Forwarding, Message, Outbound, Undo
from inbox.refusals import Refused
from inbox.tasks import take_answer
from routing import desk
from routing.models import Department, Kind
from tests.factories import ConversationFactory, DepartmentFactory, MessageFactory, person
from tests.inbox.promised import at, keep_hours, norm, place
from webcare.figures.keeping import cases, keep_up, rebuild
from webcare.figures.models import Case, Changed
from webcare.models import User

pytestmark = pytest.mark.django_db


class Town:
    """Two conversations, two departments, a colleague and a clock that only goes on."""

    def __init__(self) -> None:
        keep_hours()
        norm(60, 480)
        self.now: datetime = at("wo 14:00")
        self.anouk: User = person("anouk", "Anouk", "de Wit", "Agent")
        self.bram: User = person("bram", "Bram", "Smit", "Official")
        self.departments: list[Department] = DepartmentFactory.create_batch(2)
        for department in self.departments:
            department.members.add(self.bram)
        self.conversations: list[Conversation] = ConversationFactory.create_batch(2)
        self.pressed: list[Undo] = []

    def does(self, step: str, which: int, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        with time_machine.travel(self.now, tick=False):
            rows = Conversation.objects.filter(pk=self.conversations[which % 2].pk)
            if (row := rows.first()) is not None:
                try:
                    with transaction.atomic():
                        STEPS[step](self, row, which)
                except (Refused, desk.Refused):
                    pass  # that could not be done then

    def writes(self, row: Conversation, which: int, late: int = 0) -> None:
        written = self.now - timedelta(minutes=late)
        MessageFactory(conversation=row, created_at=written, observed_at=self.now)
        if row.status == "closed":
            Conversation.objects.filter(pk=row.pk).update(status="open")

    def writes_late(self, row: Conversation, which: int) -> None:
        self.writes(row, which, late=47 * which)

    def changes_words(self, row: Conversation, which: int) -> None:
        words = row.messages.filter(incoming=True).order_by("-pk").values("pk")[:1]
        Message.objects.filter(pk__in=words).update(edited_at=self.now)

    def takes_back(self, row: Conversation, which: int) -> None:
        words = row.messages.filter(incoming=True, deleted_at=None).order_by("pk").values("pk")
        Message.objects.filter(pk__in=words[: 1 + which % 2]).update(deleted_at=self.now, text="")

    def answers(self, row: Conversation, which: int) -> None:
        actions.reply(row, f"Dag, {self.now}", self.anouk)

    def is_placed(self, row: Conversation, which: int) -> None:
        for outbound in Outbound.objects.filter(conversation=row, state="queued"):
            Outbound.objects.filter(pk=outbound.pk).update(state="sending")
            place(Outbound.objects.get(pk=outbound.pk))

    def answers_there(self, row: Conversation, which: int) -> None:
        MessageFactory(
            conversation=row, incoming=False, created_at=self.now, observed_at=self.now, author=None
        )

    def closes(self, row: Conversation, which: int) -> None:
        done = undoing.each([row], lambda one: actions.close(one, self.anouk), self.anouk)
        if done.undo:
            self.pressed.append(done.undo)

    def takes_press_back(self, row: Conversation, which: int) -> None:
        if self.pressed:
            undoing.undo(self.pressed.pop(), self.anouk)

    def reopens(self, row: Conversation, which: int) -> None:
        actions.reopen(row, self.anouk)

    def forwards(self, row: Conversation, which: int) -> None:
        actions.refer(row, self.departments[which % 2], "Wanneer?", self.anouk)

    def department_answers(self, row: Conversation, which: int) -> None:
        if asked := _open(row):
            take_answer(desk.answer(asked.referral, "In week 48.", self.bram).pk)

    def hands_back(self, row: Conversation, which: int) -> None:
        if asked := _open(row):
            take_answer(desk.hand_back(asked.referral, "Niet van ons.", self.bram).pk)

    def sorts(self, row: Conversation, which: int) -> None:
        actions.choose_department(row, self.departments[which % 2], self.anouk)

    def names_kind(self, row: Conversation, which: int) -> None:
        actions.choose_kind(row, Kind.values[which % len(Kind.values)], self.anouk)

    def goes(self, row: Conversation, which: int) -> None:
        if which == 3:
            row.delete()

    def is_counted(self, row: Conversation, which: int) -> None:
        keep_up()


STEPS: dict[str, Callable[[Town, Conversation, int], None]] = {
    name: deed for name, deed in vars(Town).items() if not name.startswith("_") and name != "does"
}


def _open(row: Conversation) -> Forwarding | None:
    asked = Forwarding.objects.filter(conversation=row, referral__state="open")
    return asked.select_related("referral").first()


def _rows(found: list[Case]) -> list[dict[str, Any]]:
    names = [field.attname for field in Case._meta.fields if field.name != "id"]
    return [{name: getattr(case, name) for name in names} for case in found]


def _kept(pks: list[int]) -> list[dict[str, Any]]:
    return _rows(list(Case.objects.filter(conversation__in=pks).order_by("conversation", "number")))


story = st.lists(
    st.tuples(
        st.sampled_from(sorted(STEPS)),
        st.integers(0, 7),
        st.sampled_from([0, 1, 20, 90, 700, 3000, 21 * 24 * 60]),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story)
def test_what_is_kept_is_what_is_counted(db: None, steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        town = Town()
        for step in steps:
            town.does(*step)
        keep_up()
        assert not Changed.objects.exists()
        there = list(Conversation.objects.order_by("pk").values_list("pk", flat=True))
        counted = cases(there)
        direct = _rows([case for pk in there for case in counted[pk]])
        assert _kept(there) == direct
        rebuild()
        assert _kept(there) == direct
        transaction.set_rollback(True)


def test_every_step_is_possible(db: None) -> None:
    """None of them is refused always: each changes something in this order."""
    town, seen = Town(), set()
    order = (
        *("writes", "writes_late", "changes_words", "answers", "is_placed", "answers_there"),
        *("closes", "takes_press_back", "closes", "reopens", "sorts", "names_kind", "forwards"),
        *("department_answers", "forwards", "hands_back", "takes_back", "is_counted", "goes"),
    )
    for step in order:
        keep_up()
        before = Changed.objects.count()
        town.does(step, 3, 5)
        if step == "is_counted" or Changed.objects.count() > before:
            seen.add(step)
    assert seen == set(STEPS)
