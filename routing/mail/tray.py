"""Letters that wait for a person: they become an answer after all, or are put away.

None is ever deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from routing import desk
from routing.desk.holding import ring
from routing.mail.keeping import read_again
from routing.mail.using import use
from routing.models import Answer, Letter, Referral
from routing.searching import about

if TYPE_CHECKING:
    from webcare.models import User

PAGE = 50
OFFERED = 20  # questions to choose from; of more, searching helps better

State, Why = Letter.State, Letter.Why


# What a person may still make something of. What was taken already is an answer.
OPEN = (State.TRAY, State.AUTOMATIC, State.BOUNCE, State.PUT_AWAY)
NEW = (State.TRAY, State.AUTOMATIC, State.BOUNCE)  # as they came; here a storm is one line


class Handled(desk.Refused):
    """A colleague did something with this letter first."""


class BadPlace(ValueError):
    """A place in the list that nobody gave out."""


@dataclass(frozen=True)
class Page:
    """``next`` is the place to continue from, "" on the last page."""

    rows: list[Letter]
    next: str


@dataclass(frozen=True)
class Heap:
    """What one sender sent too much of."""

    sender: str
    number: int
    newest: datetime


def page(state: str, place: str = "", size: int = PAGE, heap: str | None = None) -> Page:
    """Letters in this state, newest first. Raises BadPlace.

    heap   of this sender, and only what they sent too much; None leaves such letters out, as long
           as they are as they came
    """
    rows = Letter.objects.filter(state=state).select_related("referral__department", "handled_by")
    if heap is not None:
        rows = rows.filter(why=Why.TOO_MANY, sender=heap)
    elif state in NEW:
        rows = rows.exclude(why=Why.TOO_MANY)
    if place:
        at, pk = _parsed(place)
        rows = rows.filter(Q(received_at__lt=at) | Q(received_at=at, pk__lt=pk))
    found = list(rows.defer("text", "whole")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{last.received_at.isoformat()}_{last.pk}" if last else "")


def heaps(state: str = State.TRAY) -> list[Heap]:
    """One line for each sender of too many letters, the newest first."""
    if state not in NEW:
        return []
    bombs = Letter.objects.filter(state=state, why=Why.TOO_MANY).order_by()
    lines = bombs.values("sender").annotate(number=Count("pk"), newest=Max("received_at"))
    return [Heap(**line) for line in lines.order_by("-newest")[:PAGE]]


def waiting() -> int:
    """How many lie in the tray, a heap for one. One query."""
    return counted().first() or 0


def counted() -> QuerySet[Letter, int]:
    """That number as a row, or none; for who asks more at once, as every page does."""
    heap = Q(why=Why.TOO_MANY)
    letters = Count("pk", filter=~heap)
    heaps = Count("sender", filter=heap, distinct=True)
    lying = Letter.objects.filter(state=State.TRAY).order_by("state").values("state")
    return lying.annotate(number=letters + heaps).values_list("number", flat=True)


def offered(letter: Letter, words: str = "") -> list[Referral]:
    """Open questions that this letter may answer: the one it hints at first."""
    rows = Referral.objects.open().select_related("department")
    if words:
        return list(about(rows, words).order_by("-asked_at")[:OFFERED])
    hint = letter.referral_id or 0
    hinted = list(rows.filter(pk=hint))
    sender = letter.sender
    theirs = Q(department__email__iexact=sender) | Q(department__members__email__iexact=sender)
    more = rows.filter(theirs).distinct() if sender else rows.none()
    found = more.exclude(pk=hint).order_by("-asked_at")[:OFFERED]
    return hinted + list(found)


def become_answer(letter: Letter, referral: Referral, text: str, by: User) -> Answer:
    """These words, and the files of this letter, are the answer to this question.

    Raises Handled, AlreadyClosed; OSError when the storage lacks the letter.
    """
    with transaction.atomic():
        row = _held(letter, *OPEN)
        given = use(row, read_again(row), referral, text=text)
        row.referral = referral
        _handle(row, State.TAKEN, by)
    return given


def put_away(letter: Letter, by: User) -> None:
    """Nothing is to be done with it. Raises Handled."""
    with transaction.atomic():
        _handle(_held(letter, *NEW), State.PUT_AWAY, by)


def put_back(letter: Letter) -> None:
    """It waits for a person after all, by itself. Raises Handled."""
    with transaction.atomic():
        row = _held(letter, State.PUT_AWAY, State.AUTOMATIC, State.BOUNCE)
        if row.state != State.PUT_AWAY:
            row.why = Why.MACHINE
        elif row.why == Why.TOO_MANY:
            row.why = Why.NONE
        _handle(row, State.TRAY, None)


def put_heap_away(sender: str, by: User, state: str = State.TRAY) -> int:
    """All in this state that this sender sent too much of; how many that were."""
    heap = Letter.objects.filter(state=state, why=Why.TOO_MANY, sender=sender)
    heap = heap if state in NEW else heap.none()
    return heap.update(state=State.PUT_AWAY, handled_by=by, handled_at=timezone.now())


def _held(letter: Letter, *states: str) -> Letter:
    row = Letter.objects.select_for_update().filter(pk=letter.pk, state__in=states).first()
    if row is None:
        raise Handled(_("A colleague did something with this letter already."))
    return row


def _handle(row: Letter, state: Letter.State, by: User | None) -> None:
    row.state, row.handled_by = state, by
    row.handled_at = timezone.now() if by else None
    row.save(update_fields=["state", "why", "handled_by", "handled_at", "referral", "left_out"])
    if row.referral:
        ring(row.referral)


def _parsed(place: str) -> tuple[datetime, int]:
    moment, _line, pk = place.partition("_")
    try:
        at, number = datetime.fromisoformat(moment), int(pk)
        at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadPlace(place) from error
    if timezone.is_naive(at) or not -(2**63) <= number < 2**63:
        raise BadPlace(place)
    return at, number
