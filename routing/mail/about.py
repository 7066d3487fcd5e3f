"""What mail there is about a question, for the pages of the agent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from routing.mail.keeping import left_out_words
from routing.models import Letter

SHOWN = 200  # characters of a letter
MOST = 500  # letters of one page

State, Why = Letter.State, Letter.Why


@dataclass(frozen=True)
class Seen:
    """A letter in a line: ``{% url "letter" pk %}`` shows it, with what can be done about it.

    what   a sentence: why it lies there
    text   its beginning
    at     when it came in; aware
    sure   it is about this question; otherwise its subject says so
    """

    pk: int
    what: str
    who: str
    subject: str
    text: str
    at: datetime
    sure: bool


@dataclass(frozen=True)
class Post:
    """All mail about one question, newest first.

    waiting   lies in the tray: perhaps it is an answer
    away      automatic: somebody there is away
    bounced   our own mail that came back
    answer    what became the answer; None when that did not come by mail
    left_out  what the letter holds and the answer does not, in words
    vouched   our mail server stands for the sender of the answer
    """

    waiting: list[Seen] = field(default_factory=list)
    away: list[Seen] = field(default_factory=list)
    bounced: list[Seen] = field(default_factory=list)
    answer: Seen | None = None
    left_out: tuple[str, ...] = ()
    vouched: bool = False


def letters_about(referrals: Iterable[int]) -> dict[int, Post]:
    """By primary key of the question; each of them is there. One query, however many."""
    asked = list(referrals)
    return sorted_out(asked, lying(asked))


def lying(referrals: Iterable[int] | QuerySet[Any, Any]) -> QuerySet[Letter]:
    """The letters about these questions, as rows that ``sorted_out`` reads."""
    seen = Q(state__in=(State.TRAY, State.AUTOMATIC, State.BOUNCE)) & ~Q(why=Why.TOO_MANY)
    taken = Q(state=State.TAKEN)
    rows = Letter.objects.filter(seen | taken, referral__in=referrals).defer("whole", "text")
    shown = rows.annotate(
        beginning=Substr("text", 1, SHOWN),
        answers=ExpressionWrapper(taken, output_field=BooleanField()),
    )
    # The answers come first: no storm of other mail crowds them out.
    return shown.order_by("-answers", "-received_at", "-pk")[:MOST]


def sorted_out(referrals: Iterable[int], rows: Iterable[Letter]) -> dict[int, Post]:
    """By primary key of the question; each of them is there."""
    found: dict[int, Post] = {pk: Post() for pk in referrals}
    for row in rows:
        _lay(found, row)
    return found


def _lay(found: dict[int, Post], row: Any) -> None:
    post = found[row.referral_id]
    if row.state == State.TAKEN:
        found[row.referral_id] = replace(
            post,
            answer=_seen(row),
            left_out=tuple(left_out_words(row)),
            vouched=bool(row.authenticity.get("vouched")),
        )
        return
    shelves = {State.TRAY: post.waiting, State.AUTOMATIC: post.away, State.BOUNCE: post.bounced}
    shelves[row.state].append(_seen(row))


def _seen(row: Any) -> Seen:
    """``row`` is a Letter with its ``beginning``."""
    return Seen(
        pk=row.pk,
        what=_what(row),
        who=row.sender_name or row.sender or _("Unknown sender"),
        subject=row.subject,
        text=row.beginning,
        at=row.received_at,
        sure=row.why != Why.REFERENCE,
    )


def _what(row: Letter) -> str:
    if row.state == State.TRAY:
        return str(row.get_why_display() or row.get_state_display())
    return str(row.get_state_display())
