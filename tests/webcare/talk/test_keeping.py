"""What is kept is what a reading of all messages comes to, whatever happened in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.models import Conversation, Message
from tests.factories import NOON, ConversationFactory, MessageFactory
from tests.webcare.talk.town import NOW, said, usually
from webcare.talk import keeping
from webcare.talk.models import Behind, Finding, Heard
from webcare.talk.reading import known, read

pytestmark = pytest.mark.django_db

WORDS = ("De boom is om", "Het zwembad is dicht", "Losse stoeptegels", "Ja graag", "")


def stored() -> dict[tuple[int, date], tuple[object, list[str]]]:
    return {(row.conversation_id, row.day): (row.at, row.terms) for row in Heard.objects.all()}


def direct() -> dict[tuple[int, date], tuple[object, list[str]]]:
    pks = list(Conversation.objects.values_list("pk", flat=True))
    return {key: (row.at, row.terms) for key, row in read(pks, known()).items()}


def test_one_row_for_a_conversation_and_a_day() -> None:
    [one] = said("De boom is om")
    MessageFactory(conversation=one, text="En de lantaarn", created_at=NOW)
    MessageFactory(conversation=one, text="De boom ligt er nog", created_at=NOW + timedelta(days=1))
    MessageFactory(conversation=one, text="Wij snoeien", incoming=False, created_at=NOW)
    keeping.behind([one.pk])
    assert keeping.keep_up() == 1
    assert sorted(row.terms for row in Heard.objects.all()) == [["boom"], ["boom", "lantaarn"]]
    assert not Behind.objects.exists()
    assert keeping.keep_up() == 0


def test_the_day_is_that_of_the_wall() -> None:
    late = NOON.replace(hour=23, minute=30)
    one = ConversationFactory(message__text="De boom is om", message__created_at=late)
    keeping.rebuild()
    assert Heard.objects.get(conversation=one).day == late.date() + timedelta(days=1)


def test_who_is_called_otherwise_is_no_subject_by_that_name() -> None:
    [one] = said("De boom van kwakkelstein is om")
    keeping.rebuild()
    assert "kwakkelstein" in Heard.objects.get().terms
    one.author.name = "Tinus Kwakkelstein"
    one.author.save(update_fields=["name"])
    assert keeping.keep_up() == 1
    assert "kwakkelstein" not in Heard.objects.get().terms


def test_words_go_with_the_conversation() -> None:
    [one] = said("De boom is om")
    keeping.rebuild()
    pk = one.pk
    one.delete()
    assert not Heard.objects.exists()
    keeping.behind([pk])
    keeping.keep_up()
    assert not Heard.objects.exists()


STEP = st.tuples(
    st.sampled_from("wedmk"), st.integers(0, 2), st.sampled_from(WORDS), st.integers(0, 3)
)


@given(st.lists(STEP, max_size=14))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_step(steps: Sequence[tuple[str, int, str, int]]) -> None:
    """w written, e edited, d deleted by the citizen, m moved to another conversation, k kept."""
    with transaction.atomic():
        rows = ConversationFactory.create_batch(3)
        keeping.behind([row.pk for row in rows])
        for what, which, text, days in steps:
            row = rows[which]
            mine = Message.objects.filter(conversation=row, incoming=True).order_by("pk")
            last = mine.last()
            changed = [row.pk]
            if what == "w":
                MessageFactory(conversation=row, text=text, created_at=NOON - timedelta(days=days))
            elif what == "k":
                keeping.keep_up()
                changed = []
            elif last is not None:
                if what == "e":
                    mine.filter(pk=last.pk).update(text=text, deleted_at=None)
                elif what == "d":
                    mine.filter(pk=last.pk).update(text="", deleted_at=NOON)
                else:
                    other = rows[(which + 1) % 3]
                    mine.filter(pk=last.pk).update(conversation=other)
                    changed.append(other.pk)
            keeping.behind(changed)
        keeping.keep_up()
        assert stored() == direct()
        keeping.rebuild()
        assert stored() == direct()
        transaction.set_rollback(True)


def test_old_rows_keep_what_was_said_often() -> None:
    old = keeping.OLD + timedelta(days=1)
    [rare] = said("Een kangoeroe in de vijver", old)
    [both] = said("Vijver zonder leguaan", old)
    said("Weer die vijver", times=keeping.RARE)
    keeping.rebuild()
    keeping.forget_rare()
    assert Heard.objects.get(conversation=rare).terms == ["vijver"]
    assert Heard.objects.get(conversation=both).terms == ["vijver"]
    [young] = said("Een kangoeroe in de sloot")
    keeping.rebuild()
    keeping.forget_rare()
    assert "kangoeroe" in Heard.objects.get(conversation=young).terms


def test_reading_all_again_brings_nothing_back_that_was_forgotten() -> None:
    [rare] = said("Een kangoeroe in de vijver", keeping.OLD + keeping.LATELY + timedelta(days=9))
    keeping.rebuild()
    assert Heard.objects.get(conversation=rare).terms == []


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    usually(weeks=1, times=1)
    call_command("rebuild_talk")
    assert capsys.readouterr().out.startswith("10 conversations read")
    assert Heard.objects.count() == 10
    assert not Finding.objects.filter(span="dag").exists()
