"""One conversation, step by step: each leaves the rows that the application itself would.

    standing.py   what it is at each step, and the rows it comes to
    speaking.py   what the citizen does
    sorting.py    whose it is
    handling.py   what colleagues do with it beside answering
    answering.py  answers, in bundles too
    asking.py     what departments are asked and say

A step that would come after the end of the history raises Over. What was done before it stands, so
that a conversation of the last days is as far as it would be.
"""

from __future__ import annotations

from webcare.demo.history.life.answering import Answering
from webcare.demo.history.life.asking import Asking
from webcare.demo.history.life.handling import Handling
from webcare.demo.history.life.sorting import Sorting
from webcare.demo.history.life.speaking import Speaking
from webcare.demo.history.life.standing import MINUTE, SECOND, Over

__all__ = ["MINUTE", "SECOND", "Life", "Over"]


class Life(Speaking, Sorting, Handling, Answering, Asking):
    """A conversation from its first word on."""
