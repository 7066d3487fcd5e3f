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


SAID_MEANWHILE = _("A colleague changed this while you wrote. Read their words first.")


@transaction.atomic
def say(crisis: Crisis, texts: dict[str, str], by: User, seen: int | None = None) -> None:
    """From now on this is what we say, by language; what did not change is no new version.

    seen   the newest line that was on the screen, 0 for none; None where nobody looked. What was
           left as it stood there stays as it is now.

    Raises Refused when the crisis is over, and when a colleague changed the same since.
    """
    if not Crisis.objects.standing().select_for_update().filter(pk=crisis.pk).exists():
        raise Refused(_("Crisis mode was ended already."))
    if meanwhile(crisis, texts, seen):
        raise Refused(SAID_MEANWHILE)
    for language in changed(crisis, texts, seen):
        text = _plain(texts[language])
        CrisisLine.objects.create(crisis=crisis, language=language, text=text, by=by)
    ring(CRISIS)


def current(crisis: Crisis) -> dict[str, str]:
    """What we say now, by language."""
    return {line.language: line.text for line in crisis.lines.order_by("pk")}


def newest(crisis: Crisis) -> int:
    """The number of the last line, for who looks at them; 0 while there is none."""
    return crisis.lines.order_by("pk").values_list("pk", flat=True).last() or 0


def changed(crisis: Crisis, texts: dict[str, str], seen: int | None) -> list[str]:
    """The languages of which these words are others than those that stood there."""
    shown = crisis.lines.order_by("pk")
    if seen is not None:
        shown = shown.filter(pk__lte=seen)
    known = {line.language: _plain(line.text) for line in shown}
    return [code for code, text in texts.items() if _plain(text) != known.get(code, "")]


def meanwhile(crisis: Crisis, texts: dict[str, str], seen: int | None) -> list[CrisisLine]:
    """What colleagues say since, in other words, of what these words change."""
    if seen is None:
        return []
    since = crisis.lines.filter(pk__gt=seen, language__in=changed(crisis, texts, seen))
    newest = {line.language: line for line in since.select_related("by").order_by("pk")}
    return [line for line in newest.values() if _plain(line.text) != _plain(texts[line.language])]


def _plain(text: str) -> str:
    """As it is kept, whatever a browser made of its lines."""
    return text.replace("\r\n", "\n").strip()


def pinned(language: str) -> Subquery:
    """The line of the crisis that lasts, for a query on whatever; None where there is none."""
    lines = CrisisLine.objects.filter(crisis__ended_at=None, language=language)
    return Subquery(lines.order_by("-pk").values("text")[:1])
