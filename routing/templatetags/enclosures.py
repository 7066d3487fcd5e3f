"""Files of a question, as the pages show them."""

from __future__ import annotations

from django import template

from routing.desk.contents import CONTENTS
from routing.models import Enclosure

register = template.Library()


@register.filter
def is_picture(enclosure: Enclosure) -> bool:
    """Whether a browser shows it in the page."""
    content = CONTENTS.get(enclosure.mime)
    return content is not None and content.is_picture


@register.simple_tag
def accepted_types() -> str:
    """What may go along, for the window in which a file is chosen."""
    return ",".join(CONTENTS)
