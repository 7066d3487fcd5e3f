"""The charts of a period. Their titles say what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from routing.promises import Hours
from webcare.charts import (
    Area,
    Category,
    Chart,
    Columns,
    Heat,
    Lines,
    Moment,
    Series,
    Step,
)
from webcare.charts.heat import called
from webcare.dashboards.addresses import behind
from webcare.dashboards.elsewhere import references
from webcare.dashboards.writing import SHOWN_AS, shown, words
from webcare.figures.adding import Figures
from webcare.figures.measures import MEASURES, Measure, Share
from webcare.figures.periods import (
    BEGIN,
    DAY,
    WEEK,
    Period,
    beginnings,
    end_of_month,
    months_before,
)

if TYPE_CHECKING:
    from webcare.dashboards.asking import Asked, Known

OF_A_COURSE = [MEASURES[name] for name in ("received", "answered_share", "first_within")]
OF_A_WEEK = [MEASURES[name] for name in ("received", "first_wall_median")]
TOO_FEW = 5  # questions for a share: one that waits is no fall to 80%
DAYS_BY_DAY, DAYS_BY_WEEK = 31, 182  # at most
STEPS = {"day": Step.DAY, "week": Step.WEEK, "month": Step.MONTH}
MONDAY_TO_SUNDAY, HOURS = range(7), range(24)

Course = Mapping[str, Mapping[Any, Figures]]


def step_of(period: Period) -> str:
    """By the day, the week or the month, so that there is something to see and not too much."""
    if period.days <= DAYS_BY_DAY:
        return "day"
    return "week" if period.days <= DAYS_BY_WEEK else "month"


def charts(
    asked: Asked,
    known: Known,
    numbers: Mapping[str, float | None],
    course: Course,
    week: Mapping[tuple[Any, ...], Figures],
    waited: Sequence[tuple[date, int]],
) -> dict[str, Chart]:
    """By name."""
    return {
        "share": _share("answered_share", _title_of_share(numbers), asked, course),
        "within": _share("first_within", _title_of_within(numbers), asked, course),
        "received": _received(asked, course, numbers),
        "backlog": _backlog(waited),
        "week": _week(asked, known.hours, week),
        "waiting": _waiting(asked, known.hours, week),
    }


def _title_of_share(numbers: Mapping[str, float | None]) -> str:
    share = words(MEASURES["answered_share"], numbers["answered_share"])
    return _("%(share)s of the questions got an answer") % {"share": share}


def _title_of_within(numbers: Mapping[str, float | None]) -> str:
    share = words(MEASURES["first_within"], numbers["first_within"])
    return _("%(share)s got the first answer in time") % {"share": share}


def _share(name: str, title: str, asked: Asked, course: Course) -> Chart:
    """Over time, against a year before or else the period before, and what others said of
    theirs."""
    measure, step = MEASURES[name], step_of(asked.period)
    days = beginnings(asked.period, step)
    values = _values(measure, days, course["now"])
    if asked.is_running and step != "month":
        values = (*values[:-1], None)  # what is asked now may be answered yet
    then = [_before(day, asked, step) for day in days]
    earlier = _values(measure, then, course["year_before"])
    label = _("A year before") if asked.year_before else _("The period before")
    return Lines(
        name=name.replace("_", "-"),
        title=title,
        unit=SHOWN_AS[measure.unit],
        categories=_categories(days, step),
        series=(Series(str(measure.label), values),),
        before=Series(label, earlier) if any(value is not None for value in earlier) else None,
        references=references(name),
        about=_(
            "%(how)s No share is drawn of fewer than five questions, nor of the day or week that "
            "is not over."
        )
        % {"how": measure.sentence},
    )


def _before(day: date, asked: Asked, step: str) -> date:
    """The day, week or month of the other period that this one is held against."""
    first, then = asked.period.first, (asked.year_before or asked.previous).first
    if step == "month":
        return months_before(day, 12 * (first.year - then.year) + first.month - then.month)
    return day - (BEGIN[step](first) - BEGIN[step](then))


def _received(asked: Asked, course: Course, numbers: Mapping[str, float | None]) -> Chart:
    number = int(numbers["received"] or 0)
    title = ngettext("%(number)s question came in", "%(number)s questions came in", number)
    said = title % {"number": words(MEASURES["received"], number)}
    return _counted("received", said, asked, course["now"])


def answered(asked: Asked, course: Mapping[Any, Figures]) -> Chart:
    """Of one person: how many first answers they gave."""
    return _counted("answered", _("Questions that got their first answer"), asked, course)


def _counted(name: str, title: str, asked: Asked, course: Mapping[Any, Figures]) -> Chart:
    """Columns by the day, week or month, each the way to what it counts."""
    measure, step = MEASURES[name], step_of(asked.period)
    days = beginnings(asked.period, step)
    values = tuple(value or 0 for value in _values(measure, days, course))
    links = tuple(
        _on(asked, measure, day, step) if value else ""
        for day, value in zip(days, values, strict=True)
    )
    return Columns(
        name=name,
        title=title,
        unit=SHOWN_AS[measure.unit],
        categories=_categories(days, step),
        series=(Series(str(measure.label), values, links),),
    )


def _on(asked: Asked, measure: Measure, day: date, step: str) -> str:
    """What came in on that day, or in the week or month that begins on it."""
    last = {"day": day, "week": day + WEEK - DAY, "month": end_of_month(day)}[step]
    first, last = max(day, asked.period.first), min(last, asked.period.last)
    return behind(asked, measure, since=first.isoformat(), until=last.isoformat())


def _backlog(waited: Sequence[tuple[date, int]]) -> Chart:
    busiest, most = max(waited, key=lambda one: one[1])
    title = _("Nothing was waiting at the end of any day")
    if most:
        said = ngettext(
            "At most %(number)s question was waiting at the end of a day: on %(day)s",
            "At most %(number)s questions were waiting at the end of a day: on %(day)s",
            most,
        )
        number = words(MEASURES["received"], most)
        title = said % {"number": number, "day": date_format(busiest, "j F Y")}
    return Area(
        name="backlog",
        title=title,
        unit=SHOWN_AS[MEASURES["received"].unit],
        categories=tuple(Moment(day) for day, _number in waited),
        series=Series(_("Waiting for us"), tuple(float(number) for _day, number in waited)),
        about=_("How many questions were not dealt with at the end of each day."),
    )


def _week(asked: Asked, hours: Hours, week: Mapping[tuple[Any, ...], Figures]) -> Chart:
    measure = MEASURES["received"]
    values = _hours(measure, week)
    most = max((values[day][hour] or 0, day, hour) for day in MONDAY_TO_SUNDAY for hour in HOURS)
    title = _("When people write")
    if most[0]:
        title = _("Busiest hour: %(when)s") % {"when": called(most[1], most[2])}
    return _heat("week", title, measure, values, asked, hours)


def _waiting(asked: Asked, hours: Hours, week: Mapping[tuple[Any, ...], Figures]) -> Chart:
    measure = MEASURES["first_wall_median"]
    title = _("How long who writes then waits for the first answer")
    return _heat("waiting", title, measure, _hours(measure, week), asked, hours)


def _heat(
    name: str,
    title: str,
    measure: Measure,
    values: tuple[tuple[float | None, ...], ...],
    asked: Asked,
    hours: Hours,
) -> Chart:
    return Heat(
        name=name,
        title=title,
        unit=SHOWN_AS[measure.unit],
        label=str(measure.label),
        values=values,
        within=_open(hours),
        frame=_("service hours"),
        links=tuple(
            tuple(
                behind(asked, measure, weekday=day + 1, hour=hour) if values[day][hour] else ""
                for hour in HOURS
            )
            for day in MONDAY_TO_SUNDAY
        ),
        about=str(measure.sentence),
    )


def _hours(
    measure: Measure, week: Mapping[tuple[Any, ...], Figures]
) -> tuple[tuple[float | None, ...], ...]:
    return tuple(
        tuple(_value(measure, week.get((day + 1, hour))) for hour in HOURS)
        for day in MONDAY_TO_SUNDAY
    )


def _open(hours: Hours) -> frozenset[tuple[int, int]]:
    """The hours of an ordinary week of which more than half is service time."""
    return frozenset(
        (day, hour)
        for day, spans in enumerate(hours.week)
        for hour in HOURS
        if sum(_overlap(span.start, span.end, hour * 60) for span in spans) > 30
    )


def _overlap(start: int, end: int, minute: int) -> int:
    return max(min(end, minute + 60) - max(start, minute), 0)


def _categories(days: Sequence[date], step: str) -> tuple[Category, ...]:
    return tuple(Moment(day, STEPS[step]) for day in days)


def _values(
    measure: Measure, days: Sequence[date], course: Mapping[Any, Figures]
) -> tuple[float | None, ...]:
    return tuple(_value(measure, course.get(day)) for day in days)


def _value(measure: Measure, figures: Figures | None) -> float | None:
    if figures is None:
        return 0.0 if measure.name == "received" else None
    figure = figures[measure.name]
    if isinstance(measure, Share) and figure.of < TOO_FEW:
        return None
    return shown(measure, figure.value)
