"""Promised times: service hours, norms, and the clock that runs between them.

Pure: no database, no wall clock. Datetimes go in aware, of any time zone (a naive one raises
ValueError), and come out in UTC. Days, weekdays and times of day are those of Amsterdam.

Hours     openingstijden: when people are at work; weekdays, holidays, special days, roster
Norm      reactienorm: what is promised to whom, in minutes of service hours; ``choose`` picks one
due, used, state    how far along a promise is, with pauses while the citizen is to answer
"""

from __future__ import annotations

from routing.promises.clock import Pause, State, due, soon_after, soon_from, state, used
from routing.promises.hours import OFFICE_HOURS, Hours
from routing.promises.norms import Case, Labels, Norm, Promise, choose
from routing.promises.public_holidays import USUAL, Holiday
from routing.promises.shape import BadHours
from routing.promises.spans import Duty, Span, SpecialDay
from routing.promises.timeline import NeverOpen

__all__ = [
    "OFFICE_HOURS",
    "USUAL",
    "BadHours",
    "Case",
    "Duty",
    "Holiday",
    "Hours",
    "Labels",
    "NeverOpen",
    "Norm",
    "Pause",
    "Promise",
    "Span",
    "SpecialDay",
    "State",
    "choose",
    "due",
    "soon_after",
    "soon_from",
    "state",
    "used",
]
