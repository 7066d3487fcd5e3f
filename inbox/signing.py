"""The signature under an answer: who of the team wrote it, such as "^AB".

One function says what is really sent; all that counts, splits, shows or sends an answer asks it.
Notes, letters, what a department may answer by itself and automatic answers have none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectors.models import Account

if TYPE_CHECKING:
    from webcare.models import User

_SIGNED = re.compile(r"(?:^|\s)\^\w{1,7}$")
SIGNATURE = re.compile(r"\^\w{1,7}")


def signed(text: str, by: User, account: Account) -> str:
    """The text as it is sent, spaces around it gone; signed once, also by who typed it already.

    Browsers send the end of a line as two characters, and platforms would count both.
    """
    text = text.strip().replace("\r\n", "\n")
    sign = signature(by, account)
    return f"{text} {sign}" if sign and text and not _SIGNED.search(text) else text


def unsigned(text: str) -> str:
    """The text without the signature at its end, whoever's it is."""
    return _SIGNED.sub("", text).rstrip()


def signature(by: User, account: Account) -> str:
    """What stands beneath answers of this colleague on this channel, "" where they do not sign."""
    return by.sign if account.signed else ""
