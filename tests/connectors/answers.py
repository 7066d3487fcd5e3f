"""Answers of a platform, made by hand."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace
from typing import Any, cast

from connectors.base import Connection
from connectors.http import Response
from tests.connectors.bench import MemoryVault

US = Connection("1500000000000000001", "GemVoorbeeld", MemoryVault({}))


def answer(
    status: int, body: Any, method: str = "GET", headers: dict[str, str] | None = None
) -> Response:
    """``body`` is bytes, or becomes JSON."""
    response = Response()
    response.status_code = status
    response.raw = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
    response.headers.update(headers or {})
    response.request = cast("Any", SimpleNamespace(method=method))
    return response


def to_bytes(body: Any) -> bytes:
    return json.dumps(body).encode()
