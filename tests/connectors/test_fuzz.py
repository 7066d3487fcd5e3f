"""Whatever anybody may ever send: it is read, or it is said that it cannot be; nothing is lost."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import registry
from connectors.base import Aside, Item, Raw, Unreadable
from connectors.meta.reading import MISSING, WEBHOOK
from tests.connectors.answers import US
from tests.connectors.junk import HASTY, JSON, SHAPED, assert_whole
from tests.connectors.sampled import (
    META_API,
    META_ERRORS,
    META_OBSERVED,
    META_WEBHOOK,
    X,
    folder,
)
from tests.connectors.shapes import damaged
from tests.connectors.whole import LISTS, SUBJECTS, sources, whole

KINDS = [kind for kind, _ in registry.kinds()]
MANY = settings(HASTY, max_examples=200)
LISTED = st.sampled_from(
    [(kind, source, subject, body) for kind in KINDS for source, subject, body in LISTS[kind]]
)


def parse(kind: str, raw: Raw) -> list[Item]:
    return registry.connect(kind, US).parse(raw)


def parse_everywhere(body: bytes, subject: str = "500_1") -> list[Item]:
    items: list[Item] = []
    for kind in KINDS:
        for source in sources(kind):
            with suppress(Unreadable):
                items += parse(kind, Raw(source, body, subject))
    return items


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_is_among_those_that_are_damaged(kind: str) -> None:
    assert {raw.source for raw in whole(kind)} == sources(kind) - {WEBHOOK, MISSING}


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_that_is_damaged_can_be_read_before(kind: str) -> None:
    for raw in whole(kind):
        found = parse(kind, raw)
        assert found, raw.source
        assert not [item for item in found if isinstance(item, Aside)], raw.source


@pytest.mark.parametrize("kind", KINDS)
def test_source_that_nobody_knows_is_said_to_be_strange(kind: str) -> None:
    for raw in whole(kind):
        with pytest.raises(Unreadable, match="unknown source"):
            parse(kind, Raw("a source of tomorrow", raw.body, raw.subject))


@MANY
@given(st.binary(max_size=80), st.sampled_from(SUBJECTS))
def test_any_bytes(body: bytes, subject: str) -> None:
    assert_whole(parse_everywhere(body, subject))


@MANY
@given(JSON | SHAPED, st.sampled_from(SUBJECTS))
def test_any_json(body: Any, subject: str) -> None:
    assert_whole(parse_everywhere(json.dumps(body).encode(), subject))


@MANY
@given(data=st.data(), what=LISTED)
def test_list_that_was_damaged(data: st.DataObject, what: tuple[str, str, str, Any]) -> None:
    kind, source, subject, body = what
    broken = json.dumps(data.draw(damaged(st.just(body), JSON))).encode()
    with suppress(Unreadable):
        assert_whole(parse(kind, Raw(source, broken, subject)))


def test_deep_json() -> None:
    for deep in (b"[" * 100_000, b"[" * 50_000 + b"]" * 50_000, b'{"entry":' * 50_000):
        assert_whole(parse_everywhere(deep))


@pytest.mark.shared
@MANY
@given(data=st.data())
def test_samples_that_were_damaged(shared: Path, data: st.DataObject) -> None:
    folders = (META_API, META_ERRORS, META_OBSERVED, META_WEBHOOK, X)
    paths = sorted(path for name in folders for path in folder(shared, name).glob("*.json"))
    sample = json.loads(data.draw(st.sampled_from(paths)).read_bytes())
    body = data.draw(damaged(st.just(sample), JSON))
    assert_whole(parse_everywhere(json.dumps(body).encode()))
