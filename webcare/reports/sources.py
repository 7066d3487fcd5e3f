"""The tables that can be taken along, as data, and how one is made whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from webcare.reports import figures, others
from webcare.reports.spans import in_words
from webcare.reports.suppressing import for_outside
from webcare.reports.tables import Table
from webcare.reports.wishes import Asked, Audience, NotYours


@dataclass(frozen=True)
class Source:
    """One kind of table.

    about       what it tells
    permission  beside that to take tables along; "" for none
    page        the name of the address on which it is shown; "" for the page of reports
    """

    name: str
    label: Promise
    about: Promise
    make: Callable[[Asked], Table]
    permission: str = ""
    page: str = ""


SOURCES: Mapping[str, Source] = {
    source.name: source
    for source in (
        Source(
            "figures",
            gettext_lazy("Figures"),
            gettext_lazy("Every measure, by department, channel, week or whatever you choose."),
            figures.table,
        ),
        Source(
            "hops",
            gettext_lazy("Forwardings"),
            gettext_lazy("What departments got and gave back."),
            others.hops,
            "inbox.view_hop",
            "hop_report",
        ),
        Source(
            "elsewhere",
            gettext_lazy("Sent to another channel"),
            gettext_lazy("How often answers sent citizens elsewhere."),
            others.sent_elsewhere,
            "inbox.view_hop",
            "hop_report",
        ),
        Source(
            "topics",
            gettext_lazy("What people talk about"),
            gettext_lazy("The words that stand out this week."),
            others.topics,
            "inbox.view_conversation",
            "talk",
        ),
    )
}


def made(asked: Asked) -> Table:
    """The table, with what there is to know of it; without small numbers where it leaves the team.
    Raises NotYours."""
    source = SOURCES.get(asked.wish.source)
    if not source or (source.permission and not asked.user.has_perm(source.permission)):
        raise NotYours
    table = source.make(asked)
    outside = asked.wish.leaves_the_team
    facts = [*table.facts]
    if source.name == "figures":
        facts.insert(0, (_("Period"), in_words(asked.period)))
    facts.append((_("Made"), date_format(timezone.localtime(), "j F Y H:i")))
    facts.append((_("For whom"), str(Audience.OUTSIDE.label if outside else Audience.TEAM.label)))
    table = replace(table, facts=tuple(facts))
    if not outside:
        return table
    return replace(for_outside(table), name=f"{table.name}-public")
