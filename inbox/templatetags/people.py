"""Who a citizen is, where the platform shows them, and days on which something is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from connectors.base import Person
from inbox.colleagues import beside
from inbox.models import Author, Visit

if TYPE_CHECKING:
    from webcare.models import User

register = template.Library()


@register.filter
def profile_link(author: Author) -> str:
    """Where anybody sees them on the platform, or ""."""
    person = Person(author.external_id, author.handle, author.name)
    return author.account.connector_class.profile_link(person)


@register.simple_tag
def beside_anyway(visits: Iterable[Visit], user: User) -> set[int] | None:
    """As ``inbox.colleagues.beside`` has it."""
    return beside.beside_anyway(visits, user)


@register.simple_tag
def day_of(day: date) -> SafeString:
    """A ``<time>`` of a whole day, exact on hover: "today", or "Mon 16 Nov"."""
    today = timezone.localdate()
    near = "SHORT_DATE_FORMAT" if day.year == today.year else "DATE_FORMAT"
    words = _("today") if day == today else date_format(day, near)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        day.isoformat(),
        date_format(day, "DATE_FORMAT"),
        words,
    )
