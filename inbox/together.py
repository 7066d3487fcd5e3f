"""Several questions to the database in one round: what a page needs, asked together.

Each stays an ordinary queryset, with a name where it is written. The database answers them as rows
of JSON beside each other, and each queryset then holds its answer as if it was asked by itself.
Nothing is remembered from one page to the next, so what is shown is always what is true now.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, wraps
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

# What the database says in JSON, as its driver would have said it. Other types are themselves.
_AS_THE_DRIVER: Mapping[str, Callable[[Any], Any]] = {
    "DateField": date.fromisoformat,
    "DateTimeField": datetime.fromisoformat,
    "DecimalField": lambda number: Decimal(str(number)),
    "JSONField": json.dumps,  # the field itself reads it
    "UUIDField": UUID,
}
_NOT_IN_JSON = ("BinaryField", "DurationField", "TimeField")
_WRITTEN = "_written"  # where a queryset of ``put_once`` has its question

Asked = TypeVar("Asked", bound=QuerySet[Any, Any])


def together(*asked: QuerySet[Any, Any]) -> None:
    """Answer these querysets, in one query. Those that have their answer already keep it.

    What is prefetched costs its own query as ever; ``lay_with`` does without.
    """
    waiting = [question for one in asked if (question := _question(one))]
    if not waiting:
        return
    # Made of querysets, so there is nothing of anybody's in it: parameters go along beside it.
    parts = [f"(SELECT json_agg(t)::text FROM ({one.sql}) t)" for one in waiting]  # noqa: S608
    with connection.cursor() as cursor:
        params = [param for one in waiting for param in one.params]
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        answers = cursor.fetchone()
    for one, answer in zip(waiting, answers, strict=True):
        _fill(one, json.loads(answer or "[]"))


def put_once(build: Callable[..., Asked]) -> Callable[..., Asked]:
    """For a question that is the same on every page: it is made and written as SQL once for each of
    the few things it may be asked about, such as a day. The answer is asked for every time.

    What is narrowed later is made and written as ever.
    """

    @lru_cache(maxsize=8)
    def made(*args: Any) -> tuple[Asked, _Question | None]:
        one = build(*args)
        return one, _question(one)

    @wraps(build)
    def ask(*args: Any) -> Asked:
        one, written = made(*args)
        asked = one.all()
        vars(asked)[_WRITTEN] = written
        return asked

    return ask


def lay_with(owners: Iterable[models.Model], name: str, rows: Iterable[models.Model]) -> None:
    """These rows with whom they belong to, as ``prefetch_related(name)`` would have laid them.

    name   of the relation, such as "attachments" of a message
    """
    known = list(owners)
    if not known:
        return
    key: Any = known[0]._meta.get_field(name).field  # type: ignore[union-attr] # a foreign key
    of: dict[Any, list[models.Model]] = defaultdict(list)
    for row in rows:
        of[getattr(row, key.attname)].append(row)
    for owner in known:
        theirs = getattr(owner, name).all()
        theirs._result_cache, theirs._prefetch_done = of[owner.pk], True
        for row in of[owner.pk]:
            setattr(row, key.name, owner)
        vars(owner).setdefault("_prefetched_objects_cache", {})[name] = theirs


@dataclass(frozen=True)
class _Question:
    queryset: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    params: Sequence[Any]


def _question(one: QuerySet[Any, Any]) -> _Question | None:
    """None for what needs no query, or has its answer already."""
    if one._result_cache is not None:
        return None
    if written := vars(one).get(_WRITTEN):
        return _Question(one, copy(written.compiler), written.sql, written.params)
    compiler = one.query.get_compiler(using=one.db)
    try:
        sql, params = compiler.as_sql(with_col_aliases=True)
    except EmptyResultSet:
        one._result_cache = []
        return None
    return _Question(one, compiler, sql, params)


def _fill(question: _Question, answer: Sequence[dict[str, Any]]) -> None:
    """Let the queryset make its objects of these rows, with all that it makes of rows ever."""
    compiler, query = question.compiler, question.queryset.query
    rows = _read(compiler, answer)
    compiler.execute_sql = lambda *_args, **_kwargs: [rows]  # type: ignore[assignment,method-assign]
    query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
    try:
        len(question.queryset)
    finally:
        del query.get_compiler  # its own, beside that of its class


def _read(compiler: SQLCompiler, answer: Sequence[dict[str, Any]]) -> list[list[Any]]:
    converters = [_converter(expression.output_field) for expression, *_rest in compiler.select]
    rows = [list(row.values())[: len(converters)] for row in answer]
    for place, convert in enumerate(converters):
        if convert:
            for row in rows:
                if row[place] is not None:
                    row[place] = convert(row[place])
    return rows


def _converter(field: Any) -> Callable[[Any], Any] | None:
    """Makes what JSON says what the driver would have said; None where that is the same."""
    field = getattr(field, "output_field", field)  # of a generated field
    kind = field.get_internal_type()
    if kind in _NOT_IN_JSON:
        raise TypeError(f"Ask for a {kind} with a query of its own.")
    if kind == "ArrayField" and (convert := _converter(field.base_field)):
        return lambda values: [None if one is None else convert(one) for one in values]
    return _AS_THE_DRIVER.get(kind)
