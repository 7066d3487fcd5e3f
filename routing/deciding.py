"""Everything routing thinks of a message: danger, place and language; then rules; then what it
learned.

A rule says what a person decided beforehand, so it goes before the classifier, for the department
and for the kind. Where neither is sure, an agent chooses from three proposals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from routing import known
from routing.danger import Danger, danger
from routing.decide import SURE, Decision
from routing.facts import Facts
from routing.language import language
from routing.models import Department, Rule
from routing.places import Found, Gazetteer
from routing.rules import route

if TYPE_CHECKING:
    from routing.classifier import Guess, Opinion

RULE, MODEL = "rule", "model"


@dataclass(frozen=True)
class Proposal:
    """A department it may be for. ``words``: what spoke for it, as the citizen wrote it."""

    department: int
    probability: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """What routing thinks of one case.

    department     primary key; None when neither a rule nor the classifier was sure
    by             "rule" or "model", what named the department; "" when nothing did
    proposals      the likeliest first, at most three
    kind_by        what named the kind, likewise; ``kind_why`` is a sentence
    sentiment_words  what spoke for the sentiment
    four_eyes      name of the rule that wants a colleague to approve answers, "" for none
    why            why this department, or why none: a sentence a person can check
    rule, rule_version, model_version   what was asked: the rule that matched, the classifier
    problems       rule id → why that rule could not be evaluated
    """

    department: int | None = None
    by: str = ""
    proposals: tuple[Proposal, ...] = ()
    kind: str = ""
    kind_by: str = ""
    kind_why: str = ""
    urgent: bool = False
    danger: Danger | None = None
    place: Found | None = None
    language: str = ""
    sentiment: str = ""
    sentiment_words: tuple[str, ...] = ()
    four_eyes: str = ""
    why: str = ""
    rule: int | None = None
    rule_version: int | None = None
    model_version: int | None = None
    problems: dict[int, str] = field(default_factory=dict)


def judge(cases: Sequence[Facts]) -> list[Judgement]:
    """A judgement on each case, in order. The same number of queries for one as for many."""
    if not cases:
        return []
    lines, active = Rule.objects.lines(), known.active()
    departments = dict(Department.objects.filter(active=True).values_list("slug", "pk"))
    places = known.gazetteer()
    noticed = [_notice(facts, places) for facts in cases]
    opinions: Sequence[Opinion | None] = [None] * len(cases)
    if active:
        opinions = active.classifier.judge([facts.text for facts in cases])
    decisions = route([_with(*each) for each in zip(cases, noticed, strict=True)], lines)
    judged = []
    for facts, seen, decision, opinion in zip(cases, noticed, decisions, opinions, strict=True):
        found = _decided(seen, decision)
        if active and opinion and facts.text.strip():
            found = _learned(found, opinion, departments)
            found = replace(found, model_version=active.number)
        judged.append(found)
    return judged


def _notice(facts: Facts, places: Gazetteer) -> Judgement:
    """What can be seen without asking who is responsible."""
    return Judgement(
        danger=danger(facts.text),
        place=places.find(facts.text),
        language=language(facts.text) if facts.text.strip() else "",
    )


def _with(facts: Facts, seen: Judgement) -> Facts:
    """The facts, with what was noticed: rules may ask for it."""
    return replace(
        facts,
        neighbourhood=seen.place.neighbourhood if seen.place else "",
        district=seen.place.district if seen.place else "",
        language=seen.language,
        danger=seen.danger.kind.value if seen.danger else "",
    )


def _decided(seen: Judgement, decision: Decision) -> Judgement:
    """What the rules say of it."""
    return replace(
        seen,
        department=decision.department,
        by=RULE if decision.department else "",
        kind=decision.kind,
        kind_by=RULE if decision.kind else "",
        kind_why=decision.why if decision.kind else "",
        urgent=decision.urgent or seen.danger is not None,
        four_eyes=decision.four_eyes,
        why=decision.why,
        rule=decision.rule,
        rule_version=decision.rule_version,
        problems=decision.problems,
    )


def _learned(found: Judgement, opinion: Opinion, departments: dict[str, int]) -> Judgement:
    """What the classifier adds to it; it overrules no rule."""
    proposals = tuple(
        Proposal(departments[guess.label], guess.probability, guess.words)
        for guess in opinion.departments
        if guess.label in departments
    )
    first = opinion.departments[0]
    found = replace(found, proposals=proposals)
    if found.department is None:
        sure = opinion.confident and first.label in departments
        found = replace(
            found,
            department=departments[first.label] if sure else None,
            by=MODEL if sure else "",
            why=_why(first) if sure else _unsure(),
        )
    if not found.kind and (kind := _sure(opinion.kinds[:1])):
        found = replace(found, kind=kind.label, kind_by=MODEL, kind_why=_why(kind))
    if tone := _sure((opinion.sentiment,) if opinion.sentiment else ()):
        found = replace(found, sentiment=tone.label, sentiment_words=tone.words)
    return found


def _sure(guesses: tuple[Guess, ...]) -> Guess | None:
    return next((guess for guess in guesses if guess.probability >= SURE), None)


def _why(guess: Guess) -> str:
    told = {"words": ", ".join(guess.words), "percent": percent(guess.probability)}
    if guess.words:
        return _("Words: %(words)s (%(percent)d%% sure)") % told
    return _("It resembles earlier messages (%(percent)d%% sure)") % told


def _unsure() -> str:
    return _("Not sure enough to choose; which of these is it?")


def percent(probability: float) -> int:
    """For people: nothing a machine guesses is certain, and nothing it names is impossible."""
    return min(max(round(100 * probability), 1), 99)
