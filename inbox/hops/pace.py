"""How long departments take: from when a question came to one until its first answer, in its own
service hours.

A number of departments and never of people: who answered is not asked. One grouped query, with the
hours of each department along as the spans in which it is open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from inbox.hops.report import Report, Tally
from routing.agreed import calendars
from routing.models import Department
from routing.promises import Hours
from routing.promises.local import DAY, day_of, opened

# A question stands still from what the department asks until somebody says something back. Who took
# one up has it since then. What was given back or withdrawn was not answered.
_PACES = """
    WITH own AS MATERIALIZED (
        SELECT * FROM unnest(%(departments)s::bigint[], %(open)s::text[]::tstzmultirange[])
            AS own(department, open)
    ), usual AS MATERIALIZED (
        SELECT %(usual)s::tstzmultirange AS open
    ), still AS (
        SELECT asked.referral_id, range_agg(tstzrange(asked.at, (
            SELECT min(GREATEST(told.at, asked.at)) FROM routing_remark told
            WHERE told.referral_id = asked.referral_id AND told.id > asked.id
                AND told.way IN ('from_agent', 'from_citizen')
        ))) AS spans
        FROM routing_remark asked
        WHERE asked.way IN ('to_agent', 'to_citizen') AND asked.at >= %(since)s
        GROUP BY asked.referral_id
    ), stay AS MATERIALIZED (
        SELECT
            referral.id, referral.department_id,
            COALESCE(CASE WHEN referral.back_at IS NOT NULL THEN (
                SELECT max(hop.at)
                FROM inbox_forwarding forwarding
                JOIN inbox_hop hop ON hop.conversation_id = forwarding.conversation_id
                WHERE forwarding.referral_id = referral.id
                    AND hop.how = 'taken_up' AND hop.went_to_id = referral.department_id
                    AND hop.at >= referral.asked_at
                    AND hop.at <= COALESCE(referral.closed_at, hop.at)
            ) END, referral.asked_at) AS came,
            answer.at AS answered,
            referral.state = 'open' AND referral.waiting_for = '' AS waits
        FROM routing_referral referral
        LEFT JOIN routing_answer answer
            ON answer.referral_id = referral.id AND NOT answer.handed_back
        WHERE referral.state = 'open'
            OR (referral.state = 'answered' AND referral.closed_at >= %(since)s)
    ), timed AS MATERIALIZED (
        SELECT stay.department_id, stay.came, stay.waits, CASE
            WHEN stay.came >= %(since)s AND stay.answered IS NOT NULL THEN (
            SELECT COALESCE(EXTRACT(epoch FROM sum(upper(span) - lower(span))), 0)
            FROM unnest(
                COALESCE(own.open, (SELECT open FROM usual))
                * tstzmultirange(tstzrange(stay.came, GREATEST(stay.came, stay.answered)))
                - COALESCE(still.spans, '{}')
            ) AS span
        ) END AS seconds
        FROM stay
        LEFT JOIN own ON own.department = stay.department_id
        LEFT JOIN still ON still.referral_id = stay.id
    )
    SELECT
        department_id,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds::float),
        count(seconds),
        count(*) FILTER (WHERE waits),
        min(came) FILTER (WHERE waits)
    FROM timed GROUP BY department_id
"""


@dataclass(frozen=True)
class Pace:
    """How long a department takes.

    minutes   of its service hours: half of its answers came sooner. None without answers
    answers   to questions that came to it in the period
    waiting   questions that wait for it now, whenever they came, and not for what it asked
    oldest    since when the oldest of these waits
    """

    minutes: int | None = None
    answers: int = 0
    waiting: int = 0
    oldest: datetime | None = None


def beside(
    found: Report, of: Mapping[int, Pace]
) -> Sequence[tuple[Department, Tally | None, Pace]]:
    """The departments of the report with their pace, in its order, and then those that got nothing
    in the period and still have something: None for what they got. No query."""
    rows = [
        (department, tally, of.get(department.pk, Pace()))
        for department, tally in found.departments
    ]
    told = {department.pk for department, _tally in found.departments}
    others = [
        (found.known[pk], None, one) for pk, one in of.items() if one.waiting and pk not in told
    ]
    return [*rows, *sorted(others, key=lambda row: row[0].name)]


def paces(days: int, now: datetime) -> Mapping[int, Pace]:
    """By department, over the last so many days. Two queries."""
    since = now - timedelta(days=days)
    known = calendars()
    own = {pk: _open(hours, since, now) for pk, hours in known.stored.items() if pk is not None}
    asked: dict[str, Any] = {
        "since": since,
        "departments": list(own),
        "open": list(own.values()),
        "usual": _open(known.of(None), since, now),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PACES, asked)
        rows = cursor.fetchall()
    return {pk: _pace(*said) for pk, *said in rows}


def _pace(seconds: float | None, answers: int, waiting: int, oldest: datetime | None) -> Pace:
    return Pace(None if seconds is None else round(seconds / 60), answers, waiting, oldest)


def _open(hours: Hours, since: datetime, until: datetime) -> str:
    """When it is open in these days, as the database writes spans."""
    first, last = day_of(since), day_of(until)
    days = (first + number * DAY for number in range((last - first).days + 1))
    spans = (span for day in days for span in opened(day, hours.open_spans(day)))
    written = ",".join(f"[{start.isoformat()},{end.isoformat()})" for start, end in spans)
    return f"{{{written}}}"
