"""No sample of the platforms' bodies is overlooked: each stands in a table that says what it means.

A sample that is added to one of these folders fails here until it has its row.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from connectors.facebook.payloads import LOOKUP_FIELDS, POST_FIELDS
from connectors.instagram.payloads import COMMENT_FIELDS, MEDIA_FIELDS
from tests.connectors import (
    test_meta_exchanges,
    test_meta_list_samples,
    test_meta_samples,
    test_refusal_samples,
    test_x_app_exchanges,
    test_x_exchanges,
)
from tests.connectors.sampled import (
    META_API,
    META_ERRORS,
    META_OBSERVED,
    META_WEBHOOK,
    X,
    folder,
)
from tests.connectors.xsaid import SAID

pytestmark = pytest.mark.shared

TABLES = {
    META_API: {*test_meta_list_samples.LISTS, *test_meta_exchanges.NAMED},
    META_ERRORS: {*test_refusal_samples.META_REFUSALS},
    META_WEBHOOK: {*test_meta_samples.WEBHOOKS},
    META_OBSERVED: {*test_meta_samples.OBSERVED},
    X: {
        *SAID,
        *test_x_exchanges.NAMED,
        *test_x_app_exchanges.NAMED,
        *test_refusal_samples.X_REFUSALS,
    },
}
ASKED = {
    "PagePost": POST_FIELDS,
    "Comment": LOOKUP_FIELDS,
    "IGMedia": MEDIA_FIELDS,
    "IGComment": COMMENT_FIELDS,
}


@pytest.mark.parametrize("where", TABLES)
def test_every_sample_stands_in_a_table(shared: Path, where: str) -> None:
    assert {path.stem for path in folder(shared, where).iterdir()} == TABLES[where]


@pytest.mark.parametrize("above", ["meta/payloads", "x/samples"])
def test_there_are_no_other_folders_of_samples(shared: Path, above: str) -> None:
    root = shared / "data"
    found = {path.parent for path in folder(shared, above).rglob("*") if path.is_file()}
    assert {str(path.relative_to(root)) for path in found} - {"meta/payloads"} <= set(TABLES)


@pytest.mark.parametrize("node", ASKED)
def test_fields_we_ask_for_exist(shared: Path, node: str) -> None:
    spec: dict[str, Any] = json.loads((folder(shared, "meta/specs") / f"{node}.json").read_bytes())
    fields = {field["name"] for field in spec["fields"]}
    edges = {api["endpoint"] for api in spec["apis"] if api.get("endpoint")}
    asked = re.sub(r"(\.\w+\(\w+\))?\{[^{}]*\}", "", re.sub(r"\{[^{}]*\}", "", ASKED[node]))
    assert {name.partition(".")[0] for name in asked.split(",")} <= fields | edges
