"""Lists that seldom change: a few pages of them, and on to what we have where that is further."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from connectors.base import Page, Raw
from connectors.meta.graph import Step
from connectors.meta.progress import Progress

EVERY = timedelta(minutes=15)
FEW = 3  # pages


def news(name: str, progress: Progress, walk: Iterator[Step]) -> Iterator[Page]:
    """What is new in the list of this name, newest first. Raises ConnectorError.

    After an outage the newest that we have may be many pages down. When it was removed meanwhile,
    the whole list is read.
    """
    known, top, met = set(progress.tops.get(name, ())), list[str](), False
    for step in walk:
        keys = [key for node in step.nodes if (key := node.key)]
        top = top or keys
        met = met or not known or not known.isdisjoint(keys)
        ended = step.last or (met and step.number + 1 >= FEW)
        if ended:
            progress.tops[name] = top
            progress.have_asked(name)
        yield progress.page(Raw(name, step.body), "", step.number)
        if ended:
            return
