"""The municipality's house style, as far as Python has to know of it."""

from __future__ import annotations

import json

from django.conf import settings

from webcare.env import BASE_DIR

THEMES = BASE_DIR / "static" / "themes"
PLAIN = {"theme": "#ffffff", "background": "#ffffff"}


def colours() -> dict[str, str]:
    """For what the device draws itself: ``theme`` around the page, ``background`` before it.

    From ``static/themes/<name>.json``; white for a house style without that file.
    """
    file = THEMES / f"{settings.THEME}.json"
    return PLAIN | (json.loads(file.read_text(encoding="utf-8")) if file.exists() else {})
