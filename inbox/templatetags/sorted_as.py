"""How a conversation was sorted, as the screen tells it: by whom, on what ground, and what else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _

from inbox.models import Conversation
from routing.conditions import language_name
from routing.danger import DangerKind, advice
from routing.deciding import percent
from routing.models import Department, Kind, Rule

register = template.Library()

# Looked up once: what can be chosen is put together each time it is asked.
KINDS, DANGERS = dict(Kind.choices), dict(DangerKind.choices)


@dataclass(frozen=True)
class Choice:
    """A department that was proposed. ``key``: the key that chooses it."""

    department: Department
    percent: int
    words: str
    key: int


@dataclass(frozen=True)
class Fact:
    """Something that was noticed, and on what ground; "" where there is none to tell."""

    name: str
    said: str
    ground: str = ""


@dataclass(frozen=True)
class Problem:
    """A rule that could not be tried. ``pk`` is None where the rule is no longer there."""

    pk: int | None
    rule: str
    why: str


@dataclass(frozen=True)
class Sorted:
    """What the panel shows.

    decided   who chose the department, in a few words
    settled   a colleague chose the department; ``kind_settled`` the kind
    """

    decided: str
    settled: bool
    choices: Sequence[Choice]
    departments: Sequence[Department]
    kinds: Sequence[tuple[str, Any]]
    kind_why: str
    kind_settled: bool
    facts: Sequence[Fact]
    calmed: Mapping[str, str]
    problems: Sequence[Problem]


@dataclass(frozen=True)
class Alarm:
    """Danger, for the band on top. ``words``: what the citizen wrote."""

    name: str
    words: str
    advice: str


@register.simple_tag
def sorting(
    conversation: Conversation, departments: Sequence[Department], rules: Iterable[Rule]
) -> Sorted:
    """How it was sorted.

    departments   those that can be chosen
    rules         those that could not be tried on it, as far as they still are there
    """
    found = conversation.decision
    kind = found.get("kind", {})
    return Sorted(
        decided=_decided(conversation),
        settled=conversation.decided_by == Conversation.By.PERSON,
        choices=_choices(found.get("proposals", []), departments),
        departments=departments,
        kinds=Kind.choices,
        kind_why=kind.get("why", "") if conversation.kind else "",
        kind_settled=kind.get("by") == Conversation.By.PERSON,
        facts=_facts(conversation),
        calmed=found.get("calmed", {}),
        problems=_problems(found.get("problems", {}), rules),
    )


@register.filter
def danger_name(conversation: Conversation) -> str:
    """What danger it tells of, such as "fire"; "" for none."""
    return str(DANGERS.get(conversation.danger, ""))


@register.filter
def kind_name(conversation: Conversation) -> str:
    """What the citizen wants, such as "complaint"; "" where that is not known."""
    return str(KINDS.get(conversation.kind, ""))


@register.simple_tag
def alarm(conversation: Conversation) -> Alarm | None:
    """The danger this conversation tells of, or None."""
    if conversation.danger not in DANGERS:
        return None
    kind = DangerKind(conversation.danger)
    words = conversation.decision.get("danger", {}).get("words", [])
    return Alarm(str(kind.label), _quoted(words), advice(kind))


def _decided(conversation: Conversation) -> str:
    if conversation.decided_by == Conversation.By.RULE and conversation.rule_version:
        return _("by a rule (version %(number)d)") % {"number": conversation.rule_version}
    if conversation.decided_by == Conversation.By.RULE:
        return _("by a rule")
    if conversation.decided_by == Conversation.By.MODEL:
        told = {"number": conversation.model_version or 0}
        return _("learned from earlier messages (version %(number)d)") % told
    return ""


def _problems(told: Mapping[str, str], rules: Iterable[Rule]) -> list[Problem]:
    names = {rule.pk: rule.name for rule in rules}
    return [
        Problem(int(pk) if int(pk) in names else None, names.get(int(pk), pk), why)
        for pk, why in told.items()
    ]


def _choices(
    proposals: Sequence[Mapping[str, Any]], departments: Sequence[Department]
) -> list[Choice]:
    by_pk = {row.pk: row for row in departments}
    known = [one for one in proposals if one["department"] in by_pk]
    return [
        Choice(
            by_pk[one["department"]],
            percent(one["probability"]),
            ", ".join(one["words"]),
            key,
        )
        for key, one in enumerate(known, start=1)
    ]


def _facts(row: Conversation) -> list[Fact]:
    found = []
    if place := ", ".join(filter(None, [row.neighbourhood, row.district])):
        words = row.decision.get("place", {}).get("words", "")
        found.append(Fact(_("Place"), place, _words([words])))
    if row.language:
        ground = _("from the letters and the words it is written in")
        found.append(Fact(_("Language"), language_name(row.language).capitalize(), ground))
    if row.sentiment:
        words = row.decision.get("sentiment", {}).get("words", [])
        found.append(Fact(_("Tone"), row.get_sentiment_display().capitalize(), _words(words)))
    return found


def _words(words: Sequence[str]) -> str:
    told = ", ".join(filter(None, words))
    return _("words: %(words)s") % {"words": told} if told else ""


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
