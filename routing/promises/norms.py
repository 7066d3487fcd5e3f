"""Response norms (reactienormen): what is promised, and which promise a case falls under."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

HOUR = 60  # minutes


class Promise(models.TextChoices):
    """What is promised: that somebody answers, and that it is dealt with."""

    FIRST_RESPONSE = "first_response", gettext_lazy("first answer")
    RESOLUTION = "resolution", gettext_lazy("dealt with")


@dataclass(frozen=True)
class Case:
    """What a norm may look at. ``urgency`` "" is ordinary, ``department`` None is not known yet."""

    channel: str
    kind: str = ""
    urgency: str = ""
    department: int | None = None


@dataclass(frozen=True)
class Labels:
    """The words on the screen for what a norm names; "" leaves the norm's own value."""

    channel: str = ""
    kind: str = ""
    urgency: str = ""
    department: str = ""


@dataclass(frozen=True)
class Norm:
    """A promise in minutes of service hours. Raises ValueError for less than no minutes.

    channel, kind, urgency   "" holds for every one; department   primary key, None for every one
    first_response, resolution   None: this norm says nothing of it
    """

    channel: str = ""
    kind: str = ""
    urgency: str = ""
    department: int | None = None
    first_response: int | None = None
    resolution: int | None = None

    def __post_init__(self) -> None:
        if min(self.first_response or 0, self.resolution or 0) < 0:
            raise ValueError("a norm has no less than no minutes")

    def minutes(self, promise: Promise) -> int | None:
        """How long it may take, None when this norm does not say."""
        return self.first_response if promise is Promise.FIRST_RESPONSE else self.resolution

    def fits(self, case: Case) -> bool:
        """Whether all that this norm names is so in the case."""
        return (
            self.channel in ("", case.channel)
            and self.kind in ("", case.kind)
            and self.urgency in ("", case.urgency)
            and self.department in (None, case.department)
        )

    def why(self, promise: Promise, labels: Labels = Labels()) -> str:
        """The norm in words a person can check: "norm: klacht op X, 60 minuten".

        Raises ValueError when the norm does not say how long.
        """
        minutes = self.minutes(promise)
        if minutes is None:
            raise ValueError(f"this norm says nothing of the {promise}")
        return _("norm: %(what)s, %(time)s") % {"what": self.what(labels), "time": spoken(minutes)}

    def what(self, labels: Labels = Labels()) -> str:
        """What the norm holds for: "spoed, klacht voor Burgerzaken op X", "elk bericht"."""
        named = (
            self.urgency and (labels.urgency or self.urgency),
            self.kind and (labels.kind or self.kind),
        )
        what = ", ".join(filter(None, named)) or _("every message")
        if self.department is not None:
            name = labels.department or _("department %(id)d") % {"id": self.department}
            what = _("%(what)s for %(department)s") % {"what": what, "department": name}
        if self.channel:
            channel = labels.channel or self.channel
            what = _("%(what)s on %(channel)s") % {"what": what, "channel": channel}
        return what


def choose(norms: Iterable[Norm], case: Case, promise: Promise | None = None) -> Norm | None:
    """The most specific norm that fits, None when none does.

    With a promise, only the norms that say how long that may take: a norm for complaints that
    names their resolution only leaves the first answer to a more general one.

    One that names the urgency goes before all that do not, then one that names the kind, then the
    department, then the channel: danger cannot wait for anything else; what was promised about
    complaints holds in every department; and a department knows better than a channel how long
    its work takes. So a norm on urgency alone goes before one on kind, department and channel
    together. Of norms that name the same, the shortest promise counts.
    """
    fitting = [
        norm
        for norm in norms
        if norm.fits(case) and (promise is None or norm.minutes(promise) is not None)
    ]
    return min(fitting, key=lambda norm: _rank(norm, promise), default=None)


def spoken(minutes: int) -> str:
    """60 → "60 minutes", 90 → "90 minutes", 240 → "4 hours"."""
    if minutes < 2 * HOUR or minutes % HOUR:
        return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    return _("%(number)d hours") % {"number": minutes // HOUR}


def _rank(norm: Norm, promise: Promise | None) -> tuple[float, ...]:
    """Smallest is first. What is asked about goes before the other promise; first answer else."""
    times = [inf if time is None else time for time in (norm.first_response, norm.resolution)]
    if promise is Promise.RESOLUTION:
        times.reverse()
    named = (norm.urgency, norm.kind, norm.department is not None, norm.channel)
    return (*(not one for one in named), *times)
