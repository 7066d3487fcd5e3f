"""Taking back what was done with one press, as long as nothing happened since.

Before a deed it is written down how the conversation stood; the Events that the deed appended are
its version. When one of them is still the newest Event, nothing happened since, and everything is
put back as it was, what was planned to ask after it too. History is not rewritten: an Event says
what was undone, and what was undone counts no more, as nothing that a colleague did about danger
and not as the end of a case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox import promises
from inbox.actions.locking import locked
from inbox.bells import show
from inbox.models import Conversation, Event, FollowUp, Undo
from inbox.refusals import Refused
from inbox.standing import resume_follow_up

if TYPE_CHECKING:
    from webcare.models import User

LASTS = timedelta(minutes=10)
# All that a deed of one press can change, but for the labels and what is worked out from these.
KEPT = (
    *("status", "assignee_id", "waiting_since", "closed_through", "reopened_at", "needs_lead"),
    *("danger", "urgent", "snoozed_at", "snoozed_until"),
)

Deed = Callable[[Conversation], object]
Step = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What came of a press.

    done      conversations that were changed, or put back
    refused   of each sentence why not: the names of the conversations
    undo      to take it back; None when nothing was changed
    deed      what was taken back, as the history names it; "" for a press that took nothing back
    names     of the conversations that were put back
    """

    done: int = 0
    refused: dict[str, list[str]] = field(default_factory=dict)
    undo: Undo | None = None
    deed: str = ""
    names: tuple[str, ...] = ()


def each(conversations: Iterable[Conversation], deed: Deed, by: User) -> Outcome:
    """Do it with each of them, in a transaction of its own; what cannot be done stops no other."""
    steps, refused = list[Step](), dict[str, list[str]]()
    for conversation in conversations:
        try:
            step = _remembered(conversation, deed)
        except Refused as why:
            refused.setdefault(str(why), []).append(str(conversation.author))
        else:
            steps += [step] if step else []
    undo = Undo.objects.create(by=by, steps=steps) if steps else None
    return Outcome(len(steps), refused, undo)


def one(conversation: Conversation, deed: Deed, by: User) -> Outcome:
    """Do it with this one. Raises what the deed refuses."""
    step = _remembered(conversation, deed)
    return Outcome(1, undo=Undo.objects.create(by=by, steps=[step])) if step else Outcome()


def _remembered(conversation: Conversation, deed: Deed) -> Step | None:
    """Do it, and how it was before; None when it changed nothing."""
    with locked(conversation) as row:
        before, newest = _before(row), _newest(row)
        deed(conversation)
        events = row.events.filter(pk__gt=newest).order_by("pk").values_list("pk", flat=True)
        found = list(events)
    return {"conversation": row.pk, "before": before, "events": found} if found else None


def _before(row: Conversation) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in KEPT}
    said = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in kept.items()
    }
    return {**said, "labels": sorted(row.labels.values_list("pk", flat=True))}


def _newest(row: Conversation) -> int:
    newest = row.events.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def standing(by: User) -> QuerySet[Undo]:
    """What this person can still take back, newest first; a press without steps changed nothing."""
    since = timezone.now() - LASTS
    mine = Undo.objects.filter(by=by, undone_at=None, at__gt=since)
    return mine.exclude(steps=[]).order_by("-pk")


def last(by: User) -> Undo:
    """What this person did last. Raises Refused where that cannot be taken back: a press before it
    is not what they mean."""
    record = standing(by).first()
    if record is None:
        raise Refused(_("There is nothing to undo."))
    newest = max(_events(record), default=0)
    since = Event.objects.filter(actor=by, pk__gt=newest, undone_by=None)
    newer = since.exclude(verb=Event.Verb.UNDONE).order_by("pk").last()
    if newer:
        raise Refused(
            _("What you did last cannot be undone this way: %(deed)s. Change it there.")
            % {"deed": newer.get_verb_display()}
        )
    return record


def undo(record: Undo, by: User) -> Outcome:
    """Put everything back that nobody touched since. Raises Refused when it is too late, when it
    was taken back already, or when somebody else did it."""
    if not standing(by).filter(pk=record.pk).update(undone_at=timezone.now()):
        raise Refused(_("This can no longer be undone."))
    pks = [step["conversation"] for step in record.steps]
    known = Conversation.objects.visible_to(by).select_related("author").in_bulk(pks)
    names, refused = list[str](), dict[str, list[str]]()
    for step in record.steps:
        conversation = known.get(step["conversation"])
        if conversation is None:
            continue  # it was removed
        try:
            _take_back(conversation, step, by)
        except Refused as why:
            refused.setdefault(str(why), []).append(str(conversation.author))
        else:
            names.append(str(conversation.author))
    deed = Event.objects.filter(pk__in=_events(record)[:1]).first()
    said = deed.get_verb_display() if deed else ""
    return Outcome(len(names), refused, deed=said, names=tuple(names))


def _events(record: Undo) -> list[int]:
    """What the press appended, in the order in which it did."""
    return [event for step in record.steps for event in step["events"]]


def _take_back(conversation: Conversation, step: Step, by: User) -> None:
    with locked(conversation) as row:
        if _newest(row) != step["events"][-1]:
            raise Refused(_("Something else happened since; this stays as it is now."))
        for name in KEPT:
            column: Any = row._meta.get_field(name.removesuffix("_id"))
            setattr(row, name, column.to_python(step["before"][name]))
        row.save(update_fields=[*(name.removesuffix("_id") for name in KEPT), "updated_at"])
        row.labels.set(step["before"]["labels"])
        _tell(row, step["events"], by)
        _ask_after_all(row, step["events"])
        promises.reckon(row)
        show(row.pk)


def _tell(row: Conversation, events: Sequence[int], by: User) -> None:
    """That each of these was undone."""
    for event in row.events.filter(pk__in=events).order_by("pk"):
        Event.objects.create(
            conversation=row,
            verb=Event.Verb.UNDONE,
            actor=by,
            undoes=event,
            data={"verb": event.verb},
        )


def _ask_after_all(row: Conversation, events: Sequence[int]) -> None:
    """What one of these ended: the question whether it is solved."""
    ended = row.events.filter(pk__in=events, verb=Event.Verb.NOT_ASKED_AFTER).first()
    if ended:
        resume_follow_up(row, FollowUp.Why(ended.data["because"]))


def forget() -> None:
    """Remove what can no longer be taken back."""
    Undo.objects.filter(at__lt=timezone.now() - LASTS).delete()
