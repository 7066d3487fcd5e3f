"""Whether an answer sends the citizen to another channel: “mail ons”, “bel 14 070”, a form.

The citizen asked here, in public, and should get the answer here. What we do ourselves (“wij bellen
u”), the emergency number and a private message on the same platform are not elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from routing.conditions import fold


class Elsewhere(models.TextChoices):
    """Where to."""

    MAIL = "mail", _("by e-mail")
    PHONE = "phone", _("by telephone")
    FORM = "form", _("to a form")
    DESK = "desk", _("to the desk")
    OTHER = "other", _("to another channel")


@dataclass(frozen=True)
class Found:
    """``words`` are those of the answer that say so, such as “mail ons”."""

    kind: Elsewhere
    words: str


# “u kunt ons …” and “kunt u …”, up to the verb that follows; what we do (“dan bellen wij”) ends it.
_YOU = (
    r"\b(?:(?:u|je|jij) (?:kunt|kan|kun|moet|mag|dient)|(?:kunt|kan|kun|wilt|wil|moet) (?:u|je))\b"
)
_GAP = r"(?:(?!\b(?:we|wij|ik|zodat|waarop|dan k[au]n\w*)\b)[^.!?\n]){0,60}?"
_AFTER = r"(?:ons|met|naar|even|gerust|dan|a\.?u\.?b\.?|het|de|onze|dit|deze|morgen|vandaag)"
_NOT_EMERGENCY = r"(?![^.!?\n]{0,30}\b11[23]\b)"
_NOT_I = r"(?<!\bik )"
_REPORT = r"(?=[^.!?\n]{0,90}\b(?:melden|doorgeven|doen|indienen|aangeven)\b)"
_ONLINE = r"\b(?:via|op) (?:de |het |onze |ons |een )?\w{0,20}(?:website|site|app|meldpunt)\b"

_PATTERNS: tuple[tuple[Elsewhere, str], ...] = (
    (Elsewhere.MAIL, r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.[a-z]{2,10}\b"),
    (Elsewhere.MAIL, rf"{_NOT_I}(?<!\been )(?<!\bper )(?<![\w-])(?:e-?)?mailt? (?:u )?{_AFTER}\b"),
    (Elsewhere.MAIL, rf"{_NOT_I}\bstuurt?\b{_GAP}\b(?:e-?mail|mail|mailtje|e-?mailtje)\b"),
    (Elsewhere.MAIL, rf"{_YOU}{_GAP}\b(?:mailen|e-?mailen|(?:e-?)?mail(?:tje)? sturen)\b"),
    (Elsewhere.MAIL, r"\b(?:e-?mail us|(?:send|drop) (?:us )?an? e-?mail|write to us at)\b"),
    (Elsewhere.PHONE, rf"{_NOT_I}\bbelt? (?:u )?{_AFTER}\b{_NOT_EMERGENCY}"),
    (
        Elsewhere.PHONE,
        rf"{_YOU}{_NOT_EMERGENCY}{_GAP}\b(?:bellen|opbellen|telefoneren)\b{_NOT_EMERGENCY}",
    ),
    (Elsewhere.PHONE, r"\bneemt? [^.!?\n]{0,20}\btelefonisch contact\b"),
    (Elsewhere.PHONE, r"(?<![\w./-])14 ?0\d{2,3}(?![.,]?\d)"),
    (Elsewhere.PHONE, r"(?<![\w./-])(?:\+31|0031)[ -]?(?:\(0\))?[ -]?\d(?:[ -]?\d){8}(?!\d)"),
    (Elsewhere.PHONE, r"(?<![\w./-])\(?0[1-9](?:[ ()-]{0,2}\d){8}(?![-/]?\d)"),
    (Elsewhere.PHONE, r"(?<![\w./-])0[89]00[ -]?\d{4}(?:\d{3})?(?!\d)"),
    (Elsewhere.PHONE, rf"\b(?:call|phone|ring) us\b{_NOT_EMERGENCY}|\bgive us a (?:call|ring)\b"),
    (Elsewhere.FORM, rf"\b(?:vult?|gebruikt?)\b{_GAP}\b\w{{0,30}}formulier\b"),
    (Elsewhere.FORM, rf"{_YOU}{_GAP}formulier\b"),
    (Elsewhere.FORM, rf"{_NOT_I}\b(?:meldt?|doet?)\b{_GAP}{_ONLINE}"),
    (Elsewhere.FORM, rf"{_YOU}{_REPORT}{_GAP}{_ONLINE}"),
    (
        Elsewhere.FORM,
        r"\b(?:https?://|www\.)\S{0,200}?(?:contact|formulier|/form\b|/melden)\S{0,200}",
    ),
    (Elsewhere.FORM, r"\b(?:fill (?:in|out)|complete|use) (?:the|this|our) [\w -]{0,30}form\b"),
    (Elsewhere.DESK, rf"{_NOT_I}\b(?:kom|komt u) (?:\w+ )?(?:langs|naar (?:de|onze|het))\b"),
    (Elsewhere.DESK, rf"{_YOU}{_GAP}\b(?:langskomen|langs te komen|terecht bij de balie)\b"),
    (Elsewhere.DESK, r"\b(?:aan|bij|naar) (?:de|onze) balie\b"),
    (Elsewhere.DESK, r"\b(?:come to|visit) (?:the|our|us at)\b[^.!?\n]{0,20}\b(?:desk|office)\b"),
    (Elsewhere.OTHER, rf"{_NOT_I}\b(?:app|appt u|whatsapp) (?:ons|naar|met|even)\b"),
    (Elsewhere.OTHER, rf"{_YOU}{_GAP}\b(?:appen|whatsappen)\b"),
    (Elsewhere.OTHER, rf"\bneemt? {_GAP}\bcontact op\b|{_YOU}{_GAP}\bcontact op(?: te )?nemen\b"),
    (Elsewhere.OTHER, r"\b(?:contact|whatsapp) us (?:at|on|via|by)\b|\bget in touch with\b"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)


def elsewhere(text: str) -> list[Found]:
    """Where the text sends its reader, each kind once, in the order of the text."""
    words = fold(text)
    found: dict[Elsewhere, tuple[int, str]] = {}
    for kind, pattern in _COMPILED:
        hit = pattern.search(words)
        if hit and (kind not in found or hit.start() < found[kind][0]):
            found[kind] = hit.start(), hit.group().strip()
    by_place = sorted(found.items(), key=lambda each: each[1][0])
    return [Found(kind, said) for kind, (_start, said) in by_place]


def first(text: str, *, public: bool) -> str:
    """The kind to note with an answer; "" for none, and for what goes in private."""
    found = elsewhere(text) if public else []
    return found[0].kind.value if found else ""
