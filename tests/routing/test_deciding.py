"""Rule, classifier, danger, place and language put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from routing.danger import DangerKind
from routing.deciding import Judgement, judge
from routing.facts import Facts
from routing.models import Condition, Department, Place, Trained
from tests.factories import DepartmentFactory, RuleFactory
from tests.routing.school import four_departments, learned, version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

FACTS = Facts("", "x", 1, "noor", datetime(2026, 11, 18, 12, tzinfo=UTC))
PASSPORT = "Wanneer kan ik mijn nieuwe paspoort ophalen?"


@pytest.fixture
def departments() -> dict[str, Department]:
    """With a version that learned to tell them apart."""
    version(7, learned(), active=True)
    return four_departments()


def one(text: str) -> Judgement:
    return judge([replace(FACTS, text=text)])[0]


# Without a classifier ----------------------------------------------------------------------------


def test_nothing_to_judge_is_no_judgement() -> None:
    assert judge([]) == []


def test_without_rules_and_lessons_a_person_chooses() -> None:
    found = one(PASSPORT)
    assert (found.department, found.by, found.proposals) == (None, "", ())
    assert "choose the department yourself" in found.why


def test_rule_decides() -> None:
    rule = RuleFactory(words="paspoort", kind="vraag", version=3)
    found = one(PASSPORT)
    assert (found.department, found.by, found.rule, found.rule_version) == (
        rule.department_id,
        "rule",
        rule.pk,
        3,
    )
    assert (found.kind, found.kind_by) == ("vraag", "rule")


def test_danger_is_urgent() -> None:
    found = one("Er is brand in de flat, help!")
    assert found.danger
    assert found.danger.kind is DangerKind.FIRE
    assert found.urgent


def test_place_and_language_are_noticed() -> None:
    Place.objects.create(street="Berkenlaan", neighbourhood="Bomenbuurt", district="Noord")
    found = one("Er ligt een boom om op de Berkenlaan")
    assert found.place
    assert (found.place.neighbourhood, found.place.district) == ("Bomenbuurt", "Noord")
    assert found.language == "nl"


def test_rule_may_ask_for_what_was_noticed() -> None:
    Place.objects.create(street="Berkenlaan", neighbourhood="Bomenbuurt", district="Noord")
    rule = RuleFactory()
    Condition.objects.create(rule=rule, about="neighbourhood", values="Bomenbuurt")
    assert one("Er ligt een boom om op de Berkenlaan").department == rule.department_id
    assert one("Er ligt een boom om").department is None


def test_broken_rule_is_reported() -> None:
    rule = RuleFactory(words="*")
    assert rule.pk in one(PASSPORT).problems


# With a classifier -------------------------------------------------------------------------------


def test_three_departments_are_proposed_with_their_words(
    departments: dict[str, Department],
) -> None:
    found = one(PASSPORT)
    assert found.proposals[0].department == departments["burgerzaken"].pk
    assert "paspoort" in found.proposals[0].words
    chances = [each.probability for each in found.proposals]
    assert len(chances) == 3
    assert chances == sorted(chances, reverse=True)
    assert found.model_version == 7


def test_sure_classifier_decides(departments: dict[str, Department]) -> None:
    _sure_from(0.0)
    found = one(PASSPORT)
    assert (found.department, found.by) == (departments["burgerzaken"].pk, "model")
    assert "paspoort" in found.why
    assert "% sure" in found.why


def test_unsure_classifier_leaves_it_to_a_person(departments: dict[str, Department]) -> None:
    _sure_from(1.01)
    found = one(PASSPORT)
    assert (found.department, found.by) == (None, "")
    assert "which of these" in found.why


def test_rule_goes_before_the_classifier(departments: dict[str, Department]) -> None:
    _sure_from(0.0)
    rule = RuleFactory(words="paspoort", kind="klacht", department=departments["verkeer-parkeren"])
    found = one(PASSPORT)
    assert (found.department, found.by) == (rule.department_id, "rule")
    assert (found.kind, found.kind_by) == ("klacht", "rule")
    assert found.proposals[0].department == departments["burgerzaken"].pk


def test_rule_without_a_kind_leaves_that_to_the_classifier(
    departments: dict[str, Department],
) -> None:
    RuleFactory(words="paspoort", department=departments["burgerzaken"])
    found = one(PASSPORT)
    assert (found.kind, found.kind_by) == ("vraag", "model")


def test_department_that_is_switched_off_is_never_proposed(
    departments: dict[str, Department],
) -> None:
    _sure_from(0.0)
    Department.objects.filter(slug="burgerzaken").update(active=False)
    found = one(PASSPORT)
    assert found.department is None
    assert departments["burgerzaken"].pk not in [each.department for each in found.proposals]


def test_department_that_is_gone_is_never_proposed(departments: dict[str, Department]) -> None:
    departments["burgerzaken"].delete()
    found = one(PASSPORT)
    assert len(found.proposals) == 2


def test_message_without_words_teaches_nothing(departments: dict[str, Department]) -> None:
    found = one("  ")
    assert (found.proposals, found.model_version, found.language) == ((), None, "")


def test_other_version_is_used_from_the_moment_it_is_active(
    departments: dict[str, Department],
) -> None:
    assert one(PASSPORT).model_version == 7
    Trained.objects.update(active=False)
    version(8, learned(of_all=False), active=True)
    assert one(PASSPORT).model_version == 8


def test_damaged_version_leaves_the_rules(departments: dict[str, Department]) -> None:
    Trained.objects.update(active=False)
    version(8, b"damaged", active=True)
    rule = RuleFactory(words="paspoort")
    found = one(PASSPORT)
    assert (found.department, found.model_version) == (rule.department_id, None)


def test_many_cost_as_many_queries_as_one(departments: dict[str, Department]) -> None:
    RuleFactory(words="berk", department=DepartmentFactory())
    one(PASSPORT)

    def cost(number: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            judge([replace(FACTS, text=f"{PASSPORT} {each}") for each in range(number)])
        return len(asked.captured_queries)

    assert cost(50) == cost(1)


def _sure_from(probability: float) -> None:
    """Let the version that is used assign from this probability on."""
    from routing.classifier import dumps, loads

    row = Trained.objects.get(active=True)
    surer = replace(loads(bytes(row.model)), threshold=probability)
    row.delete()
    version(row.number, dumps(surer), active=True)
