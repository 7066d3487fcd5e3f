"""Asking routing who is responsible for a conversation, and writing down why.

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

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from inbox.bells import show
from inbox.cases import facts, words
from inbox.danger import unseen
from inbox.hops import Step, pass_on_together
from inbox.models import Conversation, Event, Hop
from inbox.promises import reckon_all
from inbox.workflow import Status
from routing.danger import Danger, DangerKind, danger
from routing.deciding import Judgement, judge
from routing.facts import Facts
from routing.models import Department

log = logging.getLogger(__name__)

TOGETHER = 200  # conversations in one transaction
_CHANGED = (
    "department",
    "kind",
    "urgent",
    "why",
    "decided_by",
    "decision",
    "rule",
    "rule_version",
    "model_version",
    "danger",
    "neighbourhood",
    "district",
    "language",
    "sentiment",
)
_HOW = {"rule": Hop.How.RULE, "model": Hop.How.MODEL}


def sort(conversations: Sequence[Conversation]) -> None:
    """Propose a department for each of these new conversations."""
    names = dict(Department.objects.values_list("pk", "name")) if conversations else {}
    events = []
    for conversation, found in _judged(conversations):
        _write(conversation, found)
        _write_danger(conversation, found.danger)
        events += [_routed(conversation, found, names)]
        events += [_in_danger(conversation, found.danger)] if found.danger else []
    _keep(conversations, conversations, events)


def sort_again(said: Mapping[Conversation, Sequence[str]]) -> None:
    """Look again at these conversations, each with the words that are new in it.

    Danger in the new words counts whatever was decided; of the same kind it is news again once
    somebody acted on what was noticed before. What nobody decided yet, and no department
    has before it, is judged anew by all that was said.
    """
    names = dict(Department.objects.values_list("pk", "name")) if said else {}
    undecided = [row for row in said if _is_undecided(row)]
    events = []
    for conversation, found in _judged(undecided):
        calm = not conversation.urgent
        _write(conversation, found)
        # Danger of before may have been taken back by a colleague; only new words count.
        conversation.urgent = not calm or (found.urgent and not found.danger)
        events += [_routed(conversation, found, names)] if found.department else []
    for conversation, new in said.items():
        seen = danger("\n".join(new))
        if seen and (_is_worse(conversation, seen) or not unseen(conversation)):
            _write_danger(conversation, seen)
            events.append(_in_danger(conversation, seen))
    _keep([*said], undecided, events)


def sort_undecided() -> None:
    """Routing learned something: look again at what waits and what nobody could place before."""
    waiting = Conversation.objects.filter(
        decided_by=Conversation.By.NOBODY, department=None, status=Status.OPEN
    )
    pks = list(waiting.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), TOGETHER):
        with transaction.atomic():
            some = waiting.filter(pk__in=pks[start : start + TOGETHER])
            rows = list(some.order_by("pk").select_for_update())
            sort_again(dict.fromkeys(rows, ()))
            reckon_all(rows)
        for row in rows:
            show(row.pk)


def _is_undecided(conversation: Conversation) -> bool:
    nobody = conversation.decided_by == Conversation.By.NOBODY and conversation.department is None
    return nobody and conversation.status != Status.REFERRED


def _judged(conversations: Sequence[Conversation]) -> Iterable[tuple[Conversation, Judgement]]:
    if not conversations:
        return ()
    prefetch_related_objects([*conversations], "account", "author")
    said = words(conversations)
    cases = [facts(row, said[row.pk]) for row in conversations]
    return zip(conversations, _judge(cases), strict=True)


def _judge(cases: Sequence[Facts]) -> Sequence[Judgement]:
    """What routing thinks of them. Where it breaks, on that case alone a person has to look.

    What came in is more than what is thought of it: it is never lost by that.
    """
    try:
        return judge(cases)
    except DatabaseError:
        raise  # not of a case; who reads this tries again
    except Exception:
        log.exception("Routing broke on %d conversations", len(cases))
    return [_judge([case])[0] for case in cases] if len(cases) > 1 else [_broken(cases[0])]


def _broken(case: Facts) -> Judgement:
    """Without routing. Danger is a list of its own, and is looked for all the same."""
    seen = danger(case.text)
    why = _("Routing broke on this message; choose the department yourself.")
    return Judgement(danger=seen, urgent=seen is not None, why=why)


def _keep(
    changed: Sequence[Conversation], sorted_now: Sequence[Conversation], events: Sequence[Event]
) -> None:
    Conversation.objects.bulk_update(changed, _CHANGED, batch_size=200)
    Event.objects.bulk_create(events)
    pass_on_together(
        [
            Step(row, _HOW[row.decided_by], row.department_id, row.why)
            for row in sorted_now
            if row.department_id
        ]
    )


# Writing it on the conversation ------------------------------------------------------------------


def _write(row: Conversation, found: Judgement) -> None:
    """All but the danger."""
    row.department_id, row.decided_by = found.department, Conversation.By(found.by)
    row.why = found.why[:500]
    row.sentiment, row.language = found.sentiment, found.language
    row.rule, row.rule_version = found.rule, found.rule_version
    row.model_version = found.model_version
    row.urgent = found.urgent
    row.neighbourhood = found.place.neighbourhood if found.place else ""
    row.district = found.place.district if found.place else ""
    reasons, known = _reasons(found), row.decision
    if known.get("kind", {}).get("by") == Conversation.By.PERSON:
        reasons["kind"] = known["kind"]
    else:
        row.kind = found.kind
    kept = {name: known[name] for name in ("danger", "calmed") if name in known}
    row.decision = {**kept, **reasons}


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
        reasons["kind"] = {"by": found.kind_by, "why": found.kind_why}
    if found.place:
        reasons["place"] = {"street": found.place.street, "words": found.place.words}
    if found.sentiment:
        reasons["sentiment"] = {"words": list(found.sentiment_words)}
    if found.problems:
        reasons["problems"] = {str(rule): why for rule, why in found.problems.items()}
    return reasons


def _write_danger(row: Conversation, seen: Danger | None) -> None:
    if seen is None:
        return
    row.danger, row.urgent = seen.kind.value, True
    row.decision = {**row.decision, "danger": {"words": list(seen.words)}}
    row.decision.pop("calmed", None)


def _is_worse(row: Conversation, seen: Danger) -> bool:
    """Whether it is news: nobody was in danger, or in a danger that counts less."""
    kinds = [kind.value for kind in DangerKind]
    known = kinds.index(row.danger) if row.danger in kinds else len(kinds)
    return kinds.index(seen.kind.value) < known


def _routed(row: Conversation, found: Judgement, names: Mapping[int, str]) -> Event:
    told = {
        "department": names.get(found.department or 0, ""),
        "by": found.by,
        "rule": found.rule,
        "model": found.model_version,
        "why": found.why,
    }
    return Event(conversation=row, verb=Event.Verb.ROUTED, data=told)


def _in_danger(row: Conversation, seen: Danger) -> Event:
    told = {"danger": seen.kind.value, "text": ", ".join(seen.words)}
    return Event(conversation=row, verb=Event.Verb.DANGER, data=told)
