"""Asked together, answered as if each was asked by itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.forms import model_to_dict

from connectors.models import Account, Arrival
from inbox import actions
from inbox.models import Act, Attachment, Conversation, Event, Label, Message, Note, Outbound
from inbox.together import lay_with, put_once, together
from routing.models import Absence, Department
from tests.factories import (
    AccountFactory,
    ConversationFactory,
    DepartmentFactory,
    MessageFactory,
)
from webcare.models import User

pytestmark = pytest.mark.django_db


def _all_of(row: Any) -> dict[str, Any]:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return fields | model_to_dict(row, exclude=["members", "groups", "user_permissions"])


@pytest.fixture
def told(conversation: Conversation, anouk: User) -> Conversation:
    """With rows of every sort, and words that could be mistaken for something else."""
    actions.note(conversation, "Een 'notitie' met \"tekens\", € en %s.\n\\u0000 😀", anouk)
    outbound = actions.reply(conversation, "100% zeker.", anouk)
    Act.objects.create(message=outbound.message, act="like", by=anouk)
    Attachment.objects.create(message=outbound.message, key="1", kind="image", state="kept")
    Conversation.objects.update(decision={"danger": {"words": ["brand"]}, "p": 0.1})
    Account.objects.update(
        credentials={"access_token": "geheim"}, daily_ceiling=Decimal("12.30"), features=["like"]
    )
    return conversation


@pytest.mark.parametrize("model", [Act, Attachment, Event, Message, Note, Outbound, Account, User])
def test_rows_are_the_same(told: Conversation, model: Any) -> None:
    asked = model.objects.order_by("pk")
    together(asked)
    assert [_all_of(row) for row in asked] == [_all_of(row) for row in asked.all()] != []


def test_days_are_the_same(anouk: User) -> None:
    Absence.objects.create(person=anouk, first_day=date(2026, 11, 18))
    asked = Absence.objects.all()
    together(asked)
    assert asked[0].first_day == date(2026, 11, 18)


def test_row_of_the_queue_with_all_that_it_joins_is_the_same(told: Conversation) -> None:
    told.labels.add(Label.objects.create(slug="wegen", name="Wegen", order=1))
    ConversationFactory()
    asked = Conversation.objects.with_row().order_by("pk")
    together(asked)
    for here, there in zip(asked, asked.all(), strict=True):
        assert _all_of(here) == _all_of(there)
        assert _all_of(here.author) == _all_of(there.author)
        assert (here.assignee, here.department) == (there.assignee, there.department)
        for name in ("preview", "nobody_claims", "labelled", "bundle"):
            assert vars(here)[name] == vars(there)[name]


def test_many_are_one_query(told: Conversation, django_assert_num_queries: Any) -> None:
    asked: list[QuerySet[Any, Any]] = [
        told.messages.all(),
        told.notes.select_related("by"),
        told.events.values_list("verb", flat=True),
        Account.objects.values("name", "features"),
        Message.objects.order_by("-pk")[:1],
        Department.objects.none(),
    ]
    with django_assert_num_queries(1):
        together(*asked)
        found = [list(one) for one in asked]
        assert found[1][0].by.username == "anouk"
    assert found == [list(one.all()) for one in asked]


def test_nothing_asked_is_no_query(db: None, django_assert_num_queries: Any) -> None:
    answered = User.objects.all()
    len(answered)
    with django_assert_num_queries(0):
        together()
        together(answered, User.objects.none())


def test_narrowed_later_it_asks_again(told: Conversation) -> None:
    everything = told.events.all()
    together(everything)
    assert {event.verb for event in everything.filter(verb="noted")} == {"noted"}
    assert everything.count() == len(told.events.all())


def test_what_json_cannot_hold_is_refused(db: None) -> None:
    Arrival.objects.create(account=AccountFactory(), source="mentions", body=b"{}")
    with pytest.raises(TypeError, match="BinaryField"):
        together(Arrival.objects.all())


def test_rows_lie_with_whom_they_belong_to(
    told: Conversation, django_assert_num_queries: Any
) -> None:
    MessageFactory(conversation=told)
    messages, attachments = told.messages.all(), Attachment.objects.all()
    together(messages, attachments)
    lay_with(messages, "attachments", attachments)
    with django_assert_num_queries(0):
        along = {one.pk: [each.message for each in one.attachments.all()] for one in messages}
    assert along == {
        one.pk: [one] * Attachment.objects.filter(message=one).count() for one in messages
    }


@put_once
def _named(*names: str) -> QuerySet[Department]:
    return Department.objects.filter(name__in=names).order_by("pk")


def test_question_that_is_put_once_is_answered_anew_each_time(db: None) -> None:
    def answered() -> list[Department]:
        by_itself, asked, other = _named("Groen"), _named("Groen"), _named("Grijs")
        together(asked, other)
        assert list(other) == []
        assert list(asked) == list(by_itself)
        return list(asked)

    assert answered() == []
    green = DepartmentFactory(name="Groen")
    assert answered() == [green]


def test_question_that_is_put_once_is_written_once(db: None) -> None:
    DepartmentFactory(name="Groen")
    with pytest.MonkeyPatch.context() as patch:
        for _ in range(2):
            asked = _named("Groen", "Grijs")
            together(asked)
            assert [one.name for one in asked] == ["Groen"]
            patch.setattr(SQLCompiler, "as_sql", None)  # from now on nothing is


def test_question_that_is_put_once_can_be_narrowed(db: None) -> None:
    green, grey = DepartmentFactory(name="Groen"), DepartmentFactory(name="Grijs")
    asked, narrowed = _named("Groen", "Grijs"), _named("Groen", "Grijs").exclude(pk=grey.pk)
    together(asked, narrowed)
    assert list(narrowed) == [green]
    assert list(asked) == [green, grey]
    assert list(asked.filter(name="Grijs")) == [grey]
