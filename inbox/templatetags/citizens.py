"""The words of strangers, made safe to show."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_ADDRESS = re.compile(r"(https?://[^\s<>\"]+)")
_AFTER_AN_ADDRESS = ".,;:!?)]}'’”…"


@register.filter
def linked(text: str) -> SafeString:
    """Escaped text in which web addresses can be followed, and tell nobody where from."""
    return format_html_join("", "{}", ((_part(part),) for part in _ADDRESS.split(text)))


def _part(part: str) -> SafeString:
    if not _ADDRESS.fullmatch(part):
        return conditional_escape(part)
    address = part.rstrip(_AFTER_AN_ADDRESS)
    return format_html(
        '<a class="utrecht-link utrecht-link--html-a" href="{0}" target="_blank" '
        'rel="nofollow noopener noreferrer">{0}</a>{1}',
        address,
        part[len(address) :],
    )
