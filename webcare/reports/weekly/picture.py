"""The week as a picture for mail: mail programs show no SVG. Drawn twice as large as it is shown.

Pillow draws it with the font that it brings along (Aileron, CC0), so that nothing is asked of the
machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont
from PIL.ImageDraw import ImageDraw as Pen

from webcare.reports.weekly.contents import Day

WIDTH, HEIGHT = 600, 220  # as it is shown
LARGER = 2
PAPER, INK, QUIET, LINE = "#ffffff", "#1a1a1a", "#595959", "#d0d0d0"
RECEIVED, ANSWERED = "#9db8d9", "#154273"
TOP, BOTTOM = 44, 30  # above and beneath the columns
SIZE = 16  # a telephone shows it at half the size


def drawn(days: Sequence[Day]) -> bytes:
    """A PNG; with one column for each day where only one number is told of it."""
    paper = Image.new("RGB", (WIDTH * LARGER, HEIGHT * LARGER), PAPER)
    pen = ImageDraw.Draw(paper)
    both = any(day.answered is not None for day in days)
    _legend(pen, both=both)
    highest = max((day.received or 0 for day in days), default=0) or 1
    step = WIDTH / max(1, len(days))
    for at, day in enumerate(days):
        middle = step * (at + 0.5)
        name = str(WEEKDAYS_ABBR[day.at.weekday()]).lower()
        _words(pen, name, middle, HEIGHT - 9, QUIET)
        wide = step * (0.36 if both else 0.5)
        left = middle - (wide if both else wide / 2)
        _column(pen, left, wide, day.received, highest, RECEIVED if both else ANSWERED)
        if both:
            _column(pen, middle, wide, day.answered, highest, ANSWERED)
    y = (HEIGHT - BOTTOM) * LARGER
    pen.line((0, y, WIDTH * LARGER, y), LINE, LARGER)
    into = BytesIO()
    paper.save(into, "PNG", optimize=True)
    return into.getvalue()


def in_words(days: Sequence[Day]) -> str:
    """The same for who does not see it."""
    said = []
    for day in days:
        name = str(WEEKDAYS_ABBR[day.at.weekday()]).lower()
        number = "–" if day.received is None else day.received
        said.append(
            f"{name} {number}" if day.answered is None else f"{name} {number}/{day.answered}"
        )
    what = _("Received each day") if _one(days) else _("Received and answered each day")
    return f"{what}: {', '.join(said)}"


def _one(days: Sequence[Day]) -> bool:
    return all(day.answered is None for day in days)


def _column(
    pen: Pen, left: float, wide: float, value: int | None, highest: int, colour: str
) -> None:
    if value is None:
        _words(pen, "x", left + wide / 2, HEIGHT - BOTTOM - 4, QUIET)
        return
    base = HEIGHT - BOTTOM
    top = base - (base - TOP) * value / highest
    box = (left * LARGER, top * LARGER, (left + wide - 2) * LARGER, base * LARGER)
    if value:
        pen.rectangle(box, colour)
    _words(pen, str(value), left + wide / 2 - 1, top - 4, INK)


def _legend(pen: Pen, *, both: bool) -> None:
    x = 0.0
    names = [(RECEIVED, _("received")), (ANSWERED, _("answered"))]
    for colour, name in names if both else [(ANSWERED, _("received"))]:
        pen.rectangle((x * LARGER, 4 * LARGER, (x + 12) * LARGER, 16 * LARGER), colour)
        pen.text(((x + 18) * LARGER, 10 * LARGER), name, QUIET, _font(), "lm")
        x += 40 + _font().getlength(name) / LARGER


def _words(pen: Pen, words: str, x: float, y: float, colour: str) -> None:
    pen.text((x * LARGER, y * LARGER), words, colour, _font(), "ms")


def _font() -> ImageFont.FreeTypeFont:
    found = ImageFont.load_default(SIZE * LARGER)
    assert isinstance(found, ImageFont.FreeTypeFont)  # noqa: S101 Pillow's wheels have FreeType
    return found
