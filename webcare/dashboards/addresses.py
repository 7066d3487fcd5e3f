"""Where the conversations behind a number are."""

from __future__ import annotations

from django.urls import reverse

from webcare.dashboards.asking import Asked
from webcare.figures.measures import Figure, Measure, Share


def behind(asked: Asked, measure: Measure, **more: object) -> str:
    """Of what a number is made of. ``more`` narrows further: ``weekday=1, hour=9``."""
    return f"{reverse('figures_behind')}?{asked.query(measure=measure.name, **more)}"


def others(asked: Asked, measure: Measure, figure: Figure) -> str:
    """Of those of a share that do not count; "" where it is all of them."""
    partly = isinstance(measure, Share) and figure.value is not None and figure.value < 1
    return behind(asked, measure, others=1) if partly else ""
