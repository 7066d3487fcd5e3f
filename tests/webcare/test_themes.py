"""Every house style, in light, in dark and with more contrast: all that is read can be read."""

from __future__ import annotations

from itertools import product

import pytest

from tests.webcare.styles import colour, contrast, tokens

THEMES = ("voorbeeld", "denhaag", "ma")
SURFACES = ("surface", "surface-quiet", "surface-raised", "surface-hover")
TEXT = (
    *product(("text", "text-quiet"), SURFACES),
    *product(("link", "bad", "good", "warn", "info", "accent"), ("surface",)),
    ("accent-text", "accent-surface"),
    ("surface", "accent"),  # the button that counts
    ("private-text", "private-surface"),
    ("note-text", "note-surface"),
    ("warn-text", "warn-surface"),
    *((name, f"{name}-surface") for name in ("bad", "good", "info")),
    *product(("text",), ("bad-surface", "good-surface", "info-surface")),
    *product(("link",), (*SURFACES, "accent-surface", "bad-surface", "good-surface")),
    *product(("link",), ("info-surface", "warn-surface", "note-surface")),
)
# A field's border, the focus and a chosen place are not read, but have to be seen.
SEEN = (("line-strong", "surface"), ("focus", "surface"), ("accent", "surface"))
BUTTONS = ("primary-action", "secondary-action")


@pytest.fixture(params=product(THEMES, (False, True), (False, True)), ids=str)
def worn(request: pytest.FixtureRequest) -> tuple[dict[str, str], bool, bool]:
    """The variables of a house style, whether it is dark, and whether it has more contrast."""
    theme, dark, more = request.param
    sheets = [f"themes/{theme}.css"]
    sheets += [f"themes/{theme}-dark.css"] * dark + ["themes/contrast.css"] * more
    return tokens(theme, *sheets), dark, more


def test_all_that_is_read_can_be_read(worn: tuple[dict[str, str], bool, bool]) -> None:
    known, dark, more = worn
    least = 7 if more else 4.5
    found = {
        (text, ground): round(ratio, 2)
        for text, ground in TEXT
        if (ratio := _ratio(known, f"--wc-{text}", f"--wc-{ground}", dark)) < least
    }
    assert not found


def test_all_that_is_seen_can_be_seen(worn: tuple[dict[str, str], bool, bool]) -> None:
    known, dark, more = worn
    least = 4.5 if more else 3
    for line, ground in (*SEEN, *((("line", "surface"),) if more else ())):
        assert _ratio(known, f"--wc-{line}", f"--wc-{ground}", dark) >= least, line


def test_buttons_can_be_read(worn: tuple[dict[str, str], bool, bool]) -> None:
    known, dark, more = worn
    for button in BUTTONS:
        name = f"--utrecht-button-{button}"
        ground = f"{name}-background-color"
        ratio = _ratio(known, f"{name}-color", ground, dark)
        assert ratio >= (7 if more else 4.5), button


def _ratio(known: dict[str, str], one: str, other: str, dark: bool) -> float:
    return contrast(colour(known, one, dark=dark), colour(known, other, dark=dark))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [((0, 0, 0), (1, 1, 1), 21), ((1, 1, 1), (1, 1, 1), 1), ((0.467,) * 3, (1, 1, 1), 4.48)],
)
def test_contrast_is_that_of_wcag(
    one: tuple[float, float, float], other: tuple[float, float, float], ratio: float
) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
