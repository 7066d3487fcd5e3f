"""Until when we have: worked out from the history, and written on the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from connectors.models import Account
from inbox.bells import QUEUE, ring
from inbox.models import Conversation
from inbox.promises.history import stories
from inbox.promises.turns import Story, Turn, pauses
from inbox.rewriting import rewrite
from inbox.workflow import Status
from routing.agreed import Agreed, agreed, case_of
from routing.promises import Hours, NeverOpen, Norm, Pause, Promise, due, soon_after
from routing.promises.norms import spoken

TOGETHER = 200  # conversations in one transaction
FIELDS = (
    *("answer_by", "answer_soon", "solve_by", "solve_soon", "norm", "answered_at"),
    "case_since",
)
Moments = tuple[datetime | None, datetime | None]  # when the time is full, and when 80 % is
NOTHING: Moments = (None, None)


def reckon(conversation: Conversation) -> None:
    """Work out what was promised here and write it down. Call it with the conversation locked."""
    reckon_all([conversation])


def reckon_all(conversations: Sequence[Conversation]) -> None:
    """The same for many; as many queries as for one, and one more to write."""
    if not conversations:
        return
    promised, told = agreed(), stories(conversations)
    kinds = _kinds(conversations) if promised.norms else {}
    changed = []
    with translation.override(settings.LANGUAGE_CODE):
        for one in conversations:
            found = _promised(one, kinds.get(one.account_id, ""), told[one.pk], promised)
            if any(getattr(one, name) != value for name, value in found.items()):
                vars(one).update(found)
                changed.append(one)
    rewrite(changed, FIELDS)


def reckon_open() -> None:
    """Work it out anew wherever it matters, because something else was promised."""
    newest = 0
    matters = Q(status__in=[Status.OPEN, Status.REFERRED])
    matters |= Q(answer_by__isnull=False) | Q(solve_by__isnull=False)
    while pks := list(
        Conversation.objects.filter(matters, pk__gt=newest)
        .order_by("pk")
        .values_list("pk", flat=True)[:TOGETHER]
    ):
        newest = pks[-1]
        with transaction.atomic():
            rows = Conversation.objects.select_for_update().filter(pk__in=pks).order_by("pk")
            reckon_all(list(rows))
    ring(QUEUE)


def _kinds(conversations: Sequence[Conversation]) -> dict[int, str]:
    accounts = {conversation.account_id for conversation in conversations}
    return dict(Account.objects.filter(pk__in=accounts).values_list("pk", "kind"))


def _promised(
    conversation: Conversation, channel: str, story: Story, promised: Agreed
) -> dict[str, Any]:
    """The value of each of ``FIELDS``."""
    case = case_of(
        channel=channel,
        kind=conversation.kind,
        urgent=conversation.urgent,
        department=conversation.department_id,
    )
    first = promised.promised(case, Promise.FIRST_RESPONSE)
    whole = promised.promised(case, Promise.RESOLUTION)
    begun = story.case_since(timedelta(days=settings.NEW_CASE_DAYS))
    answer, solve = NOTHING, NOTHING
    if conversation.status != Status.CLOSED:
        answer = _answer(story, first, promised.hours)
        solve = _solve(story.turns(begun), whole, promised.hours)
    values = (*answer, *solve, sentence(promised, first, whole), story.answered_at, begun)
    return dict(zip(FIELDS, values, strict=True))


def _answer(story: Story, norm: Norm | None, hours: Hours) -> Moments:
    """Of what was asked first and is not answered: anew each time that the citizen writes."""
    since = story.unanswered_since
    if norm is None or norm.first_response is None or since is None:
        return NOTHING
    return _moments(since, norm.first_response, hours)


def _solve(turns: Sequence[Turn], norm: Norm | None, hours: Hours) -> Moments:
    """Of the whole case. Stands still while the citizen is to answer."""
    if norm is None or norm.resolution is None or not turns or turns[-1].end is not None:
        return NOTHING
    return _moments(turns[0].start, norm.resolution, hours, pauses(turns))


def _moments(
    start: datetime, minutes: int, hours: Hours, stood_still: Sequence[Pause] = ()
) -> Moments:
    """Nothing where nobody is ever at work."""
    try:
        return (
            due(start, minutes, hours, stood_still),
            due(start, soon_after(minutes), hours, stood_still),
        )
    except (NeverOpen, OverflowError):
        return NOTHING


def sentence(promised: Agreed, first: Norm | None, whole: Norm | None) -> str:
    """What was promised, such that a person can check it."""
    if first is None:
        return whole.why(Promise.RESOLUTION, promised.labels(whole))[:200] if whole else ""
    sentence = first.why(Promise.FIRST_RESPONSE, promised.labels(first))
    if whole and whole.resolution is not None:
        what, time = whole.what(promised.labels(whole)), spoken(whole.resolution)
        sentence += _("; dealt with: %(what)s, %(time)s") % {"what": what, "time": time}
    return sentence[:200]
