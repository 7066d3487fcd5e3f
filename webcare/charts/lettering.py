"""How wide a text is about, and how to fit it where it has to go.

A server has no font to measure with. Widths are those of a wide sans-serif, so that what fits here
fits in the house style, too.
"""

from __future__ import annotations

NARROW = "iljtfrI.,:;'|!()[]- "
WIDE = "mwMWQ%@&ŒÆ—"
OF_NARROW, OF_WIDE, OF_CAPITAL, OF_OTHERS = 0.36, 0.95, 0.7, 0.6  # of the size of the font


def width(text: str, size: float) -> float:
    """In the unit of ``size``."""
    return size * sum(map(_of_one, text))


def _of_one(letter: str) -> float:
    if letter in NARROW:
        return OF_NARROW
    if letter in WIDE:
        return OF_WIDE
    return OF_CAPITAL if letter.isupper() or ord(letter) > 0x2E80 else OF_OTHERS


def cut(text: str, room: float, size: float) -> str:
    """As much of it as fits, with an ellipsis where there was more."""
    if width(text, size) <= room:
        return text
    kept = text
    while kept and width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrap(text: str, room: float, size: float, most: int = 2) -> list[str]:
    """In at most ``most`` lines that fit; the last one is cut where there is more."""
    lines: list[str] = []
    words = text.split()
    while words:
        if len(lines) == most - 1:
            return [*lines, cut(" ".join(words), room, size)]
        taken = 1
        while taken < len(words) and width(" ".join(words[: taken + 1]), size) <= room:
            taken += 1
        lines.append(cut(" ".join(words[:taken]), room, size))
        words = words[taken:]
    return lines or [""]
