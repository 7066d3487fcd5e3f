"""Refusals of the API."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.response import Response
from rest_framework.views import exception_handler


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """What is not yours does not exist, here as on the screens."""
    if isinstance(error, PermissionDenied):
        error = NotFound()
    return exception_handler(error, context)
