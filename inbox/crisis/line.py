"""What we say about a crisis: one line in each language, offered wherever somebody answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _

from inbox.bells import CRISIS, ring
from inbox.models import Crisis, CrisisLine
from inbox.refusals import Refused

if TYPE_CHECKING:
    from webcare.models import User

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@transaction.atomic
def say(crisis: Crisis, texts: dict[str, str], by: User) -> None:
    """From now on this is what we say, by language; what did not change is no new version.

    Raises Refused when the crisis is over.
    """
    if not Crisis.objects.standing().select_for_update().filter(pk=crisis.pk).exists():
        raise Refused(_("Crisis mode was ended already."))
    known = current(crisis)
    for language, text in texts.items():
        if text.strip() != known.get(language, ""):
            CrisisLine.objects.create(crisis=crisis, language=language, text=text.strip(), by=by)
    ring(CRISIS)


def current(crisis: Crisis) -> dict[str, str]:
    """What we say now, by language."""
    return {line.language: line.text for line in crisis.lines.order_by("pk")}


def pinned(language: str) -> Subquery:
    """The line of the crisis that lasts, for a query on whatever; None where there is none."""
    lines = CrisisLine.objects.filter(crisis__ended_at=None, language=language)
    return Subquery(lines.order_by("-pk").values("text")[:1])
