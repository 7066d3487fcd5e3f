"""Amounts and shares, as people read them."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def dollars(amount: Decimal) -> str:
    """US dollars to the cent: "US$ 0,12". Less than a cent, but something: "< US$ 0,01"."""
    cent = Decimal("0.01")
    if 0 < amount < cent:
        return f"< US$ {number_format(cent, 2)}"
    return f"US$ {number_format(amount, 2)}"


@register.filter
def percent_left(share: float) -> int:
    """From how much is used, 0 to 1, to how much is left, 0 to 100."""
    return max(0, round(100 * (1 - share)))
