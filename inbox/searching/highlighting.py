"""Where the words of a search were found, and which words to mark there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchHeadline, SearchRank
from django.db.models import F, Func, QuerySet, TextField, Value

from inbox import names
from inbox.models import Message, Note
from inbox.searching.finding import any_wanted
from inbox.searching.parsing import Asked
from inbox.searching.plain import UNSEEN
from inbox.searching.queries import DUTCH, SIMPLE, Query
from inbox.searching.stored import Stored

if TYPE_CHECKING:
    from inbox.models import Conversation

BEGIN, END = "\x02", "\x03"  # no text of a platform has these
BEFORE, SHOWN = 60, 220  # characters before the first word that is marked, and in all
MESSAGE, NOTE = "message", "note"


@dataclass(frozen=True)
class Found:
    """The message or note of a conversation in which the words are best found.

    what    MESSAGE or NOTE
    parts   a piece of its text: (words, whether they are marked)
    """

    what: str
    pk: int
    parts: list[tuple[str, bool]]

    @property
    def anchor(self) -> str:
        return f"{self.what}-{self.pk}"


def mark(rows: Iterable[Conversation], asked: Asked) -> None:
    """Put ``found`` on each row: a Found, or None. One query, none without words."""
    rows, wanted = list(rows), any_wanted(asked)
    best: dict[int, dict[str, Any]] = {}
    for hit in _hits([row.pk for row in rows], wanted) if rows and wanted else ():
        known = best.get(hit["conversation"])
        if known is None or hit["rank"] > known["rank"]:
            best[hit["conversation"]] = hit
    for row in rows:
        here = best.get(row.pk)
        row.found = _found(here) if here else None  # type: ignore[attr-defined] # for the template


def _found(hit: dict[str, Any]) -> Found:
    return Found(hit["what"], hit["found"], parts(hit["text"], hit["stems"], hit["simple"]))


def _hits(conversations: list[int], wanted: Query) -> QuerySet[Any, dict[str, Any]]:
    messages = _best_of(Message.objects.filter(conversation__in=conversations), wanted, MESSAGE)
    notes = _best_of(Note.objects.filter(conversation__in=conversations), wanted, NOTE)
    hits: QuerySet[Any, dict[str, Any]] = messages.union(notes, all=True)
    return hits


def _best_of(rows: QuerySet[Any], wanted: Query, what: str) -> QuerySet[Any, dict[str, Any]]:
    """Of each conversation the one that fits best, of equals the newest."""
    hits = rows.alias(stored=Stored("text")).filter(stored=wanted)
    best = hits.annotate(rank=SearchRank(F("stored"), wanted)).order_by(
        "conversation", "-rank", "-pk"
    )
    told: QuerySet[Any, dict[str, Any]] = best.distinct("conversation").values(
        "conversation",
        "rank",
        "text",
        what=Value(what),
        found=F("pk"),
        stems=_marked(wanted, DUTCH),
        simple=_marked(wanted, SIMPLE),
    )
    return told


def _marked(wanted: Query, config: str) -> SearchHeadline:
    text = Func(F("text"), function="inbox_plain", output_field=TextField())
    return SearchHeadline(
        text, wanted, config=config, start_sel=BEGIN, stop_sel=END, highlight_all=True
    )


def parts(text: str, *marked: str) -> list[tuple[str, bool]]:
    """A piece of the text around the first words that are marked in any of these copies of it.

    The copies have every character that can be seen in its place, and BEGIN and END around words.
    """
    marks = set().union(*(_marks(text, copy) for copy in marked))
    if names.are_concealed():  # a name is told by its whole words
        return [(names.bare(text)[:SHOWN], False)]
    start = _start(text, min(marks, default=0))
    shown = range(start, min(start + SHOWN, len(text)))
    pieces: list[tuple[str, bool]] = []
    for at in shown:
        is_marked = at in marks
        if pieces and pieces[-1][1] == is_marked:
            pieces[-1] = (pieces[-1][0] + text[at], is_marked)
        else:
            pieces.append((text[at], is_marked))
    return _with_dots(pieces, before=start > 0, after=start + SHOWN < len(text))


def _marks(text: str, copy: str) -> set[int]:
    """The places in the text that are marked in its copy."""
    marks, at, inside = set(), 0, False
    for character in copy:
        if character in {BEGIN, END}:
            inside = character == BEGIN
            continue
        while at < len(text) and text[at] in UNSEEN:
            at += 1
        if inside:
            marks.add(at)
        at += 1
    return marks


def _start(text: str, first: int) -> int:
    """Where a piece begins that has this place in it: at a word."""
    if first <= BEFORE:
        return 0
    blank = text.rfind(" ", 0, first - BEFORE // 2)
    return blank + 1 if blank >= first - BEFORE else first - BEFORE // 2


def _with_dots(
    pieces: list[tuple[str, bool]], *, before: bool, after: bool
) -> list[tuple[str, bool]]:
    dots = [("…", False)]
    return [*(dots if before else []), *pieces, *(dots if after else [])]
