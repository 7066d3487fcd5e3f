"""Which platforms there are."""

from __future__ import annotations

import subprocess
import sys

import pytest

from connectors import registry
from connectors.base import Capability
from connectors.registry import connector_class


def test_every_platform_has_a_connector_of_its_name() -> None:
    for kind, label in registry.kinds():
        assert (connector_class(kind).kind, connector_class(kind).label) == (kind, label)


def test_every_platform_takes_replies() -> None:
    for kind, _ in registry.kinds():
        assert Capability.REPLY in connector_class(kind).capabilities()


def test_unknown_platform_is_named() -> None:
    with pytest.raises(LookupError, match="hyves"):
        connector_class("hyves")


def test_registry_imports_no_platform() -> None:
    code = "import sys, connectors.registry; sys.exit('tweepy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("kind", [kind for kind, _ in registry.kinds()])
def test_credentials_have_names_and_labels(kind: str) -> None:
    fields = connector_class(kind).credential_fields
    assert len({field.name for field in fields}) == len(fields)
    assert all(str(field.label) for field in fields)
