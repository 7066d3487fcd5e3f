"""What a condition can name, and what that is called on the screen."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext as _

from routing.conditions import ANY_DANGER, PRIVATE, PUBLIC, About, fold, language_name
from routing.danger import DangerKind
from routing.models import Place
from routing.rules.past import past

# What ``routing.language`` can tell apart.
LANGUAGES = (
    "nl", "en", "de", "fr", "tr", "ar", "pl", "uk", "ru", "es", "pt", "ro", "bg", "it", "fa",
    "so", "ti", "zh", "ja", "ko", "el", "he", "th", "ta", "hi", "hy", "ka",
)  # fmt: skip

# Of these a value can be understood and yet be gone.
_EXISTING = (About.CHANNEL, About.ACCOUNT, About.LANGUAGE)

Choices = list[tuple[str, str]]


class Offered:
    """Asked once for a page; each list costs a query when it is first needed."""

    def choices(self, about: str) -> Choices | None:
        """The values to choose from with their names; None where people write what they want."""
        match about:
            case About.CHANNEL:
                return [(kind, label) for kind, (label, _path) in settings.CONNECTORS.items()]
            case About.ACCOUNT:
                return self._accounts
            case About.LANGUAGE:
                return sorted(
                    ((code, language_name(code)) for code in LANGUAGES), key=lambda each: each[1]
                )
            case About.DANGER:
                kinds = [(kind.value, str(kind.label)) for kind in DangerKind]
                return [(ANY_DANGER, _("any danger")), *kinds]
            case About.PRIVATE:
                return [(PUBLIC, _("public message")), (PRIVATE, _("private message"))]
        return None

    def label(self, about: str, value: str) -> str:
        """What a value is called; itself where nobody knows another name."""
        return dict(self.choices(about) or ()).get(value, value)

    def unknown_place(self, name: str) -> str:
        """Why a neighbourhood is no neighbourhood, in a sentence; "" when it is one.

        Without a gazetteer every name will do.
        """
        if not self.places or fold(name) in self._folded_places:
            return ""
        near = get_close_matches(fold(name), self._folded_places, n=1)
        if near:
            return _("“%(name)s” is not in the list of places. Do you mean “%(near)s”?") % {
                "name": name,
                "near": self._folded_places[near[0]],
            }
        return _("“%(name)s” is not in the list of places.") % {"name": name}

    def gone(self, about: str, values: Iterable[str]) -> str:
        """Why a value can name nothing, in a sentence; "" when all of them can.

        What a rule says may stop to exist: an account, a platform, a neighbourhood.
        """
        if about == About.NEIGHBOURHOOD:
            if not self.places:
                return _("There is no list of places, so no message is about one.")
            return next(filter(None, map(self.unknown_place, values)), "")
        if about not in _EXISTING:
            return ""
        known = {fold(value) for value, _label in self.choices(about) or ()}
        lost = next((value for value in values if fold(value) not in known), "")
        told = {"value": lost, "what": About(about).label}
        return _("“%(value)s” does not exist (%(what)s).") % told if lost else ""

    @cached_property
    def places(self) -> list[str]:
        """Every neighbourhood and district of the gazetteer."""
        rows = Place.objects.order_by().values_list("neighbourhood", "district").distinct()
        return sorted({name for row in rows for name in row if name})

    @cached_property
    def _folded_places(self) -> dict[str, str]:
        return {fold(name): name for name in self.places}

    @cached_property
    def _accounts(self) -> Choices:
        return [(str(pk), name) for pk, name in past().accounts()]
