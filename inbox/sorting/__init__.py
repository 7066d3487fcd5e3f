"""Asking routing who is responsible for a conversation."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence

from django.db import DatabaseError, transaction
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from inbox.bells import show
from inbox.danger import unseen
from inbox.hops import Step, pass_on_together
from inbox.models import Conversation, Event, Hop
from inbox.promises import reckon_all
from inbox.rewriting import rewrite
from inbox.sorting.cases import facts, words
from inbox.sorting.judgements import (
    danger_noticed,
    department_proposed,
    kind_is_chosen,
    write,
    write_danger,
    write_kind,
)
from inbox.workflow import Status
from routing.danger import Danger, DangerKind
from routing.danger import danger as danger_in
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
    "four_eyes",
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
        write(conversation, found)
        write_danger(conversation, found.danger)
        events += [department_proposed(conversation, found, names)]
        events += [danger_noticed(conversation, found.danger)] if found.danger else []
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
        write(conversation, found)
        # Danger of before may have been taken back by a colleague; only new words count.
        conversation.urgent = not calm or (found.urgent and not found.danger)
        events += [department_proposed(conversation, found, names)] if found.department else []
    for conversation, new in said.items():
        seen = danger_in("\n".join(new))
        if seen and (_is_worse(conversation, seen) or not unseen(conversation)):
            write_danger(conversation, seen)
            events.append(danger_noticed(conversation, seen))
    _keep([*said], undecided, events)


def sort_undecided() -> None:
    """Routing learned something: look again at what waits and what nobody could place before, or
    of which nobody could tell the kind."""
    nobody = Q(decided_by=Conversation.By.NOBODY, department=None)
    waiting = Conversation.objects.filter(nobody | Q(kind=""), status=Status.OPEN)
    pks = list(waiting.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), TOGETHER):
        with transaction.atomic():
            some = waiting.filter(pk__in=pks[start : start + TOGETHER])
            rows = list(some.order_by("pk").select_for_update())
            sort_again({row: () for row in rows if _is_undecided(row)})
            _find_kinds([row for row in rows if not _is_undecided(row)])
            reckon_all(rows)
        for row in rows:
            show(row.pk)


def _find_kinds(rows: Sequence[Conversation]) -> None:
    """Of what has its department; a rule may have placed it before there was a classifier."""
    kindless = [row for row in rows if not (row.kind or kind_is_chosen(row))]
    for conversation, found in _judged(kindless):
        write_kind(conversation, found)
    rewrite(kindless, ["kind", "decision"])


def _is_undecided(conversation: Conversation) -> bool:
    nobody = conversation.decided_by == Conversation.By.NOBODY and conversation.department is None
    return nobody and conversation.status != Status.REFERRED


def _is_worse(row: Conversation, seen: Danger) -> bool:
    """Whether it is news: nobody was in danger, or in a danger that counts less."""
    kinds = [kind.value for kind in DangerKind]
    known = kinds.index(row.danger) if row.danger in kinds else len(kinds)
    return kinds.index(seen.kind.value) < known


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
    seen = danger_in(case.text)
    why = _("Routing broke on this message; choose the department yourself.")
    return Judgement(danger=seen, urgent=seen is not None, why=why)


def _keep(
    changed: Sequence[Conversation], sorted_now: Sequence[Conversation], events: Sequence[Event]
) -> None:
    rewrite(changed, _CHANGED)
    Event.objects.bulk_create(events)
    pass_on_together(
        [
            Step(row, _HOW[row.decided_by], row.department_id, row.why)
            for row in sorted_now
            if row.department_id
        ]
    )
