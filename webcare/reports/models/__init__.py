"""What leaves the screen: tables that were taken along or made on the clock, the weekly mail, and
screens on a wall."""

from webcare.reports.models.exports import Export, Made
from webcare.reports.models.screens import Screen
from webcare.reports.models.taken import Taken
from webcare.reports.models.weekly import Copy, Reader, Rhythm

__all__ = ["Copy", "Export", "Made", "Reader", "Rhythm", "Screen", "Taken"]
