"""What happened to a saved search, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox.models import Listened

register = template.Library()

Verb = Listened.Verb
SENTENCES: dict[str, Promise] = {
    Verb.MADE: _("%(who)s made this search"),
    Verb.CHANGED: _("%(who)s changed this search"),
    Verb.ASKED: _("%(who)s asked a second colleague: it is about %(person)s"),
    Verb.AGREED: _("%(who)s agreed"),
    Verb.ON: _("%(who)s switched this search on"),
    Verb.OFF: _("%(who)s switched this search off"),
    Verb.ENDED: _("This search ended by itself"),
    Verb.STOPPED: _("It was switched off by an upgrade: it may be about a person"),
}


@register.filter
def listened(event: Listened) -> str:
    """One quiet line of history."""
    said = {"who": event.by or "", "person": event.data.get("person") or _("a person")}
    return str(SENTENCES[event.verb]) % said


@register.filter
def cost_of(costs: Mapping[int, Decimal], search: int) -> Decimal:
    return costs.get(search, Decimal(0))
