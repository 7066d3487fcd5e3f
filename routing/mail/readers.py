"""In which language somebody reads our mail."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model


def language_of(address: str) -> str:
    """What the colleague with this address chose; else that of the municipality. One query."""
    colleagues = get_user_model().objects.filter(email__iexact=address, is_active=True)
    chosen = colleagues.exclude(language="").values_list("language", flat=True).first()
    return str(chosen or settings.LANGUAGE_CODE)
