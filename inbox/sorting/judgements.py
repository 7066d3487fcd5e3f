"""Writing on a conversation what routing thinks of it, and why.

``Conversation.decision`` holds, as plain values, what the columns beside it do not say:

    proposals   [{"department": pk, "probability": 0 to 1, "words": [str]}], the likeliest first
    kind        {"by": "rule", "model" or "person", "why": str}
    danger      {"words": [str]}, what the citizen wrote
    place       {"street": str, "words": str}
    sentiment   {"words": [str]}
    problems    {rule id: str}, rules that could not be evaluated
    calmed      {"by": name, "why": str}, a colleague says there is no danger

Each of them is left out where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inbox.models import Conversation, Event
from routing.danger import Danger
from routing.deciding import Judgement


def write(row: Conversation, found: Judgement) -> None:
    """All but the danger."""
    row.department_id, row.decided_by = found.department, Conversation.By(found.by)
    row.why = found.why[:500]
    row.sentiment, row.language = found.sentiment, found.language
    row.rule, row.rule_version = found.rule, found.rule_version
    row.model_version = found.model_version
    row.urgent = found.urgent
    row.four_eyes = found.four_eyes
    row.neighbourhood = found.place.neighbourhood if found.place else ""
    row.district = found.place.district if found.place else ""
    reasons, known = _reasons(found), row.decision
    if kind_is_chosen(row):
        reasons["kind"] = known["kind"]
    else:
        row.kind = found.kind
    kept = {name: known[name] for name in ("danger", "calmed") if name in known}
    row.decision = {**kept, **reasons}


def write_kind(row: Conversation, found: Judgement) -> None:
    """The kind alone, where routing knows one."""
    if found.kind:
        row.kind = found.kind
        row.decision = {**row.decision, "kind": _kind(found)}


def kind_is_chosen(row: Conversation) -> bool:
    """Whether a colleague said what kind it is, or that it is none."""
    return bool(row.decision.get("kind", {}).get("by") == Conversation.By.PERSON)


def _kind(found: Judgement) -> dict[str, str]:
    return {"by": found.kind_by, "why": found.kind_why}


def _reasons(found: Judgement) -> dict[str, Any]:
    reasons: dict[str, Any] = {
        "proposals": [
            {
                "department": each.department,
                "probability": round(each.probability, 4),
                "words": list(each.words),
            }
            for each in found.proposals
        ]
    }
    if found.kind:
        reasons["kind"] = _kind(found)
    if found.place:
        reasons["place"] = {"street": found.place.street, "words": found.place.words}
    if found.sentiment:
        reasons["sentiment"] = {"words": list(found.sentiment_words)}
    if found.problems:
        reasons["problems"] = {str(rule): why for rule, why in found.problems.items()}
    return reasons


def write_danger(row: Conversation, seen: Danger | None) -> None:
    """From now on it goes first; what a colleague said of danger before counts no more."""
    if seen is None:
        return
    row.danger, row.urgent = seen.kind.value, True
    row.decision = {**row.decision, "danger": {"words": list(seen.words)}}
    row.decision.pop("calmed", None)


def department_proposed(row: Conversation, found: Judgement, names: Mapping[int, str]) -> Event:
    """For the history. names: of departments, by primary key."""
    told = {
        "department": names.get(found.department or 0, ""),
        "by": found.by,
        "rule": found.rule,
        "model": found.model_version,
        "why": found.why,
    }
    return Event(conversation=row, verb=Event.Verb.ROUTED, data=told)


def danger_noticed(row: Conversation, seen: Danger) -> Event:
    """For the history."""
    told = {"danger": seen.kind.value, "text": ", ".join(seen.words)}
    return Event(conversation=row, verb=Event.Verb.DANGER, data=told)
