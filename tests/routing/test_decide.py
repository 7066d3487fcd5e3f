"""Which rule wins, what it says, and that nothing in it can break the inbox."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.conditions import About
from routing.decide import Line, decide
from routing.decide import Test as Check
from routing.facts import Facts

FACTS = Facts(
    text="De berk is ziek",
    channel="x",
    account=7,
    author="noor",
    at=datetime(2026, 11, 18, 12, 0, tzinfo=UTC),
)
BERK = Check(About.WORDS, "berk")
EIK = Check(About.WORDS, "eik")
ON_X = Check(About.CHANNEL, "x")
BROKEN = Check(About.WORDS, "*")


def line(number: int, *tests: Check, kind: str = "", urgent: bool = False) -> Line:
    return Line(number, f"Regel {number}", number * 10, tests, kind, urgent)


def test_rule_says_department_kind_and_urgency() -> None:
    decision = decide(FACTS, [line(1, BERK, kind="melding", urgent=True)])
    assert (decision.department, decision.rule) == (10, 1)
    assert (decision.kind, decision.urgent) == ("melding", True)


def test_reason_is_a_sentence_with_everything_that_held() -> None:
    decision = decide(FACTS, [line(1, BERK, ON_X)])
    assert decision.why == "Regel “Regel 1” (woorden: berk; platform: x)"


def test_first_rule_that_matches_wins() -> None:
    assert decide(FACTS, [line(1, EIK), line(2, BERK), line(3, BERK)]).rule == 2


def test_all_conditions_must_hold() -> None:
    assert decide(FACTS, [line(1, BERK, EIK)]).rule is None


def test_condition_that_must_not_hold_forbids_the_rule() -> None:
    not_on_x = Check(About.CHANNEL, "x", negate=True)
    assert decide(FACTS, [line(1, BERK, not_on_x)]).rule is None


def test_rule_of_nothing_but_exceptions_can_match() -> None:
    no_eik = Check(About.WORDS, "eik", negate=True)
    decision = decide(FACTS, [line(1, no_eik)])
    assert decision.why == "Regel “Regel 1” (geen van de uitzonderingen)"


def test_no_rule_is_said_in_words() -> None:
    decision = decide(FACTS, [line(1, EIK)])
    assert (decision.department, decision.rule) == (None, None)
    assert decision.why == "Geen regel past; kies zelf de vakafdeling."


def test_broken_rule_is_reported_and_the_next_one_is_asked() -> None:
    decision = decide(FACTS, [line(1, BROKEN), line(2, BERK)])
    assert decision.rule == 2
    assert decision.problems == {1: "“*” past op alles."}


@pytest.mark.parametrize("tests", [(EIK, BROKEN), (BROKEN, EIK)])
def test_broken_condition_is_reported_beside_one_that_does_not_hold(
    tests: tuple[Check, ...],
) -> None:
    assert 1 in decide(FACTS, [line(1, *tests)]).problems


@pytest.mark.parametrize("negate", [True, False])
def test_broken_condition_never_matches_also_when_turned_around(negate: bool) -> None:
    decision = decide(FACTS, [line(1, Check(About.WORDS, "*", negate=negate))])
    assert decision.rule is None
    assert 1 in decision.problems


def test_rule_without_conditions_is_reported_and_matches_nothing() -> None:
    decision = decide(FACTS, [line(1)])
    assert decision.rule is None
    assert decision.problems == {1: "De regel heeft geen voorwaarden."}


def test_rule_on_an_author_does_not_fail_a_message_without_one() -> None:
    nameless = Facts(text="", channel="x", account=7, author="", at=FACTS.at)
    assert decide(nameless, [line(1, Check(About.AUTHOR, "noor"))]).problems == {}


moments = st.datetimes(datetime(2006, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
any_facts = st.builds(Facts, st.text(), st.text(), st.integers(min_value=1), st.text(), at=moments)
near_values = st.text(alphabet="*# \nbéß🌳ma-vr019:24\u0301\u00a0\t", max_size=20)
any_test = st.builds(
    Check, st.sampled_from([*About.values, "", "x"]), near_values | st.text(), st.booleans()
)
any_lines = st.lists(
    st.builds(
        Line,
        st.integers(),
        st.text(),
        st.integers(),
        st.lists(any_test, max_size=3).map(tuple),
    ),
    max_size=4,
)


@given(any_facts, any_lines)
def test_whatever_is_asked_it_decides_without_a_database_and_never_raises(
    facts: Facts, lines: list[Line]
) -> None:
    decision = decide(facts, lines)
    assert decision.why
    assert decision == decide(facts, lines)


@given(any_facts, any_lines)
def test_only_a_rule_that_was_asked_is_named(facts: Facts, lines: list[Line]) -> None:
    decision = decide(facts, lines)
    named = {decision.rule} | set(decision.problems)
    assert named - {None} <= {each.id for each in lines}
