"""A page in the language of who asks for it, whatever their browser says."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin


class OwnLanguageMiddleware(MiddlewareMixin):
    """After the one that knows who asks."""

    def process_view(self, request: HttpRequest, *args: Any) -> None:
        speak_to(request)


def speak_to(request: HttpRequest) -> None:
    """From here on in the language that this person chose, if they did."""
    language = getattr(getattr(request, "user", None), "language", "")
    if language:
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()
