"""Whether a citizen tells of danger now, and what the agent does about it.

The signs are phrases in ``danger.toml``, which says how to read them. For suicide, violence and
children one message too many is better than one too few: an agent sees at a glance who is only
laughing himself to death. For the others a false alarm costs more: who is called away ten times
for a gas bill no longer looks up at gas.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.folding import Folded, folded
from routing.phrases import Index, Phrase, phrases

_TABLE = Path(__file__).with_name("danger.toml")
_SENTENCE = re.compile(r"(?:[^.!?\n;]|[.!?](?!\s|[.!?]|\Z))+")
_MOST_WORDS = 4


class DangerKind(models.TextChoices):
    """What is dangerous. Of several in one text the first in this order counts."""

    SUICIDE = "suicide", gettext_lazy("suicide")
    FIRE = "fire", gettext_lazy("fire")
    GAS = "gas", gettext_lazy("gas")
    ELECTRICITY = "electricity", gettext_lazy("electricity")
    WATER = "water", gettext_lazy("somebody in the water")
    CHILD = "child", gettext_lazy("child in danger")
    VIOLENCE = "violence", gettext_lazy("violence")


@dataclass(frozen=True)
class Danger:
    """A sign of danger.

    words    what says so, as the citizen wrote it: one to four phrases
    advice   what the agent does now
    """

    kind: DangerKind
    words: tuple[str, ...]
    advice: str


def danger(text: str) -> Danger | None:
    """The danger a text tells of, or None. Never raises."""
    letters = folded(text)
    # Drawn out, "slaaaat" is to be read as "slaat" and "braaand" as "brand".
    readings = dict.fromkeys((letters.squeezed(2), letters.squeezed(1)))
    return next(filter(None, map(_read, readings)), None)


def advice(kind: DangerKind) -> str:
    """What the agent does when a citizen tells of this danger."""
    return {
        DangerKind.SUICIDE: _(
            "Answer at once, and warmly. Do not close the conversation. Name 113: call 113 or "
            "0800-0113 (free, day and night) or chat on 113.nl. Is somebody about to do it? "
            "Call 112 and say what you know."
        ),
        DangerKind.FIRE: _(
            "Call 112 and say where it is. Answer at once: stay away from the fire and the smoke, "
            "and call 112 yourself too."
        ),
        DangerKind.GAS: _(
            "Answer at once: go outside, make no flame, touch no switches, and call 0800-9009 "
            "(Nationaal Storingsnummer Gas en Stroom, free, day and night) from there. Is somebody "
            "unwell, or is there a fire? Call 112."
        ),
        DangerKind.ELECTRICITY: _(
            "Answer at once: touch nothing and keep others away. Call 0800-9009 (Nationaal "
            "Storingsnummer Gas en Stroom, day and night), or for a lamp post the fault service of "
            "the street lighting. Is somebody hurt? Call 112."
        ),
        DangerKind.WATER: _(
            "Call 112 and say where it is. Answer at once: call 112, do not jump in, keep them in "
            "sight and throw something that floats."
        ),
        DangerKind.CHILD: _(
            "Danger now? Call 112. Otherwise call Veilig Thuis, 0800-2000 (free, day and night), "
            "and ask what to do. Answer at once, in private where you can, and ask no names in "
            "public."
        ),
        DangerKind.VIOLENCE: _(
            "Danger now? Call 112 and say where it is. Violence at home: name Veilig Thuis, "
            "0800-2000 (free, day and night), in private. Is a colleague threatened? Tell the team "
            "lead at once and keep the message."
        ),
    }[kind]


@dataclass(frozen=True)
class _Signs:
    """The table's part on one kind of danger; see ``danger.toml``."""

    ever: frozenset[Phrase]
    now: frozenset[Phrase]
    innocent: Index
    over: Index


@dataclass(frozen=True)
class _Table:
    signs: dict[DangerKind, _Signs]
    other_time: Index
    still: Index
    index: Index

    def read(self, sentence: str) -> Iterator[tuple[DangerKind, int, int]]:
        """What the sentence tells of, and where."""
        if not self.index.find(sentence):
            return
        for kind, signs in self.signs.items():
            rest = _without(sentence, signs.innocent)
            counting = signs.ever if self._past(rest, signs) else signs.ever | signs.now
            for phrase, (start, end) in self.index.find(rest):
                if phrase in counting:
                    yield kind, start, end

    def _past(self, sentence: str, signs: _Signs) -> bool:
        told = self.other_time.find(sentence) or signs.over.find(sentence)
        return bool(told) and not self.still.find(sentence)


@lru_cache(maxsize=1)
def read_table() -> _Table:
    """The table, with its phrases ready to be looked for."""
    table = tomllib.loads(_with_lists(_TABLE.read_text(encoding="utf-8")))
    signs = {kind: _signs(table[kind.value]) for kind in DangerKind}
    index = Index(phrase for part in signs.values() for phrase in (*part.ever, *part.now))
    return _Table(signs, Index(phrases(table["other_time"])), Index(phrases(table["still"])), index)


def _with_lists(written: str) -> str:
    """The table with every ``<list>`` written out."""
    for name, words in tomllib.loads(written)["lists"].items():
        written = written.replace(f"<{name}>", words)
    return written


def _signs(part: dict[str, str]) -> _Signs:
    ever, now, innocent, over = (
        phrases(part.get(name, "")) for name in ("ever", "now", "innocent", "over")
    )
    return _Signs(frozenset(ever), frozenset(now), Index(innocent), Index(over))


def _without(sentence: str, innocent: Index) -> str:
    """The sentence with what is innocent crossed out, as long as it was."""
    for phrase, _span in innocent.find(sentence):
        sentence = phrase.pattern.sub(lambda found: "_" * len(found[0]), sentence)
    return sentence


def _read(letters: Folded) -> Danger | None:
    told = [
        (kind, found.start() + start, found.start() + end)
        for found in _SENTENCE.finditer(letters.text)
        for kind, start, end in read_table().read(found[0])
    ]
    for kind in DangerKind:
        spans = [(start, end) for what, start, end in told if what is kind]
        if spans:
            return Danger(kind, _words(letters, spans), advice(kind))
    return None


def _words(letters: Folded, spans: list[tuple[int, int]]) -> tuple[str, ...]:
    """What was written there, each once; what overlaps is one phrase."""
    written = (" ".join(letters.written(start, end).split()) for start, end in _joined(spans))
    words = {word.casefold(): word for word in (each.strip("\"'#.,:- ") for each in written)}
    told = [
        word
        for bare, word in words.items()
        if not any(_stands_in(bare, other) for other in words if other != bare)
    ]
    return tuple(told[:_MOST_WORDS])


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            begun, until = joined.pop()
            joined.append((begun, max(end, until)))
        else:
            joined.append((start, end))
    return joined


def _stands_in(words: str, others: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", others) is not None
