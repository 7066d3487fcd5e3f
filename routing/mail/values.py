"""What a letter says once it is read. Plain values; nothing here reads bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterKind(models.TextChoices):
    """What sort of letter came back. A letter with a file and no words is EMPTY too."""

    ANSWER = "answer", _("answer")
    AUTOMATIC = "automatic", _("automatic reply")
    BOUNCE = "bounce", _("could not be delivered")
    EMPTY = "empty", _("nothing written")


class Why(models.TextChoices):
    """Why something of a letter was left out, for who reads the answer."""

    TOO_LARGE = "too_large", _("larger than we take in")
    TOO_MANY = "too_many", _("more files than we take in")
    CUT = "cut", _("the letter was too large to read to its end")
    WINMAIL = "winmail", _("packed by Outlook in a way others cannot open (winmail.dat)")
    SEALED = "sealed", _("encrypted; only the receiver's own mail program can open it")
    SIGNATURE = "signature", _("a digital signature")
    UNREADABLE = "unreadable", _("damaged")
    BELOW = "below", _("The answer points at words further down in the mail; look there too.")


@dataclass(frozen=True)
class Limits:
    """The most we take in of one letter; sizes in bytes.

    letter       the whole letter as it came; what lies beyond is not looked at
    attachments  how many files
    attachment   one file
    """

    letter: int = 40 * 1024 * 1024
    attachments: int = 20
    attachment: int = 20 * 1024 * 1024


@dataclass(frozen=True)
class Person:
    """address: lower case, "" when unknown; name: "" when none is given."""

    address: str = ""
    name: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file. ``name`` holds no folders; ``mime`` is what the sender claims, lower case."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class LeftOut:
    """What is not among the attachments. ``count`` things together are ``size`` bytes."""

    name: str
    size: int
    why: Why
    count: int = 1


@dataclass(frozen=True)
class Failure:
    """Whom a letter did not reach.

    reason     in the words of the mail server, "" when it gives none
    status     such as "5.1.1", "" when unknown
    permanent  trying again is no use, as far as the server says; None when it does not
    """

    recipient: str
    reason: str = ""
    status: str = ""
    permanent: bool | None = None


@dataclass(frozen=True)
class Authenticity:
    """What our own mail server found, as its words: "pass", "fail", "none" …; "" when it is silent.

    spf_domain, dkim_domain and dmarc_domain are the domains that these hold for. A pass for another
    domain than the sender's proves nothing of the sender: ask ``vouches_for``.
    """

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    spf_domain: str = ""
    dkim_domain: str = ""
    dmarc_domain: str = ""

    def vouches_for(self, address: str) -> bool:
        """Whether a check that passed says that this sender is who they say."""
        domain = address.rpartition("@")[2].lower()
        if not domain:
            return False
        by_spf = self.spf == "pass" and _same_house(self.spf_domain, domain)
        by_dkim = self.dkim == "pass" and _same_house(self.dkim_domain, domain)
        by_dmarc = self.dmarc == "pass" and _same_house(self.dmarc_domain, domain)
        return by_dmarc or (self.dmarc != "fail" and (by_spf or by_dkim))

    def passed_for_another(self, address: str) -> bool:
        """Whether a check says that another house sent it, and none that the sender's did."""
        checks = [
            (self.spf, self.spf_domain),
            (self.dkim, self.dkim_domain),
            (self.dmarc, self.dmarc_domain),
        ]
        passed = any(said == "pass" and domain for said, domain in checks)
        return passed and not self.vouches_for(address)


def _same_house(one: str, other: str) -> bool:
    """The same domain, or one lies within the other."""
    return bool(one) and (
        one == other or one.endswith(f".{other}") or (other.endswith(f".{one}") and "." in one)
    )


@dataclass(frozen=True)
class Letter:
    """One e-mail, read.

    message_id   "<…>" as it came, "" when none
    references   the letters this one answers, nearest first: ids "<…>"
    sender       who wrote it
    several      it names more than one sender: nobody can say who wrote it
    recipients   every address it came to, lower case; the one it was delivered to first
    at           when it says it was sent; aware, None when it does not say
    text         what this person wrote now; "" when nothing
    whole        everything, quotes marked with "> "
    attachments  the files, in order; decorations are logos and such, in the letter itself
    left_out     what is not here, and why
    by_system    of an AUTOMATIC one: only signs that a system puts on what a person wrote, too
    failures     of a bounce: whom our letter did not reach
    forwarded    the text is not the sender's own: they passed on a letter, and wrote nothing.
                 ``author`` is who that letter says wrote it
    look_below   the text points at words further down ("zie hieronder"): show ``whole``
    truncated    the text goes on; there was more than we read
    """

    message_id: str = ""
    references: tuple[str, ...] = ()
    sender: Person = field(default_factory=Person)
    several: bool = False
    recipients: tuple[str, ...] = ()
    subject: str = ""
    at: datetime | None = None
    text: str = ""
    whole: str = ""
    attachments: tuple[Attachment, ...] = ()
    decorations: tuple[Attachment, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    kind: LetterKind = LetterKind.EMPTY
    by_system: bool = False
    failures: tuple[Failure, ...] = ()
    authenticity: Authenticity = field(default_factory=Authenticity)
    forwarded: bool = False
    author: str = ""
    look_below: bool = False
    truncated: bool = False
