"""Which questions a letter is about, as far as we have them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from routing.mail import addresses, values
from routing.mail.references import references
from routing.models import Referral


@dataclass(frozen=True)
class About:
    """One question.

    sure   it came to the question's own address, or answers our letter. Otherwise its subject says
           so; the question is None where that says nothing
    """

    referral: Referral | None = None
    sure: bool = False


def abouts(letter: values.Letter) -> list[About]:
    """At least one. A hint in a subject that fits two questions is none. One query."""
    ours = replace(letter, recipients=addresses.known_by(letter.recipients))
    found = references(ours, addresses.host())
    rows = Referral.objects.select_related("department")
    sure = [one.token for one in found if not one.weak]
    if sure:
        asked = {row.token: row for row in rows.filter(token__in=sure)}
        return [About(asked[token], sure=True) for token in sure if token in asked] or [About()]
    hinted = [row for one in found for row in rows.filter(token__startswith=one.token)[:2]]
    return [About(hinted[0] if len(hinted) == 1 else None)]
