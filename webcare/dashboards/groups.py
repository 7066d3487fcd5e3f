"""Which measures stand together on the screen, and by what they are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BESIDE = ("received", "waiting", "first_within", "whole_within")


@dataclass(frozen=True)
class Group:
    name: str
    label: Promise
    measures: Sequence[str]


GROUPS = (
    Group("questions", _("Questions"), ("answered", "finished", "withdrawn")),
    Group(
        "first",
        _("The first answer"),
        ("first_median", "first_p90", "first_wall_median", "first_wall_p90"),
    ),
    Group(
        "whole",
        _("Until it is dealt with"),
        ("whole_median", "whole_p90", "whole_wall_median", "whole_wall_p90"),
    ),
    Group(
        "way",
        _("The way of a question"),
        (
            *("one_touch", "reopened", "hops", "handed_back", "too_many_desks"),
            *("switched", "bundled", "native"),
        ),
    ),
)
# What a table by channel, department, kind or team shows.
TOLD_APART = ("received", "answered_share", "first_median", "first_within")
# A team is that of who answered: what it did not answer is nobody's.
OF_TEAMS = ("answered", "first_median", "first_within", "one_touch")
