"""How often one address may try something on a page that is open to everyone."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest


def too_often(request: HttpRequest, what: str, most: int, seconds: int) -> bool:
    """Count this attempt; whether there were more than ``most`` in these seconds."""
    key = f"routing-tries:{what}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # forgotten in this very moment
        return False
