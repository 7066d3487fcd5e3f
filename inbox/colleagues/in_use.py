"""Who has any page of ours in use is there: on the inbox, a dashboard or a setting alike."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from connectors.bells import after_commit
from inbox.colleagues.absence import note_seen

if TYPE_CHECKING:
    from webcare.models import User

FRESH_SECONDS = 60  # in the cache, so that a request in between writes nothing and asks nothing
# What a page asks for while nobody has it in sight.
OUT_OF_SIGHT = ("live", "news")


class InUseMiddleware(MiddlewareMixin):
    """After the one that knows who asks. A page in sight asks by itself now and then, one that is
    hidden does not: see ``static/js/live.js``."""

    def process_view(self, request: HttpRequest, *_args: object) -> None:
        match = request.resolver_match
        if request.user.is_authenticated and match and match.url_name not in OUT_OF_SIGHT:
            after_commit(partial(_in_use, request.user))


def _in_use(user: User) -> None:
    if cache.add(f"in-use-{user.pk}", 1, FRESH_SECONDS) and _can_hold(user):
        note_seen(user, timezone.now())


def _can_hold(user: User) -> bool:
    """Nobody else is remembered: it decides nothing about them."""
    return user.has_perm("inbox.work_conversation")
