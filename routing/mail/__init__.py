"""Understanding an official's e-mail: bytes in, values out."""

from routing.mail.authenticity import WITHOUT_NAME
from routing.mail.borders import END_MARK, MARK
from routing.mail.letters import read
from routing.mail.references import Reference, references
from routing.mail.tags import MARK_CLASS
from routing.mail.values import (
    Attachment,
    Authenticity,
    Failure,
    LeftOut,
    Letter,
    LetterKind,
    Limits,
    Person,
    Why,
)

__all__ = [
    "END_MARK",
    "MARK",
    "MARK_CLASS",
    "WITHOUT_NAME",
    "Attachment",
    "Authenticity",
    "Failure",
    "LeftOut",
    "Letter",
    "LetterKind",
    "Limits",
    "Person",
    "Reference",
    "Why",
    "read",
    "references",
]
