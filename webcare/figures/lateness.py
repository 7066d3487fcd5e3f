"""How far the figures are behind what happens. Both moments are of the database's clock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from inbox.together import put_once
from webcare.failing import PATIENCE, Work, WorkTrouble
from webcare.figures.models import Changed
from webcare.models import Failing

BEHIND = timedelta(minutes=2)  # of less nobody has to know


def said() -> QuerySet[Changed, datetime]:
    """As of when figures are, where a page of them has to say so; else no row."""
    return _oldest(BEHIND)


def told() -> QuerySet[Changed, datetime]:
    """The same where administrators are told."""
    return _oldest(PATIENCE)


@put_once
def _oldest(patience: timedelta) -> QuerySet[Changed, datetime]:
    """What cannot be counted is told apart: what happened to others since is in the figures."""
    cannot = Failing.objects.filter(work=Work.FIGURES, number=OuterRef("conversation"))
    waiting = Changed.objects.filter(~Exists(cannot), at__lt=Now() - patience)
    return waiting.order_by("pk").values_list("at", flat=True)[:1]


def troubles(found: Collection[datetime]) -> list[WorkTrouble]:
    """Of ``told``. No query."""
    words = _("The figures are behind: what happened since is not in them.")
    repair = _("See whether the worker and the clock of Webcare run.")
    return [WorkTrouble(words, repair, since) for since in found]
