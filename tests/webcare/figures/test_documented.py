"""Each measure is defined in docs/measures.md, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

from webcare.figures.measures import MEASURES

PAGE = Path(__file__).parents[3] / "docs" / "measures.md"


def test_each_measure_is_defined() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("## The measures")[2]
    rows = re.findall(r"^\| (`[^|]+) \|", table, flags=re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == set(MEASURES)
