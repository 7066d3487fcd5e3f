"""Addresses of mail servers, as a setting writes them."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
IMAP_PORTS = {"imap": 143, "imaps": 993}


class MailServer(NamedTuple):
    """Where mail goes out. ``tls`` from the first byte, or ``starttls`` after a greeting."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


class Mailbox(NamedTuple):
    """Where mail comes in, through IMAP. ``tls`` from the first byte."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool


def mail_server(url: str) -> MailServer | None:
    """ "smtp+tls://user:password@host:587"; None for "". Raises ValueError."""
    if not url:
        return None
    address = urlsplit(url)
    if address.scheme not in MAIL_PORTS or not address.hostname:
        raise ValueError("WEBCARE_EMAIL_URL begins with smtp://, smtp+tls:// or smtps://.")
    return MailServer(
        host=address.hostname,
        port=address.port or MAIL_PORTS[address.scheme],
        user=_user(address),
        password=_password(address),
        starttls=address.scheme == "smtp+tls",
        tls=address.scheme == "smtps",
    )


def mailbox(url: str) -> Mailbox | None:
    """ "imaps://user:password@host:993/INBOX"; None for "". Raises ValueError."""
    if not url:
        return None
    address = urlsplit(url)
    if address.scheme not in IMAP_PORTS or not address.hostname:
        raise ValueError("WEBCARE_IMAP_URL begins with imaps:// or imap://.")
    return Mailbox(
        host=address.hostname,
        port=address.port or IMAP_PORTS[address.scheme],
        user=_user(address),
        password=_password(address),
        folder=unquote(address.path.strip("/")) or "INBOX",
        tls=address.scheme == "imaps",
    )


def _user(address: SplitResult) -> str:
    return unquote(address.username or "")


def _password(address: SplitResult) -> str:
    return unquote(address.password or "")
