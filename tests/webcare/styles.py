"""Reading our style sheets as far as a colour needs it: imports, variables, light and dark."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from pathlib import Path

from django.contrib.staticfiles import finders

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORT = re.compile(r'@import url\("([^"]+)"\);')
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
TOKEN = re.compile(r"(--[\w-]+)\s*:\s*([^;]+);")
VAR = re.compile(r"var\((--[\w-]+)(?:,\s*([^()]*))?\)")
BOTH = re.compile(r"light-dark\(((?:[^(),]|\([^()]*\))+),\s*((?:[^(),]|\([^()]*\))+)\)")
HSL = re.compile(r"hsla?\(([\d.]+)[ ,]+([\d.]+)%[ ,]+([\d.]+)%(?:[ ,/]+1)?\)")
TRANSPARENT = ("transparent", "rgba(0, 0, 0, 0)")
Colour = tuple[float, float, float]


def tokens(theme: str, *sheets: str) -> dict[str, str]:
    """The variables that ``html.<theme>-theme`` has, of these sheets in order.

    The most specific selector wins, and of those the last.
    """
    found: dict[str, tuple[int, str]] = {}
    for sheet in sheets:
        for selector, body in _rules(_file(sheet)):
            weight = _weight(selector, theme)
            for name, value in TOKEN.findall(body) if weight else ():
                if weight >= found.get(name, (0, ""))[0]:
                    found[name] = (weight, value.strip())
    return {name: value for name, (_weight_of, value) in found.items()}


def colour(known: dict[str, str], name: str, *, dark: bool) -> Colour:
    """What a variable comes to: red, green and blue from 0 to 1. Raises KeyError, ValueError.

    Through what is transparent the page is seen.
    """
    value = known[name]
    while True:
        chosen = BOTH.sub(lambda found: found[2 if dark else 1].strip(), value)
        meant = VAR.sub(lambda found: known.get(found[1]) or found[2] or "", chosen)
        if meant in TRANSPARENT:
            return colour(known, "--wc-surface", dark=dark)
        if meant == value:
            return _read(value)
        value = meant


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2, "contrast ratio"."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(of: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in of)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _read(value: str) -> Colour:
    if found := HSL.fullmatch(value):
        hue, saturation, light = (float(part) for part in found.groups())
        return colorsys.hls_to_rgb(hue / 360, light / 100, saturation / 100)
    digits = value.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if not re.fullmatch(r"[0-9a-fA-F]{6}", digits):
        raise ValueError(value)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _file(name: str) -> Path:
    return Path(str(finders.find(name)))


def _rules(path: Path) -> Sequence[tuple[str, str]]:
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    before = [rule for name in IMPORT.findall(text) for rule in _imported(path, name)]
    return [*before, *RULE.findall(IMPORT.sub("", text))]


def _imported(path: Path, name: str) -> Sequence[tuple[str, str]]:
    """``vendor/`` is not beside our own files."""
    if "vendor/" in name:
        return _rules(_file(name[name.index("vendor/") :]))
    return _rules(path.parent / name)


def _weight(selector: str, theme: str) -> int:
    """How much the selector weighs for the element html; 0 where it is of another."""
    own = selector.strip()
    classes = {f".{theme}-theme", f".{theme}-theme--color-scheme-dark"}
    if own in classes:
        return 10
    if own.removeprefix("html") in classes:
        return 11
    return {"html[class]": 11, "html[class][class]": 21}.get(own, 0)
