"""Whom reminders do not reach: noted with every try, and said in the banner."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db.models import Exists, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.danger import in_danger, nobody_acted
from inbox.models import Unmailed

Problem = Unmailed.Problem
LATELY = timedelta(days=1)  # what was not tried again since is over
MOST_SHOWN = 3  # addresses in the banner
NOBODY = ""  # in ``Unmailed.to``


@dataclass(frozen=True)
class ReminderTrouble:
    """Why people do not hear by mail what they have to know.

    words   a sentence or two for who leads; ``detail`` is what the mail server said, "" for nothing
    repair  what an administrator does about it
    danger  somebody may be in danger, and nobody could be told
    """

    words: str
    repair: str
    since: datetime
    detail: str = ""
    danger: bool = False


def note(to: str, problem: Unmailed.Problem, detail: str = "", *, danger: bool = False) -> None:
    """A mail to this address did not leave."""
    now = timezone.now()
    newest = {"problem": problem, "detail": detail[:300], "danger": danger, "at": now}
    Unmailed.objects.update_or_create(
        to=to[:254], defaults=newest, create_defaults={**newest, "since": now}
    )


def arrived(to: str) -> None:
    """A mail to this address left."""
    Unmailed.objects.filter(to=to[:254]).delete()


def reminder_troubles() -> list[ReminderTrouble]:
    """What is wrong lately, danger first. One query."""
    return found_among(lately())


def lately() -> QuerySet[Unmailed]:
    """What was not over a day ago. Danger of which nobody heard is over as soon as somebody acts.

    unseen   somebody may be in danger, and nobody acted on it
    """
    return _unmailed().filter(at__gt=timezone.now() - LATELY)


@cache  # the question, not the answer: it is put together for every page
def _unmailed() -> QuerySet[Unmailed]:
    return Unmailed.objects.annotate(unseen=Exists(nobody_acted(in_danger())))


def found_among(rows: Collection[Unmailed]) -> list[ReminderTrouble]:
    """The same of rows of ``lately``. No query."""
    found = [_nobody(row) for row in rows if row.to == NOBODY and vars(row)["unseen"]]
    for problem in (Problem.UNREACHABLE, Problem.REFUSED, Problem.ADDRESS):
        same = [row for row in rows if row.problem == problem]
        found += [_some(problem, same)] if same else []
    return found


def _nobody(row: Unmailed) -> ReminderTrouble:
    return ReminderTrouble(
        _("Somebody may be in danger, and nobody could be mailed. Look at the top of the inbox."),
        _("Give team leads an address, name who is on duty in the roster, and check the mail."),
        row.since,
        danger=True,
    )


def _some(problem: Unmailed.Problem, rows: list[Unmailed]) -> ReminderTrouble:
    who = ", ".join(row.to for row in rows[:MOST_SHOWN])
    if len(rows) > MOST_SHOWN:
        who += " …"
    words = _("Reminders do not reach %(who)s.") % {"who": who}
    repair = _("Correct the address of this person or department.")
    if problem == Problem.UNREACHABLE:
        words = _("Nobody gets reminders by mail now: look at the clocks in the inbox yourself.")
        repair = _("Check the mail server in the settings, and whether it runs.")
    detail = next((row.detail for row in rows if row.detail), "")
    return ReminderTrouble(f"{words} {problem.label}", repair, rows[0].since, detail)
