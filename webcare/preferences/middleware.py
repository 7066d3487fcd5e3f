"""A page in the language of who asks for it, whatever their browser says."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin


class OwnLanguageMiddleware(MiddlewareMixin):
    """After the one that knows who asks."""

    def process_view(self, request: HttpRequest, *args: Any) -> None:
        user = request.user
        if user.is_authenticated and user.language:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
