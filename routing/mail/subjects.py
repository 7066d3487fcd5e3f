"""Our own part of a subject: whoever replies brings the words of the citizen back in it."""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from routing.conditions import fold

_TAG = r"\[\s*webcare\s+[a-z0-9]{8}\s*\]"


def without_ours(subject: str) -> str:
    """A folded subject without what we wrote: "re: vraag van een inwoner: … [webcare k7m2p9qx]".

    What stands before and behind it stays: "automatisch antwoord: ", which a machine put there.
    """
    return _ours().sub("", subject)


@cache
def _ours() -> re.Pattern[str]:
    begins = "|".join(re.escape(words) for words in sorted(_beginnings(), key=len, reverse=True))
    return re.compile(rf"(?:{begins})(?:.*?{_TAG}|.*)", re.DOTALL)


def _beginnings() -> set[str]:
    """How our subjects begin (``routing.mail.composing``), in each language we write in."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {
                fold(words % {"words": "", "subject": ""}).strip()
                for words in (
                    _("Question of a resident: %(words)s"),
                    _("No longer needed: %(words)s"),
                    _("Taken up by another department: %(words)s"),
                    _("Will you look at an answer? %(words)s"),
                    _("About your mail: %(subject)s"),
                )
            }
    return found
