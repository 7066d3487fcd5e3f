"""Where colleagues say something else of the same text: a machine learns one of the two."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Func, Max, Q, TextField

from routing.models import Example

LOOKED_AT = 10_000  # corrections, the newest: of these there are ever more
SHOWN = 20  # texts
SAID = 10  # things said of one text, the last ones


@dataclass(frozen=True)
class Disagreement:
    """A text, and what colleagues said of it: the oldest first. The last one is learned."""

    text: str
    said: tuple[Example, ...]


@dataclass(frozen=True)
class Disagreements:
    """The newest first. ``number``: of how many texts; ``more``: how many are not shown."""

    shown: tuple[Disagreement, ...]
    number: int

    @property
    def more(self) -> int:
        return self.number - len(self.shown)


class _Same(Func):
    """What ``routing.same.key`` makes of a text, worked out where the texts are, and hashed."""

    template = (
        r"md5(btrim(regexp_replace(regexp_replace(lower(normalize(%(expressions)s, NFKD)),"
        r" '[\u0300-\u036f]', '', 'g'), '\s+', ' ', 'g')))"
    )
    output_field = TextField()


def disagreements() -> Disagreements:
    """On the department, or on the kind where both know it.

    Two queries; the database compares the texts, and only those that are shown come over.
    """
    found = _disputed()
    wanted = [pk for said in found[:SHOWN] for pk in said[-SAID:]]
    rows = Example.objects.select_related("department", "by").in_bulk(wanted)
    kept = ([rows[pk] for pk in said[-SAID:] if pk in rows] for said in found[:SHOWN])
    shown = tuple(Disagreement(said[-1].text, tuple(said)) for said in kept if said)
    return Disagreements(shown, len(found))


def _disputed() -> list[list[int]]:
    """The keys of what was said of one text, in order, for each text that they differ on."""
    corrected = Example.objects.filter(origin=Example.Origin.CORRECTION)
    newest = corrected.order_by("-at", "-pk").values("pk")[:LOOKED_AT]
    by_text = (
        Example.objects.filter(pk__in=newest)
        .order_by()
        .values(same=_Same("text"))
        .annotate(
            departments=Count("department", distinct=True),
            kinds=Count("kind", distinct=True, filter=~Q(kind="")),
            said=ArrayAgg("pk", order_by="pk"),
            last=Max("pk"),
        )
    )
    differ = by_text.filter(Q(departments__gt=1) | Q(kinds__gt=1))
    return list(differ.order_by("-last").values_list("said", flat=True))
