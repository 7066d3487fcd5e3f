"""What goes wrong in the background stands where who can act sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.db import ProgrammingError, connection
from django.db.models import F
from django.test import Client
from django.utils import timezone

from inbox.models import Conversation
from tests.factories import NOON, ConversationFactory, MessageFactory
from webcare.failing import PATIENCE, Work, failed, noted, resting
from webcare.figures.keeping import keep_up
from webcare.figures.models import Case, Changed
from webcare.figures.signals import counted
from webcare.models import Failing, User
from webcare.talk.keeping import behind
from webcare.talk.models import Behind, Heard
from webcare.talk.tasks import find_talk, keep_talk
from webcare.warnings.models import Baseline
from webcare.warnings.tasks import look

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
BANNER = 'data-testid="work-trouble"'


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def page(who: User, address: str = "/voorkeuren/") -> str:
    client = Client()
    client.force_login(who)
    return client.get(address, follow=True).content.decode()


@contextmanager
def broken(conversation: Conversation) -> Iterator[None]:
    """A room above that cannot go along with this conversation."""

    def refuse(pks: list[int], **_told: Any) -> None:
        if conversation.pk in pks:
            raise ValueError("woorden van een inwoner")

    counted.connect(refuse)
    try:
        yield
    finally:
        counted.disconnect(refuse)


def again(times: int = 3) -> None:
    """The clock comes round, over a quarter of an hour."""
    for each in range(times):
        with time_machine.travel(NOON + each * 6 * MINUTE, tick=False):
            keep_up()


@pytest.fixture(autouse=True)
def _a_while_later() -> Iterator[None]:
    with time_machine.travel(NOON + 15 * MINUTE, tick=False):
        yield


def test_a_conversation_that_cannot_be_counted_stands_on_the_page_of_who_can_act(
    fatma: User, anouk: User
) -> None:
    stuck, other = ConversationFactory(), ConversationFactory()
    with broken(stuck):
        again()
    assert Case.objects.filter(conversation=other.pk).exists()
    shown = page(fatma)
    assert "1 conversation cannot be counted" in shown
    assert f"Number: {stuck.pk} (ValueError)" in shown
    assert "woorden" not in shown
    assert BANNER not in page(anouk)


def test_what_fails_once_is_no_news(fatma: User) -> None:
    with broken(ConversationFactory()):
        again(2)
    assert Failing.objects.get().times == 2
    assert BANNER not in page(fatma)


def test_it_is_over_once_it_is_counted(fatma: User) -> None:
    with broken(ConversationFactory()):
        again()
    keep_up()
    assert not Failing.objects.exists()
    assert BANNER not in page(fatma)


def test_what_goes_on_failing_is_tried_less_and_less_often() -> None:
    tried = []
    with broken(ConversationFactory()):
        for seconds in range(0, 4 * 3600, 10):
            with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
                if not resting(Work.FIGURES):
                    keep_up()
                    tried.append(seconds)
    assert [after - before for before, after in pairwise(tried)] == [
        *(20, 40, 80, 160, 320, 640, 1280, 2560),
        *(3600, 3600),
    ]


def test_what_failed_for_weeks_keeps_no_other_from_being_counted() -> None:
    stuck, other = ConversationFactory(), ConversationFactory()
    failed(Work.FIGURES, ValueError(), stuck.pk)
    Failing.objects.update(times=1000)
    keep_up()
    assert {case.conversation for case in Case.objects.all()} == {other.pk}


def test_what_the_town_talks_about_leaves_out_only_what_cannot_be_read(fatma: User) -> None:
    stuck, other = (
        MessageFactory(text="De Esdoornlaan is dicht").conversation for _each in range(2)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE talk_heard ADD CHECK (conversation_id <> {stuck.pk})")
    behind([stuck.pk, other.pk])
    for each in range(3):
        with time_machine.travel(NOON + each * 6 * MINUTE, tick=False):
            keep_talk()
    assert {row.conversation_id for row in Heard.objects.all()} == {other.pk}
    assert {row.conversation for row in Behind.objects.all()} == {stuck.pk}
    shown = page(fatma)
    assert "1 conversation is left out of what the town talks about" in shown
    assert f"Number: {stuck.pk} (IntegrityError)" in shown


@pytest.mark.django_db(transaction=True)
def test_a_part_of_what_the_town_talks_about_that_fails(fatma: User, hidden_findings: None) -> None:
    for each in range(3):
        with (
            time_machine.travel(NOON + each * 2 * MINUTE, tick=False),
            pytest.raises(ProgrammingError),
        ):
            find_talk()
    assert "This fails again and again: finding what stands out." in page(fatma)


def test_figures_that_are_behind_say_so_where_they_stand_and_to_who_can_act(
    fatma: User, lena: User
) -> None:
    ConversationFactory()
    Changed.objects.update(at=F("at") - 3 * MINUTE)
    assert "These figures are of" in page(lena, "/cijfers/periode/")
    assert "These figures are of" in page(lena, "/cijfers/ik/")
    assert "The figures are behind" not in page(fatma)
    Changed.objects.update(at=F("at") - PATIENCE)
    assert "The figures are behind" in page(fatma)


def test_figures_that_keep_up_say_nothing(fatma: User, lena: User) -> None:
    ConversationFactory()
    keep_up()
    assert "These figures are of" not in page(lena, "/cijfers/periode/")
    assert BANNER not in page(fatma)


def test_one_that_cannot_be_counted_does_not_make_all_others_late(lena: User) -> None:
    with broken(ConversationFactory()):
        again()
    Changed.objects.update(at=F("at") - 60 * MINUTE)
    assert "These figures are of" not in page(lena, "/cijfers/periode/")


def test_a_part_of_early_warning_that_fails_again_and_again(fatma: User) -> None:
    learned = timezone.now() - MINUTE
    Baseline.objects.create(scope="all", key="", usual={"no": "numbers"}, learned_at=learned)
    for each in (15, 12, 9):
        with time_machine.travel(timezone.now() - each * MINUTE, tick=False):
            look()
    known = set(Failing.objects.values_list("work", flat=True))
    assert known == {Work.SPIKES, Work.OTHERS}
    assert "This fails again and again: looking for spikes." in page(fatma)
    Baseline.objects.all().delete()
    look()
    assert not Failing.objects.exists()


def test_learning_that_fails_is_noted_and_fails_all_the_same() -> None:
    with pytest.raises(KeyError), noted(Work.USUAL):
        raise KeyError("woorden")
    assert Failing.objects.get().error == "KeyError"
    with noted(Work.USUAL):
        pass
    assert not Failing.objects.exists()


@pytest.fixture
def hidden_findings(transactional_db: None) -> Iterator[None]:
    """The table in which they stand is not there."""
    rename = "ALTER TABLE %s RENAME TO %s"
    with connection.cursor() as cursor:
        cursor.execute(rename % ("talk_finding", "talk_hidden"))
        yield
        cursor.execute(rename % ("talk_hidden", "talk_finding"))


def test_nobody_reads_more_than_a_few_numbers(fatma: User) -> None:
    for number in range(1, 8):
        for _ in range(3):
            with time_machine.travel(NOON - MINUTE, tick=False):
                failed(Work.FIGURES, ValueError(), number)
    shown = page(fatma)
    assert "7 conversations cannot be counted" in shown
    assert "Number: 1, 2, 3, 4, 5 …" in shown
