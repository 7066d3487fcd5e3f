"""Messages of which we know where they belong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from routing.models import Department, Example, Product
from routing.same import key

if TYPE_CHECKING:
    from routing import classifier
    from webcare.models import User

FEWEST_WORDS = 2
AT_ONCE = 1000
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONGEST_SOURCE = 60


@dataclass(frozen=True)
class Loaded:
    """What a file did. ``replaced``: what was there before and makes way."""

    added: int
    replaced: int = 0


def correct(text: str, department: Department, kind: str, by: User, source: str) -> Example | None:
    """A colleague says where a message belongs. It replaces what was said of that ``source``.

    ``text``: without who wrote it. None, and nothing is kept, when there is too little in it.
    """
    if len(_WORD.findall(text)) < FEWEST_WORDS:
        forget([source])
        return None
    said = {
        "text": text,
        "department": department,
        "kind": kind,
        "origin": Example.Origin.CORRECTION,
        "by": by,
        "at": timezone.now(),
    }
    return Example.objects.update_or_create(source=source, defaults=said)[0]


def forget(sources: Iterable[str]) -> None:
    """Learn no more from these: the citizen took the words back."""
    Example.objects.filter(source__in=list(sources)).delete()


@transaction.atomic
def load_examples(lines: Iterable[str], *, replace: bool = False) -> Loaded:
    """Take over the examples of a CSV file. Raises BadCorpus, and then changes nothing.

    ``replace``: those of files and of the starter corpus go. Else they stay, except where this file
    says something of the same text. What colleagues corrected stays.
    """
    from routing.classifier import read_examples
    from routing.classifier.table import BadCorpus, Problem

    departments = _departments()
    found = read_examples(lines, {slug: row.name for slug, row in departments.items()})
    if not found:
        raise BadCorpus([Problem(2, _("the file holds no messages."))])
    before = Example.objects.exclude(origin=Example.Origin.CORRECTION)
    if not replace:
        before = before.filter(pk__in=_about(before, {example.key for example in found}))
    replaced, _each = before.delete()
    _keep(found, departments, Example.Origin.FILE)
    return Loaded(len(found), replaced)


@transaction.atomic
def load_words(lines: Iterable[str], *, replace: bool = False) -> Loaded:
    """Take over product words from a CSV file. Raises BadCorpus, and then changes nothing."""
    from routing.classifier import read_words
    from routing.classifier.table import BadCorpus, Problem

    departments = _departments()
    found = read_words(lines, {slug: row.name for slug, row in departments.items()})
    if not found:
        raise BadCorpus([Problem(2, _("the file holds no words."))])
    replaced = Product.objects.all().delete()[0] if replace else 0
    _keep_words(found, departments)
    return Loaded(len(found), replaced)


@transaction.atomic
def begin() -> int:
    """Begin with the starter corpus, as far as its departments are here. How many messages."""
    from routing.classifier import starter

    departments = _departments()
    found = [example for example in starter.messages() if example.department in departments]
    _keep(found, departments, Example.Origin.STARTER)
    words = [word for word in starter.words() if word.department in departments]
    if not Product.objects.exists():
        _keep_words(words, departments)
    return len(found)


def _departments() -> dict[str, Department]:
    return {row.slug: row for row in Department.objects.filter(active=True)}


def _about(rows: Iterable[Example], keys: set[str]) -> list[int]:
    """Those about one of these texts, however they are typed."""
    return [row.pk for row in rows if key(row.text) in keys]


def _keep(
    found: Sequence[classifier.Example], departments: dict[str, Department], origin: str
) -> None:
    Example.objects.bulk_create(
        (
            Example(
                text=example.text,
                department=departments[example.department],
                kind=example.kind,
                sentiment=example.sentiment,
                origin=origin,
                source=_source(example),
            )
            for example in found
        ),
        batch_size=AT_ONCE,
    )


def _source(example: classifier.Example) -> str:
    """Who wrote it, as the file says, and a number of its own: see ``written_by``."""
    number = sha256(example.key.encode()).hexdigest()[:24]
    return f"{example.source[:_LONGEST_SOURCE]}#{number}"


def written_by(example: Example) -> str:
    """What the file said of who wrote it, or ""."""
    return (example.source or "").rpartition("#")[0]


def _keep_words(
    found: Sequence[classifier.ProductWord], departments: dict[str, Department]
) -> None:
    Product.objects.bulk_create(
        (Product(department=departments[word.department], word=word.phrase) for word in found),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
