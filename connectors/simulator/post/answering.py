"""A reply to a letter, as the mail program of somebody's choice makes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from connectors.simulator.post.reading import UNKNOWN, Attachment, Reading

# A word that does not fit on a line is encoded when folded, and then a Message-ID is not one.
_UNFOLDED = SMTP.clone(max_line_length=990)


@dataclass(frozen=True)
class Writer:
    """Who answers, from their own mailbox."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2] or "localhost"


@dataclass(frozen=True)
class Answer:
    """What somebody wrote in answer to ``original``. ``at`` is local time."""

    original: Reading
    writer: Writer
    words: str
    at: datetime
    attachments: tuple[Attachment, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        """The lines of what was written; an empty line is an empty string."""
        return self.words.strip().splitlines()

    @property
    def recipient(self) -> tuple[str, str]:
        return self.original.answer_to

    @property
    def asked_at(self) -> datetime:
        return self.original.at or self.at


def message_to(
    recipient: tuple[str, str], writer: Writer, subject: str, at: datetime
) -> EmailMessage:
    """A letter with its first headers and no words yet."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = person(writer.name, writer.address)
    mail["To"] = person(*recipient)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = make_msgid(domain=writer.domain)
    return mail


def follow(mail: EmailMessage, original: Reading) -> None:
    """Say which letter this one answers (RFC 5322, 3.6.4)."""
    if original.message_id:
        mail["In-Reply-To"] = original.message_id
        mail["References"] = f"{original.references} {original.message_id}".strip()


def attach(mail: EmailMessage, attachments: tuple[Attachment, ...]) -> None:
    for each in attachments:
        kind, _, detail = (each.mime if "/" in each.mime else UNKNOWN).partition("/")
        mail.add_attachment(
            each.data,
            maintype=kind,
            subtype=detail,
            filename=each.name,
        )


def person(name: str, address: str) -> Address | str:
    """A header's address; one the header registry cannot take apart goes in as it is."""
    local, _, domain = address.rpartition("@")
    try:
        return Address(name, local, domain)
    except ValueError:
        return address


def bytes_of(mail: EmailMessage) -> bytes:
    """``mail`` as it goes over the line."""
    return mail.as_bytes(policy=_UNFOLDED)


def prefixed(prefix: str, subject: str) -> str:
    """``Re: subject``, and never twice."""
    again = subject.casefold().startswith(("re:", "antw:"))
    return subject if again else f"{prefix} {subject}".strip()
