"""What a rule would have done with the conversations of lately."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from routing.decide import Line
from routing.decide import Test as Check
from routing.facts import Facts
from routing.models import Rule
from routing.rules.marking import LONGEST, Piece, mark
from routing.rules.past import PastCase
from routing.rules.plan import Plan, plan_of
from routing.rules.trying import EXAMPLES, Standing, judge, try_out
from tests.factories import ConversationFactory, DepartmentFactory, RuleFactory

GREEN, WASTE, ROADS = 1, 2, 3
FACTS = Facts("", "x", 1, "noor", datetime(2026, 11, 18, 12, 0, tzinfo=UTC))
BERK = Check("words", "berk*")


def line(*tests: Check, number: int = 0, department: int = GREEN) -> Line:
    return Line(number, f"Regel {number}", department, tests)


def case(text: str, department: int | None = GREEN, *, chosen: bool = False) -> PastCase:
    return PastCase(replace(FACTS, text=text), department, chosen)


def test_it_counts_what_the_rule_would_decide() -> None:
    trial = judge([case("De berk"), case("Een eik"), case("Berken!")], Standing(line(BERK)))
    assert (trial.of, trial.reached) == (3, 2)


def test_it_says_from_which_departments_how_many_would_move() -> None:
    cases = [case("berk", WASTE), case("berk", None), case("berk", WASTE), case("berk", GREEN)]
    trial = judge(cases, Standing(line(BERK)))
    assert trial.moves == ((WASTE, 2), (None, 1))
    assert trial.moving == 3


def test_it_says_how_many_of_those_a_colleague_had_chosen() -> None:
    cases = [
        case("berk", WASTE, chosen=True),
        case("berk", GREEN, chosen=True),
        case("berk", WASTE),
        case("eik", WASTE, chosen=True),
    ]
    assert judge(cases, Standing(line(BERK))).chosen == 1


def test_what_an_earlier_rule_decides_is_not_reached() -> None:
    earlier = [line(Check("words", "ziek"), number=7, department=ROADS)]
    trial = judge([case("zieke berk ziek"), case("berk")], Standing(line(BERK), earlier))
    assert (trial.reached, trial.before) == (1, ((7, 1),))


def test_it_says_what_the_rule_as_it_is_now_would_lose() -> None:
    now = Standing(line(Check("words", "berk*\neik"), number=4))
    trial = judge([case("eik"), case("berk"), case("linde")], Standing(line(BERK, number=4)), now)
    assert trial.lost == 1


def test_what_moves_behind_an_earlier_rule_is_lost_too() -> None:
    rule, other = line(BERK, number=4), line(Check("words", "ziek"), number=7)
    trial = judge([case("berk ziek")], Standing(rule, [other]), Standing(rule))
    assert (trial.reached, trial.lost, trial.before) == (0, 1, ((7, 1),))


def test_examples_have_an_end_and_begin_with_what_moves() -> None:
    cases = [case("berk")] * EXAMPLES + [case("berk ergens anders", WASTE, chosen=True)]
    examples = judge(cases, Standing(line(BERK))).examples
    assert len(examples) == EXAMPLES
    assert (examples[0].moves, examples[0].department, examples[0].chosen) == (True, WASTE, True)
    assert not any(example.moves or example.chosen for example in examples[1:])


def test_example_gives_the_reason_that_the_agent_would_read() -> None:
    [example] = judge([case("De berk")], Standing(line(BERK))).examples
    assert example.why == "Regel “Regel 0” (woorden: berk*)"


def test_words_that_were_said_in_private_do_not_stand_among_the_examples() -> None:
    private = PastCase(replace(FACTS, text="Mijn berk", private=True), GREEN)
    [example] = judge([private], Standing(line(BERK))).examples
    assert example.pieces == ()


def test_nothing_to_try_it_on_is_nothing() -> None:
    assert judge([], Standing(line(BERK))).of == 0


# Marks -------------------------------------------------------------------------------------------


def marked(text: str, *tests: Check) -> list[str]:
    return [piece.text for piece in mark(text, tests) if piece.found]


@pytest.mark.parametrize(
    ("text", "phrases", "found"),
    [
        ("De BERKEN in #berkenlaan", "berk*", ["BERKEN", "berkenlaan"]),
        ("Naar het café", "cafe", ["café"]),
        ("Een losse  tegel", "losse tegel\ntegel", ["losse  tegel"]),
        ("Mooie🌳bomen", "🌳", ["🌳"]),
        ("Niets", "berk", []),
        ("", "berk", []),
        ("berk", "*", []),
    ],
)
def test_words_are_marked_as_they_were_written(text: str, phrases: str, found: list[str]) -> None:
    assert marked(text, Check("words", phrases)) == found
    assert "".join(piece.text for piece in mark(text, [Check("words", phrases)])) == text


def test_words_that_must_not_be_there_are_not_marked() -> None:
    assert marked("De berk", Check("words", "berk", negate=True)) == []


def test_values_of_other_conditions_are_not_marked() -> None:
    assert marked("x marks", Check("channel", "x")) == []


def test_long_text_is_cut_around_what_was_found() -> None:
    pieces = mark("woord " * 200 + "de berk " + "woord " * 200, [BERK])
    assert Piece("berk", found=True) in pieces
    assert (pieces[0].text, pieces[-1].text) == ("… ", " …")
    assert sum(len(piece.text) for piece in pieces) < LONGEST + 5


def test_long_text_in_which_nothing_is_found_shows_its_beginning() -> None:
    pieces = mark("begin " + "woord " * 200, [Check("channel", "x")])
    assert pieces[0].text.startswith("begin")


def test_long_word_at_the_edge_is_cut_with_the_text() -> None:
    pieces = mark("a " * 100 + "berk" + "e" * 1000, [BERK])
    assert sum(len(piece.text) for piece in pieces) <= LONGEST + 4


# With stored rules and conversations -------------------------------------------------------------


@pytest.mark.django_db
def test_plan_is_tried_at_the_place_it_would_stand() -> None:
    taker = RuleFactory(words="bomen", order=1)
    RuleFactory(words="bomen", order=2, active=False)
    ConversationFactory()
    plan = Plan("Nieuw", DepartmentFactory().slug, (Check("words", "bomen"),))
    assert try_out(None, plan).before == ((taker.pk, 1),)
    assert try_out(None, replace(plan, order=1)).reached == 1
    assert try_out(None, replace(plan, order=2)).reached == 0


@pytest.mark.django_db
def test_rule_does_not_stand_in_its_own_way() -> None:
    rule = RuleFactory(words="bomen", order=1)
    ConversationFactory()
    trial = try_out(rule, plan_of(rule))
    assert (trial.reached, trial.before, trial.lost) == (1, (), 0)


@pytest.mark.django_db
def test_narrower_rule_says_what_it_loses() -> None:
    rule = RuleFactory(words="bomen", order=1)
    ConversationFactory()
    narrower = replace(plan_of(rule), tests=(Check("words", "bomen"), Check("channel", "facebook")))
    trial = try_out(rule, narrower)
    assert (trial.reached, trial.lost) == (0, 1)


@pytest.mark.django_db
def test_rule_that_is_switched_off_is_tried_as_if_it_were_on() -> None:
    rule = RuleFactory(words="bomen", active=False)
    ConversationFactory()
    assert try_out(rule, plan_of(rule)).reached == 1


@pytest.mark.django_db
def test_trying_changes_nothing() -> None:
    broken = RuleFactory(words="*", order=1)
    ConversationFactory()
    try_out(None, Plan("Nieuw", broken.department.slug, (BERK,)))
    assert Rule.objects.get().problem == ""
