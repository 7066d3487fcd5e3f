"""A press goes its own way, whatever the part of the page around it is doing."""

from __future__ import annotations

import re

from django.conf import settings


def test_nobody_waits_for_a_part_that_looks_again() -> None:
    """htmx hands hx-sync down: a press would stand in line behind a look, and the next look,
    "queue last", would take its place in that line."""
    found, wrong = 0, []
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        for tag in re.findall(r'hx-sync="this:[^"]*"[^<]*', template.read_text()):
            found += 1
            if 'hx-disinherit="hx-sync"' not in tag:
                wrong.append(template.name)
    assert found > 10
    # A field, which holds nothing; and tools, of which only the last one pressed is wanted.
    assert sorted(wrong) == ["_search.html", "_tools.html"]
