"""How our mailbox does, for the banner and for the page of letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from routing.models import MailRun

ONLY = 1  # the primary key of the one row


@dataclass(frozen=True)
class MailTrouble:
    """Why answers by mail do not come in.

    words   a sentence; ``detail`` is what the mail server said, "" for nothing
    repair  what an administrator does about it
    since   None when it never was otherwise
    stops   no letter comes in, rather than not this one
    """

    words: str
    repair: str
    since: datetime | None
    detail: str = ""
    stops: bool = True


@transaction.atomic
def note(problem: MailRun.Problem, detail: str = "", place: int = 0) -> None:
    """How an attempt to empty it went, and after which letter the next one begins."""
    now = timezone.now()
    before = MailRun.objects.select_for_update().filter(pk=ONLY).first()
    since = (before and before.failing_since) or now
    MailRun.objects.update_or_create(
        pk=ONLY,
        defaults={
            "looked_at": now,
            "problem": problem,
            "detail": detail[:300],
            "failing_since": since if problem else None,
            "place": place,
        },
    )


def place() -> int:
    """After which letter the next attempt begins; 0 for the first."""
    return MailRun.objects.filter(pk=ONLY).values_list("place", flat=True).first() or 0


def trouble(*, at_once: bool = False) -> MailTrouble | None:
    """What is wrong for longer than the norm; None when all is well. One query.

    at_once   also what went wrong just now, and may be over in a minute
    """
    return trouble_of(runs().first(), at_once=at_once)


def runs() -> QuerySet[MailRun]:
    """How the newest attempt to empty it went, as a row or none; none where there is no mailbox."""
    return MailRun.objects.filter(pk=ONLY) if settings.IMAP else MailRun.objects.none()


def trouble_of(run: MailRun | None, *, at_once: bool = False) -> MailTrouble | None:
    """The same of a row of ``runs``. No query."""
    if not settings.IMAP:
        return None
    if run is None:
        return MailTrouble(
            _("Nobody ever looked into the mailbox for answers."),
            _("See whether the worker and the clock of Webcare run."),
            None,
        )
    patience = timedelta(seconds=settings.NORM_CONTACT_SECONDS)
    if timezone.now() - run.looked_at > patience:
        return MailTrouble(
            _("Nobody looks into the mailbox for answers any more."),
            _("See whether the worker and the clock of Webcare run."),
            run.looked_at,
        )
    since = run.failing_since
    if since is None or (not at_once and timezone.now() - since <= patience):
        return None
    Problem = MailRun.Problem  # noqa: N806 - the class of its members
    stops = run.problem not in (Problem.NOT_MOVED, Problem.TOO_LARGE, Problem.FULL)
    words = str(run.get_problem_display())
    return MailTrouble(words, _repair(run.problem), since, run.detail, stops)


def _repair(problem: str) -> str:
    Problem = MailRun.Problem  # noqa: N806 - the class of its members
    if problem == Problem.NOT_KEPT:
        return _("See whether the storage of files works. The letter stays in the mailbox.")
    if problem == Problem.FULL:
        return _("See on the page Post who sends so much. Answers to questions come in as always.")
    if problem == Problem.TOO_LARGE:
        return _("Read that letter with a mail program, and take it out of the mailbox.")
    if problem == Problem.NOT_MOVED:
        return _("Let Webcare make folders in the mailbox, and move letters there.")
    return _("Check the address, user name and password of the mailbox in the settings.")
