"""How one channel is, in lines for its page: what is good, what is not, and the repair of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors import hooks, listening, pace
from connectors.base import Reason
from connectors.models import Account, Allowance, Arrival, LookUp
from connectors.repairing import ILL, LOOKED_BACK

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHAPES_SHOWN = 20
ARRIVALS_COUNTED = 2000
SOON = timedelta(days=7)  # credentials that end within this ask for attention
LATE = timedelta(minutes=5)  # what arrived is read within seconds


@dataclass(frozen=True)
class Line:
    """One fact. ``at`` is shown after ``words``, in ``how`` of ``{% moment %}``.

    good    True for well, False for wrong, None for neither
    reason  value of a ``connectors.base.Reason``, to be explained
    repair  what puts it right, a name the template knows; "" when nothing does
    """

    label: StrOrPromise
    words: StrOrPromise = ""
    at: datetime | None = None
    how: str = "when"
    good: bool | None = None
    more: StrOrPromise = ""
    reason: str = ""
    repair: str = ""


@dataclass(frozen=True)
class Section:
    title: StrOrPromise
    lines: tuple[Line, ...]


_others: list[Callable[[Account], Section | None]] = []


def also(source: Callable[[Account], Section | None]) -> None:
    """Let the rest of the house add what it knows of a channel."""
    if source not in _others:
        _others.append(source)


def sections(account: Account) -> list[Section]:
    """Everything there is to say, what comes in first."""
    own = [
        Section(_("Coming in"), tuple(_coming_in(account))),
        Section(_("Access"), tuple(_access(account))),
    ]
    others = [section for source in _others if (section := source(account))]
    return own + others


# What comes in -----------------------------------------------------------------------------------


def _coming_in(account: Account) -> Iterator[Line]:
    yield _connection(account)
    yield _complete(account)
    arrivals = Arrival.objects.filter(account=account)
    moments = arrivals.values_list("received_at", flat=True)
    yield _last(_("Last news by asking"), moments.filter(app=None).order_by("-pk").first())
    pushed = moments.filter(app__isnull=False).order_by("-received_at").first()
    yield _last(_("Last news by webhook"), pushed)
    yield _webhooks(account)
    yield from _passed_over(account)
    yield from _refused(account)
    yield _waiting(arrivals)
    yield from _not_understood(arrivals)
    yield from _looked_up_in_vain(account)


def _last(label: str, at: datetime | None) -> Line:
    return Line(label, "" if at else _("none yet"), at=at)


def _connection(account: Account) -> Line:
    label = _("Connection")
    if not account.active:
        return Line(label, _("Switched off"))
    if account.state == Account.State.REAUTHORISE:
        words = _("Connect it again. What citizens write meanwhile is fetched afterwards.")
        return Line(label, words, good=False, more=_said(account), repair="reconnect")
    if account.problem:
        return Line(label, good=False, reason=account.problem, more=_said(account), repair="check")
    at = account.contact_at or account.polled_at
    words = _("The platform answered") if at else _("Not asked yet")
    return Line(label, words, at=at, good=True if at else None)


def _said(account: Account) -> str:
    if not account.problem_detail:
        return ""
    return _("%(platform)s said: “%(words)s”") % {
        "platform": account.label,
        "words": account.problem_detail,
    }


def _complete(account: Account) -> Line:
    label = _("Everything is in up to")
    if account.polled_at is None:
        return Line(label, _("nothing was fetched yet"), good=False if account.silent else None)
    good = None if not account.active else not account.silent
    return Line(label, at=account.polled_at, good=good, repair="" if good is not False else "check")


def _webhooks(account: Account) -> Line:
    label = _("Webhooks")
    words = account.get_webhooks_display()
    if not account.webhooks:
        more = "" if account.app else _("This channel belongs to no app.")
        return Line(label, words, more=more, repair="webhooks" if account.app else "reconnect")
    checked = account.webhooks_checked_at
    if checked:
        words = _("%(state)s, looked at") % {"state": words}
    good = account.webhooks == Account.Webhooks.GOOD
    more = account.webhooks_detail
    return Line(label, words, at=checked, good=good, more=more, repair="webhooks")


def _passed_over(account: Account) -> Iterator[Line]:
    """Lists that the platform does not give us, while the rest comes in."""
    for each in account.connector_class.passed_over(account.cursor):
        label = _("Not fetched: %(what)s") % {"what": each.label}
        repair = "reconnect" if each.reason is Reason.PERMISSION else "check"
        good = None if each.usual else False
        yield Line(
            label,
            at=each.since,
            how="since",
            good=good,
            reason=each.reason.value,
            repair="" if each.usual else repair,
        )


def _refused(account: Account) -> Iterator[Line]:
    """Usually a secret that was changed at the platform and not here; or somebody else."""
    if account.app and (number := hooks.refused(account.app)):
        words = ngettext("%(number)d since yesterday", "%(number)d since yesterday", number)
        more = _("Not signed with the app's secret. Is it still the one of the platform?")
        label = _("Refused webhooks")
        yield Line(label, words % {"number": number}, good=False, more=more, repair="app")


def _waiting(arrivals: Any) -> Line:
    found = arrivals.waiting().aggregate(number=Count("pk"), oldest=Min("received_at"))
    label = _("Not read yet")
    if not found["number"]:
        return Line(label, _("nothing"), good=True)
    late = timezone.now() - found["oldest"] > LATE
    words = ngettext("%(number)d arrival, since", "%(number)d arrivals, since", found["number"])
    return Line(label, words % found, at=found["oldest"], good=False if late else None)


def _not_understood(arrivals: Any) -> Iterator[Line]:
    number = _ill(arrivals).count()
    words = ngettext("%(number)d arrival", "%(number)d arrivals", number) % {"number": number}
    if not number:
        yield Line(_("Not understood in 30 days"), _("nothing"), good=True)
    else:
        yield Line(_("Not understood in 30 days"), words, good=False, repair="again")


def _ill(arrivals: Any) -> Any:
    return arrivals.filter(state__in=ILL, received_at__gte=timezone.now() - LOOKED_BACK)


def _looked_up_in_vain(account: Account) -> Iterator[Line]:
    number = LookUp.objects.filter(account=account, state=LookUp.State.GIVEN_UP).count()
    if number:
        words = ngettext(
            "%(number)d message could not be fetched",
            "%(number)d messages could not be fetched",
            number,
        )
        yield Line(_("Looked up in vain"), words % {"number": number}, good=False, repair="look_up")


@dataclass(frozen=True)
class Shape:
    """Parts of arrivals that nobody could read, of one kind; ``why`` of the newest of them."""

    what: str
    why: str
    number: int
    newest: datetime


def shapes(account: Account | None) -> list[Shape]:
    """What was not understood in the last 30 days, the most frequent first.

    Of one account, or (None) what was for no account of ours.
    """
    ill = _ill(Arrival.objects.filter(account=account)).order_by("-received_at", "-pk")
    rows = ill.values_list("source", "error", "received_at")[:ARRIVALS_COUNTED]
    counts: Counter[str] = Counter()
    newest: dict[str, tuple[str, datetime]] = {}
    for source, error, at in rows:
        for line in error.splitlines() or [""]:
            what, _colon, why = line.partition(": ")
            shape = f"{source} · {what}"
            counts[shape] += 1
            newest.setdefault(shape, (why, at))
    return [
        Shape(shape, newest[shape][0], number, newest[shape][1])
        for shape, number in counts.most_common(SHAPES_SHOWN)
    ]


# Access ------------------------------------------------------------------------------------------


def _access(account: Account) -> Iterator[Line]:
    yield _credentials(account)
    if account.token_renewed_at:
        yield Line(_("Renewed"), at=account.token_renewed_at)
    yield _permissions(account)


def _credentials(account: Account) -> Line:
    label = _("Credentials")
    ends = account.token_expires_at
    if not account.credentials:
        return Line(label, _("There are none."), good=False, repair="reconnect")
    if ends is None:
        return Line(label, _("no end is known"))
    if ends < timezone.now():
        return Line(label, _("ended"), at=ends, good=False, repair="reconnect")
    if account.credentials.get("refresh_token"):
        more = _("Webcare renews them by itself.")
        return Line(label, _("valid until"), at=ends, good=True, more=more)
    soon = ends - timezone.now() < SOON
    repair = "reconnect" if soon else ""
    return Line(label, _("valid until"), at=ends, good=not soon, repair=repair)


def _permissions(account: Account) -> Line:
    label = _("Permissions")
    if account.missing:
        words = _("missing: %(names)s") % {"names": ", ".join(account.missing)}
        return Line(label, words, good=False, repair="reconnect")
    if account.examined_at is None:
        return Line(label, _("not looked at yet"), repair="check")
    if account.app is None and not account.credentials.get("scope"):
        return Line(label, _("not known: this channel belongs to no app"))
    return Line(label, _("complete, looked at"), at=account.examined_at, good=True)


# What it costs -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Budget:
    """In US dollars. ``allowances`` is what the platform said is left of each bucket.

    per_day   None before the first whole day
    searches  what saved searches may cost of it; None where there are none
    """

    today: Decimal
    per_day: Decimal | None
    ceiling: Decimal | None
    searches: listening.Share | None
    allowances: list[Allowance]

    @property
    def reached(self) -> bool:
        return self.ceiling is not None and self.today >= self.ceiling


def budget(account: Account) -> Budget:
    """What was spent, and what may still be asked."""
    return Budget(
        today=pace.costs_today(account),
        per_day=pace.cost_per_day(account),
        ceiling=account.daily_ceiling,
        searches=listening.share(account) if account.searches.active().exists() else None,
        allowances=list(pace.allowances(account)),
    )
