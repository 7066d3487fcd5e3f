"""The page that shows every picture: ``docs/pictures/README.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tests.screenshots.screens import CHAPTERS, SIZES, Screen

BEGIN = """# Every screen

Made by `make screenshots` from a running demo; do not edit. Each screen in three house styles and
at three widths, as it is for the person who is named; those of Insight in one house style, in a
town with fourteen months behind it. The times in them are those of the day on which they were made.
"""
SHOWN = {360: 90, 768: 150, 1440: 270}  # pixels on this page


def sheet(chapters: Mapping[str, Sequence[Screen]] = CHAPTERS) -> str:
    return "\n".join((BEGIN, *_parts(chapters))) + "\n"


def _parts(chapters: Mapping[str, Sequence[Screen]]) -> Iterator[str]:
    for chapter, screens in chapters.items():
        yield f"## {chapter}\n"
        for screen in screens:
            whose = screen.who or "nobody"
            yield f"### {screen.title}\n\n`{screen.name}`, {whose}, `{screen.address}`\n"
            yield "| | " + " | ".join(f"{width} px" for width in SIZES) + " |"
            yield "| --- | " + " | ".join("---" for _ in SIZES) + " |"
            for theme in screen.themes:
                yield f"| {theme} | " + " | ".join(_cells(theme, screen)) + " |"
            yield ""


def _cells(theme: str, screen: Screen) -> Iterator[str]:
    for width in SIZES:
        file = f"{theme}/{width}/{screen.name}.webp"
        about = f"{screen.title}, {theme}, {width} pixels wide"
        yield f'<a href="{file}"><img src="{file}" width="{SHOWN[width]}" alt="{about}"></a>'
