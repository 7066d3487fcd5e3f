"""Words as a platform shows them: links, hashtags and mentions stand out, and lead nowhere here."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_STANDS_OUT = re.compile(r"(https?://\S+|(?<![\w.])www\.\S+|(?<!\w)[#@]\w+)")


@register.filter
def as_shown(text: str) -> SafeString:
    return format_html_join("", "{}", ((_part(part),) for part in _STANDS_OUT.split(text)))


def _part(part: str) -> SafeString | str:
    if _STANDS_OUT.fullmatch(part):
        return format_html('<span class="mirror__link">{}</span>', part)
    return part
