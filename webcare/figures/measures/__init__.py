"""What cases add up to: each number of the dashboards, with the sentence that says how.

``docs/measures.md`` defines each exactly. A measure names the cases that it is about and those of
them that count; the list behind a number is found with the same two.

    kinds.py      what a measure is
    which.py      cases that several measures are about
    questions.py  how many there were, and what became of them
    first.py      how soon the first answer came; whole.py how soon nothing waited any more
    way.py        departments, other channels, bundles, and whether it came back
"""

from __future__ import annotations

from webcare.figures.measures.first import FIRST
from webcare.figures.measures.kinds import Better, Figure, Measure, Share, Unit, Worked
from webcare.figures.measures.questions import QUESTIONS
from webcare.figures.measures.way import WAY
from webcare.figures.measures.whole import WHOLE

__all__ = ["HEADLINE", "MEASURES", "Better", "Figure", "Measure", "Share", "Unit", "Worked"]

# By name, in the order of the screen.
MEASURES: dict[str, Measure] = {
    measure.name: measure for measure in (*QUESTIONS, *FIRST, *WHOLE, *WAY)
}
HEADLINE = MEASURES["answered_share"]
