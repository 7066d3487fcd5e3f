"""One of each kind."""

from __future__ import annotations

from datetime import date, timedelta

from webcare.charts import (
    Area,
    Bar,
    Bars,
    Chart,
    Columns,
    Heat,
    Lines,
    Moment,
    Reference,
    Series,
    Step,
    Unit,
)

DAYS = tuple(Moment(date(2026, 11, 2) + timedelta(number)) for number in range(5))
MONTHS = tuple(Moment(date(2026, month, 1), Step.MONTH) for month in range(1, 6))
VALUES = (12.0, None, 7.0, 30.0, 4.0)
LINKS = tuple(f"/cijfers/achter/?dag={number}" for number in range(5))
NORM = Reference("Nissewaard 2023", 20, "annual report 2023")


def lines(**changed: object) -> Lines:
    asked: dict[str, object] = {
        "name": "lines",
        "title": "Answered within a day",
        "unit": Unit.NUMBER,
        "categories": DAYS,
        "series": (Series("Questions", VALUES, LINKS),),
    }
    return Lines(**(asked | changed))  # type: ignore[arg-type] # each test knows what it changes


def every_kind() -> list[Chart]:
    several = (Series("X", VALUES), Series("Facebook", (1.0, 2.0, 3.0, 4.0, None)))
    heat = tuple(tuple(float(day * hour) for hour in range(24)) for day in range(7))
    return [
        lines(),
        lines(name="more", series=several, before=Series("Before", VALUES), references=(NORM,)),
        Area("area", "Backlog", Unit.NUMBER, DAYS, Series("Open", VALUES)),
        Columns("columns", "By day", Unit.NUMBER, DAYS, several[:1]),
        Columns("grouped", "By month", Unit.MINUTES, MONTHS, several, references=(NORM,)),
        Columns("stacked", "In all", Unit.NUMBER, MONTHS, several, stacked=True),
        Bars(
            "bars",
            "By department",
            Unit.PERCENT,
            "Department",
            "Answered",
            (Bar("Communicatie, Griffie & Juridisch", 94.0, 91.0, "/x"), Bar("Zorg", None)),
            before="A year before",
            references=(NORM,),
        ),
        Heat(
            "heat",
            "A week",
            Unit.NUMBER,
            "Questions",
            heat,
            within=frozenset((day, hour) for day in range(5) for hour in range(9, 17)),
            frame="We are here",
        ),
    ]
