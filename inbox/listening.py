"""From when on an open page hears bells: from when it was asked for, not from when it listens."""

from __future__ import annotations

import time

from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin


class ListeningMiddleware(MiddlewareMixin):
    """``request.hears_since``, in seconds since 1970, as it stands in the address of the stream."""

    def process_request(self, request: HttpRequest) -> None:
        request.hears_since = f"{time.time():.3f}"  # type: ignore[attr-defined]
