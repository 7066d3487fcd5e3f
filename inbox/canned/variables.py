"""What stands between double braces in a canned answer, and what it becomes.

No template engine: a name of this list becomes its value, once, and nothing else happens. A value
never becomes a variable again, whatever a citizen calls themselves. What has no value stays visible
and keeps the answer from being sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.models import Conversation
from inbox.refusals import Refused

if TYPE_CHECKING:
    from webcare.models import User

VARIABLES: dict[str, Promise] = {
    "naam": gettext_lazy("name of the citizen, as the platform shows it"),
    "handle": gettext_lazy("user name of the citizen, with @"),
    "gemeente": gettext_lazy("name of the municipality"),
    "afdeling": gettext_lazy("department of the conversation"),
    "kanaal": gettext_lazy("platform, such as Facebook"),
    "agent": gettext_lazy("first name of who answers"),
    "datum": gettext_lazy("today, such as 24 November"),
    "wijk": gettext_lazy("neighbourhood or district it is about"),
    "termijn": gettext_lazy("day on which it has to be done, as was promised"),
}
_VARIABLE = re.compile(r"\{\{\s{0,9}([^{}]{0,40}?)\s{0,9}\}\}")
_WITHOUT = str.maketrans("", "", "{}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the values there are; a variable without one stays as it is written."""
    return _VARIABLE.sub(lambda found: values.get(found[1].lower()) or found[0], text)


def left_open(text: str) -> list[str]:
    """What still stands between double braces, each once, as it is written."""
    return list(dict.fromkeys(found[0] for found in _VARIABLE.finditer(text)))


def unknown(text: str) -> list[str]:
    """What stands between double braces and is no variable."""
    named = {found[0]: found[1].lower() for found in _VARIABLE.finditer(text)}
    return [written for written, name in named.items() if name not in VARIABLES]


def check_filled(text: str) -> None:
    """Raises Refused while a variable waits for somebody to fill it in."""
    if missing := left_open(text):
        raise Refused(
            _("Fill in first what still stands between braces: %(names)s.")
            % {"names": ", ".join(missing[:5])}
        )


def values_of(conversation: Conversation, by: User, language: str = "") -> dict[str, str]:
    """What each variable is in this conversation; "" where there is nothing to say.

    language   of the canned answer: the day is written in it
    """
    author, department = conversation.author, conversation.department
    promised = conversation.solve_by or conversation.answer_by
    handle = tame(f"@{author.handle}") if author.handle else ""
    return {
        "naam": tame(author.name) or handle,  # some platforms tell no name
        "handle": handle,
        "gemeente": settings.MUNICIPALITY,
        "afdeling": department.name if department else "",
        "kanaal": conversation.account.label,
        "agent": by.first_name or str(by),
        "datum": _day(timezone.now(), language),
        "wijk": conversation.neighbourhood or conversation.district,
        "termijn": _day(promised, language) if promised else "",
    }


def example(language: str = "", department: str = "") -> dict[str, str]:
    """Values of an invented conversation, to try a text with."""
    now = timezone.now()
    return {
        "naam": "Noor Voorbeeld",
        "handle": "@noor_voorbeeld",
        "gemeente": settings.MUNICIPALITY,
        "afdeling": department or "Openbare Ruimte & Groen",
        "kanaal": "Facebook",
        "agent": "Anouk",
        "datum": _day(now, language),
        "wijk": "Bloemenbuurt",
        "termijn": _day(now + timedelta(days=7), language),
    }


def tame(words: str) -> str:
    """On one line, without braces and without characters that turn what stands around it."""
    seen = "".join(char for char in words if unicodedata.category(char) not in {"Cc", "Cf"})
    return " ".join(seen.translate(_WITHOUT).split())


def _day(moment: datetime, language: str) -> str:
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(known):
        return date_format(timezone.localtime(moment), "j F")
