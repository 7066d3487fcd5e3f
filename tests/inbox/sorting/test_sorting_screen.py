"""The panel that says why this department, and the band that says danger."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from inbox.models import Conversation
from inbox.sorting import sort
from routing.models import Department, Example
from tests.factories import ConversationFactory, DepartmentFactory, RuleFactory
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(agent: Client) -> Client:
    agent.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return agent


@pytest.fixture
def proposed(conversation: Conversation, openbare_ruimte: Department) -> Conversation:
    """Routing was not sure: Openbare Ruimte, or one of two others."""
    found = [(openbare_ruimte, 0.713, ["bomen", "<snoei>"])]
    found += [(DepartmentFactory(), chance, []) for chance in (0.2, 0.001)]
    conversation.decision = {
        "proposals": [
            {"department": row.pk, "probability": chance, "words": words}
            for row, chance, words in found
        ],
        "kind": {"by": "model", "why": "Words: wanneer (90% sure)"},
        "sentiment": {"words": ["schandalig"]},
        "place": {"street": "Berkenlaan", "words": "berkenln"},
    }
    conversation.kind, conversation.sentiment = "vraag", "negatief"
    conversation.neighbourhood, conversation.district = "Bomenbuurt", "Noord"
    conversation.language, conversation.why = "en", "Not sure enough to choose"
    conversation.save()
    return conversation


@pytest.fixture
def burning(db: None) -> Conversation:
    row: Conversation = ConversationFactory(message__text="Er is brand in de flat, help!")
    sort([row])
    return row


def page(client: Client, row: Conversation) -> str:
    return client.get(reverse("conversation", args=[row.pk])).content.decode()


def post(client: Client, name: str, row: Conversation, **given: object) -> Any:
    return client.post(reverse(name, args=[row.pk]), given)


# Why this department -----------------------------------------------------------------------------


def test_three_are_proposed_with_percentage_words_and_key(
    reader: Client, proposed: Conversation
) -> None:
    shown = page(reader, proposed)
    assert re.findall(r'data-choice="(\d)"', shown) == ["1", "2", "3"]
    assert re.findall(r'choice__chance">(\d+%)', shown) == ["71%", "20%", "1%"]
    assert "bomen, &lt;snoei&gt;" in shown
    assert "Not sure enough to choose" in shown


def test_what_was_noticed_is_told_with_its_ground(reader: Client, proposed: Conversation) -> None:
    shown = page(reader, proposed)
    for words in ("Bomenbuurt, Noord", "words: berkenln", "English", "Negative", "schandalig"):
        assert words in shown


def test_rule_is_told(reader: Client, conversation: Conversation) -> None:
    Conversation.objects.update(decided_by="rule", rule=1, rule_version=4, why="Rule “Bomen”")
    shown = page(reader, conversation)
    assert "by a rule (version 4)" in shown
    assert "Rule “Bomen”" in shown


def test_version_that_decided_is_told(reader: Client, conversation: Conversation) -> None:
    Conversation.objects.update(decided_by="model", model_version=12)
    assert "learned from earlier messages (version 12)" in page(reader, conversation)


def test_department_that_was_switched_off_meanwhile_is_not_offered(
    reader: Client, proposed: Conversation, openbare_ruimte: Department
) -> None:
    Department.objects.filter(pk=openbare_ruimte.pk).update(active=False)
    assert re.findall(r'data-choice="(\d)"', page(reader, proposed)) == ["1", "2"]


def test_conversation_of_before_routing_learned_is_shown(
    reader: Client, conversation: Conversation
) -> None:
    shown = page(reader, conversation)
    assert "No department yet" in shown
    assert 'data-choice="' not in shown


def test_who_looks_on_sees_it_and_chooses_nothing(
    as_user: Any, otto: User, proposed: Conversation
) -> None:
    shown = page(as_user(otto), proposed)
    assert "71%" in shown
    assert 'data-choice="' not in shown


def test_proposal_is_chosen(
    reader: Client, proposed: Conversation, openbare_ruimte: Department
) -> None:
    assert post(reader, "sort", proposed, department=openbare_ruimte.pk).status_code == 303
    proposed.refresh_from_db()
    assert (proposed.department, proposed.decided_by) == (openbare_ruimte, "person")
    assert proposed.kind == "vraag"
    assert Example.objects.get().department == openbare_ruimte


def test_kind_is_chosen_and_the_department_stays(
    reader: Client, proposed: Conversation, openbare_ruimte: Department
) -> None:
    Conversation.objects.update(department=openbare_ruimte, decided_by="rule")
    post(reader, "sort", proposed, kind="klacht")
    proposed.refresh_from_db()
    assert (proposed.kind, proposed.department, proposed.decided_by) == (
        "klacht",
        openbare_ruimte,
        "rule",
    )


def test_department_that_is_none_is_refused(reader: Client, proposed: Conversation) -> None:
    assert post(reader, "sort", proposed, department=99999).status_code == 422
    proposed.refresh_from_db()
    assert proposed.department is None


def test_kind_that_nobody_knows_asks_to_be_chosen(
    reader: Client, conversation: Conversation
) -> None:
    assert 'data-testid="kind-none"' in page(reader, conversation)
    Conversation.objects.update(kind="vraag")
    assert 'data-testid="kind-none"' not in page(reader, conversation)


def test_rule_that_could_not_be_tried_is_told(
    as_user: Any, anouk: User, lena: User, conversation: Conversation
) -> None:
    rule = RuleFactory(name="Gladheid")
    conversation.decision = {"problems": {str(rule.pk): "No such district", "987654": "Broken"}}
    conversation.save()
    link = reverse("rule", args=[rule.pk])
    for user in (anouk, lena):
        shown = page(as_user(user), conversation)
        assert "Gladheid" in shown
        assert "No such district" in shown
        assert "Broken" in shown
        assert (link in shown) is (user == lena)


# Danger ------------------------------------------------------------------------------------------


def test_danger_stands_on_top_with_what_to_do(reader: Client, burning: Conversation) -> None:
    shown = page(reader, burning)
    assert shown.index('data-testid="danger"') < shown.index('data-testid="message"')
    for words in ("Danger: fire", "Call 112", "brand"):
        assert words in shown


def test_row_names_the_danger(reader: Client, burning: Conversation) -> None:
    queue = reader.get(reverse("inbox")).content.decode()
    row = queue.partition('data-testid="queue-row"')[2].partition("</li>")[0]
    assert "Danger: fire" in row


def test_who_is_on_it_already_can_say_so_again(
    reader: Client, anouk: User, burning: Conversation
) -> None:
    Conversation.objects.update(assignee=anouk)
    assert 'data-testid="claim-danger"' in page(reader, burning)
    post(reader, "claim", burning)
    assert 'data-testid="claim-danger"' not in page(reader, burning)


def test_no_danger_no_band(reader: Client, conversation: Conversation) -> None:
    assert 'data-testid="danger"' not in page(reader, conversation)


def test_colleague_says_that_it_is_not_urgent(reader: Client, burning: Conversation) -> None:
    assert post(reader, "calm", burning, why="Het is een oefening.").status_code == 303
    shown = page(reader, burning)
    assert 'data-testid="danger"' not in shown
    assert "says it is not urgent: Het is een oefening." in shown


@pytest.mark.parametrize("why", ["", "a" * 201])
def test_calming_without_a_reason_or_with_too_long_a_one_is_refused(
    reader: Client, burning: Conversation, why: str
) -> None:
    response = post(reader, "calm", burning, why=why)
    shown = response.content.decode()
    assert response.status_code == 422
    assert 'aria-invalid="true"' in shown
    assert f'value="{why}"' in shown
    burning.refresh_from_db()
    assert burning.danger


def test_what_a_rule_made_urgent_can_be_calmed(reader: Client, conversation: Conversation) -> None:
    Conversation.objects.update(urgent=True)
    assert 'data-testid="not-urgent"' in page(reader, conversation)


def test_who_looks_on_cannot_calm(as_user: Any, otto: User, burning: Conversation) -> None:
    assert post(as_user(otto), "calm", burning, why="Niets.").status_code == 404
