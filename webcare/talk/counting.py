"""How many conversations spoke of each term, counted by the database: the rows of a season are too
many to read them every ten minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from webcare.talk.weighing import Counts

Scope = tuple[int | None, str]  # a department, or a neighbourhood
EVERYWHERE: Scope = (None, "")
Stretch = tuple[datetime, datetime]  # after the first, until and with the second

# Each term of a conversation once, however many days it lasts.
_SPOKEN = """
    SELECT DISTINCT heard.conversation_id, department_id, neighbourhood, {term} AS term
    FROM unnest(%(after)s::timestamptz[], %(until)s::timestamptz[]) AS stretch (after, until)
    JOIN talk_heard AS heard ON heard.at > stretch.after AND heard.at <= stretch.until
    JOIN inbox_conversation AS conversation ON conversation.id = heard.conversation_id
    {terms}
"""
_COUNTED = """
WITH spoken AS MATERIALIZED (%s)
SELECT grouping(department_id, neighbourhood), department_id, neighbourhood, term, count(*)
FROM spoken
GROUP BY GROUPING SETS ((term), (term, department_id), (term, neighbourhood))
HAVING count(*) >= %%(least)s
"""
_OF_ALL, _OF_DEPARTMENTS, _OF_PLACES = 3, 1, 2  # what ``grouping`` says
_UNNESTED = ", unnest(heard.terms) AS spoken (term)"
_EACH = _COUNTED % _SPOKEN.format(term="spoken.term", terms=f"{_UNNESTED} WHERE true")
_SOME = _COUNTED % _SPOKEN.format(
    term="spoken.term", terms=f"{_UNNESTED} WHERE spoken.term = ANY(%(terms)s)"
)
_ALL = _COUNTED % _SPOKEN.format(term="''::text", terms="")
_WHO = """
SELECT heard.conversation_id, author_id, heard.at, department_id, neighbourhood, spoken.term
FROM talk_heard AS heard
JOIN inbox_conversation AS conversation ON conversation.id = heard.conversation_id,
unnest(heard.terms) AS spoken (term)
WHERE heard.at > %(after)s AND heard.at <= %(until)s AND spoken.term = ANY(%(terms)s)
ORDER BY heard.at, heard.id
"""


@dataclass(frozen=True)
class Spoke:
    """That a term was heard in a conversation, on one day of it."""

    conversation: int
    citizen: int
    at: datetime
    term: str


def counts(
    stretches: Sequence[Stretch], least: int, terms: Collection[str] | None = None
) -> dict[Scope, Counts]:
    """Of all, of each department and of each neighbourhood. Two queries.

    least  conversations; of what fewer speak of, nothing is said
    terms  only of these
    """
    heard: dict[Scope, dict[str, float]] = defaultdict(dict)
    for scope, term, number in _counted(_EACH if terms is None else _SOME, stretches, least, terms):
        heard[scope][term] = number
    return {
        scope: Counts(number, heard.get(scope, {}))
        for scope, _term, number in _counted(_ALL, stretches, 1)
    }


def _counted(
    query: str, stretches: Sequence[Stretch], least: int, terms: Collection[str] | None = None
) -> Iterator[tuple[Scope, str, int]]:
    given: dict[str, Any] = {
        "after": [after for after, _until in stretches],
        "until": [until for _after, until in stretches],
        "least": least,
        "terms": list(terms or ()),
    }
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        for of, department, neighbourhood, term, number in cursor:
            if of == _OF_ALL:
                yield EVERYWHERE, term, number
            elif of == _OF_DEPARTMENTS and department:
                yield (department, ""), term, number
            elif of == _OF_PLACES and neighbourhood:
                yield (None, neighbourhood), term, number


def spoke(
    stretch: Stretch, wanted: Mapping[Scope, Collection[str]]
) -> dict[tuple[Scope, str], list[Spoke]]:
    """Who spoke of these terms there, in order of time. One query."""
    terms = sorted({term for of in wanted.values() for term in of})
    found: dict[tuple[Scope, str], list[Spoke]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_WHO, {"after": stretch[0], "until": stretch[1], "terms": terms})
        for conversation, citizen, at, department, neighbourhood, term in cursor:
            one = Spoke(conversation, citizen, at, term)
            scopes: set[Scope] = {EVERYWHERE, (department, ""), (None, neighbourhood)}
            for scope in scopes:
                if term in wanted.get(scope, ()):
                    found[scope, term].append(one)
    return found
