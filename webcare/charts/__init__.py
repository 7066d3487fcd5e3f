"""Charts, drawn here as SVG from plain data: no models, no JavaScript, the table behind each.

``{% chart one %}`` shows one of the kinds below: see docs/insight/charts.md.
"""

from webcare.charts.plain import (
    Area,
    Bar,
    Bars,
    Category,
    Chart,
    Columns,
    Heat,
    Lines,
    Moment,
    Reference,
    Series,
    Sparkline,
    Step,
)
from webcare.charts.units import Unit, written

__all__ = [
    "Area",
    "Bar",
    "Bars",
    "Category",
    "Chart",
    "Columns",
    "Heat",
    "Lines",
    "Moment",
    "Reference",
    "Series",
    "Sparkline",
    "Step",
    "Unit",
    "written",
]
