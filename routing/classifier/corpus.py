"""Examples to learn from, and product words, out of the CSV files a municipality keeps."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.classifier.table import BadCorpus, Partly, Problem, Row, Wrong, read_table
from routing.classifier.wordlist import ProductWord
from routing.conditions import fold
from routing.same import key

__all__ = ["BadCorpus", "Example", "contradictions", "read_examples", "read_rows", "read_words"]

KINDS = ("vraag", "melding", "klacht", "compliment", "idee", "overig")  # values of models.Kind
SENTIMENTS = ("positief", "neutraal", "negatief")
LONGEST_WORD = 100  # characters of a product word that are kept
_SAID = ("department", "kind", "sentiment")  # what rows say of a text
_COLUMNS = {
    **{name: name for name in ("text", "department", "kind", "sentiment", "source", "word")},
    "tekst": "text",
    "bericht": "text",
    "afdeling": "department",
    "vakafdeling": "department",
    "soort": "kind",
    "gevoel": "sentiment",
    "bron": "source",
    "woord": "word",
}

# How a heading that has to be there is called on the screen; each may stand in the file.
_HEADINGS = {
    "text": gettext_lazy("text"),
    "department": gettext_lazy("department"),
    "word": gettext_lazy("word"),
}

Departments = Mapping[str, str] | Collection[str]
"""Short names; or short names with the full names that may stand in a file instead."""


@dataclass(frozen=True)
class Example:
    """A message and what is right for it; "" where that is not known.

    weight   how much it counts; a correction by a colleague counts more than a starter example
    source   who wrote it, such as a file: examples of one source resemble each other
    """

    text: str
    department: str
    kind: str = ""
    sentiment: str = ""
    weight: float = 1.0
    source: str = ""

    @property
    def key(self) -> str:
        """Two examples with the same key are about the same text."""
        return key(self.text)


def read_examples(lines: Iterable[str], departments: Departments) -> list[Example]:
    """The examples of a CSV file, of which nothing is wrong. Raises BadCorpus, telling every row.

    Columns text and department, and if you like kind, sentiment and source, under their English
    or Dutch names, in any order; split by comma, semicolon or tab. A row that says the same as an
    earlier one is passed over.
    """
    found, problems = read_rows(lines, departments)
    problems += contradictions(found, departments)
    if problems:
        raise BadCorpus(sorted(problems, key=lambda problem: problem.row))
    return _each_once(found.values())


def read_rows(
    lines: Iterable[str], departments: Departments
) -> tuple[dict[int, Example], list[Problem]]:
    """The rows by number, and what is wrong with some. BadCorpus without the columns.

    A row with an unknown kind or sentiment is among both, without it; other bad rows are not found.
    """
    known = _known(departments)
    return read_table(lines, _COLUMNS, _needed("text"), lambda row: _example(row, known))


def read_words(lines: Iterable[str], departments: Departments) -> list[ProductWord]:
    """Product words, from columns word and department. Raises BadCorpus."""
    known = _known(departments)
    found, problems = read_table(lines, _COLUMNS, _needed("word"), lambda row: _word(row, known))
    if problems:
        raise BadCorpus(problems)
    return list(dict.fromkeys(found.values()))


def contradictions(examples: Mapping[int, Example], departments: Departments = ()) -> list[Problem]:
    """Rows that say something else of a text than an earlier row does."""
    called = _called(departments)
    said: dict[tuple[str, str], tuple[int, str]] = {}
    problems = []
    for row, example in examples.items():
        for what in _SAID:
            if here := str(getattr(example, what)):
                earlier, there = said.setdefault((example.key, what), (row, here))
                if there != here:
                    said_so = [called.get(each, each) for each in (there, here)]
                    problems.append(Problem(row, _contradiction(earlier, *said_so)))
    return problems


def _contradiction(row: int, there: str, here: str) -> str:
    return _("the same text stands in row %(row)d as “%(there)s”, here as “%(here)s”.") % {
        "row": row,
        "there": there,
        "here": here,
    }


def _each_once(examples: Iterable[Example]) -> list[Example]:
    """One for each text, with all that is said of it; they do not contradict."""
    known: dict[str, Example] = {}
    for example in examples:
        first = known.setdefault(example.key, example)
        known[example.key] = replace(
            first,
            kind=first.kind or example.kind,
            sentiment=first.sentiment or example.sentiment,
        )
    return list(known.values())


def _example(row: Row, known: Known) -> Example:
    text = unicodedata.normalize("NFC", row.get("text", "")).strip()
    if not text:
        raise Wrong(_("the text is empty."))
    kind, wrong_kind = _choice(row, "kind", KINDS)
    sentiment, wrong_sentiment = _choice(row, "sentiment", SENTIMENTS)
    source = row.get("source", "").strip()
    made = Example(text, _department(row, known), kind, sentiment, source=source)
    if wrong := " ".join(filter(None, (wrong_kind, wrong_sentiment))):
        raise Partly(made, wrong)
    return made


def _word(row: Row, known: Known) -> ProductWord:
    phrase = " ".join(row.get("word", "").split())
    if len(phrase.replace("*", "").strip()) < 2:
        raise Wrong(_("“%(word)s” is too short for a product word.") % {"word": phrase})
    if len(phrase) > LONGEST_WORD:
        raise Wrong(
            _("“%(word)s…” is too long for a product word; at most %(most)d characters.")
            % {"word": phrase[:30], "most": LONGEST_WORD}
        )
    return ProductWord(_department(row, known), phrase)


@dataclass(frozen=True)
class Known:
    """Departments as files name them.

    slugs   what may stand in the file, folded → short name
    called  short name → what people call it
    """

    slugs: Mapping[str, str]
    called: Mapping[str, str]


def _known(departments: Departments) -> Known:
    called = _called(departments)
    slugs = {fold(slug): slug for slug in departments}
    return Known(slugs | {fold(name): slug for slug, name in called.items()}, called)


def _called(departments: Departments) -> Mapping[str, str]:
    return departments if isinstance(departments, Mapping) else {}


def _needed(what: str) -> dict[str, str]:
    """Beside the department."""
    return {name: str(_HEADINGS[name]) for name in (what, "department")}


def _department(row: Row, known: Known) -> str:
    written = row.get("department", "").strip()
    if not written:
        raise Wrong(_("the department is empty."))
    found = known.slugs.get(fold(written))
    if found is None:
        near = get_close_matches(fold(written), known.slugs, n=1, cutoff=0.5)
        slug = known.slugs[near[0]] if near else ""
        raise Wrong(_unknown_department(written, known.called.get(slug, slug)))
    return found


def _unknown_department(written: str, nearest: str) -> str:
    told = {"name": written, "nearest": nearest}
    if nearest:
        return _("there is no department “%(name)s”; do you mean “%(nearest)s”?") % told
    return _("there is no department “%(name)s”.") % told


def _choice(row: Row, column: str, choices: tuple[str, ...]) -> tuple[str, str]:
    """The choice, or "" and why it is none."""
    written = row.get(column, "").strip()
    if not written or fold(written) in choices:
        return fold(written), ""
    told = {"value": written, "choices": ", ".join(choices)}
    return "", _("“%(value)s” is unknown; choose from: %(choices)s.") % told
