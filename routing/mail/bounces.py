"""Letters from a mail server that ours did not arrive, and what it says of why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

from routing.conditions import fold
from routing.mail.headers import Headers
from routing.mail.parts import mime, parameter
from routing.mail.values import Failure, Person

_ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]{1,100}@[\w-]+(?:\.[\w-]+)+"
_DAEMON = re.compile(
    r"(mailer[-_.]?daemon|postmaster|mail[-_.]?delivery([-_.]?subsystem)?|mdaemon)@.*"
)
_SUBJECT = re.compile(
    r"\W*(undeliver(ed|able)|onbestelbaar|niet bezorgd|returned mail|mail delivery (failed|failure)"
    r"|delivery (status notification|failure|has failed|notification)|failure notice|bericht niet"
    r"|uw bericht (kon|kan) niet|non remis|unzustellbar|mail system error|message not delivered"
    r"|kan niet worden bezorgd|bezorging mislukt|mislukte bezorging)"
)
_WAITS = re.compile(r"delay|vertraag|warning|waarschuwing|will retry|wordt opnieuw|not yet been")
_REASON = re.compile(
    r"\b[45]\d\d[ -]|#?[45]\.\d\.\d|user unknown|does ?n.t exist|does not exist|bestaat niet"
    r"|no such user|mailbox.{0,20}(full|unavailable)|mailbox is vol|postvak.{0,20}(vol|niet)"
    r"|not found|niet gevonden|rejected|geweigerd|relay|unrout",
    re.IGNORECASE,
)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MOST = 20


def failures(message: Message, headers: Headers, sender: Person, text: str) -> tuple[Failure, ...]:
    """Whom our letter did not reach; () when this is no bounce, or it may still arrive."""
    returned = _looks_returned(headers, sender)
    if _is_report(message, "delivery-status") or (returned and any(_reported(message))):
        return tuple(_reported(message))[:_MOST]
    if not returned or _WAITS.search(fold(headers.one("Subject"))):
        return ()
    return tuple(_told(headers, sender, text))[:_MOST]


def is_notice(message: Message, headers: Headers, sender: Person) -> bool:
    """A mail server's notice of any kind: late, delivered, read."""
    reports = ("delivery-status", "disposition-notification")
    return any(_is_report(message, kind) for kind in reports) or _looks_returned(headers, sender)


def returned_ids(message: Message) -> list[str]:
    """The ids of the letters that a report brings back, or of their headers."""
    found: list[str] = []
    for part in message.walk():
        if mime(part) == "message/rfc822" and part.is_multipart():
            found += _ids_of(part.get_payload(0))
        elif mime(part) in ("text/rfc822-headers", "message/rfc822-headers"):
            found += re.findall(
                r"(?im)^Message-ID:\s*(<[^<>\s]{1,400}>)", str(part.get_payload())[:50_000]
            )
        elif mime(part) == "message/disposition-notification":
            found += re.findall(
                r"(?im)^Original-Message-ID:\s*(<[^<>\s]{1,400}>)", str(part)[:50_000]
            )
    return found


def _ids_of(letter: object) -> list[str]:
    return Headers(letter).ids("Message-ID") if isinstance(letter, Message) else []


def _is_report(message: Message, kind: str) -> bool:
    said = parameter(message, "report-type").lower()
    if mime(message) != "multipart/report":
        return False
    return said == kind or (
        not said and any(mime(part) == f"message/{kind}" for part in message.walk())
    )


def _reported(message: Message) -> Iterator[Failure]:
    """The failures of a delivery report (RFC 3464): a block of headers for each recipient."""
    for part in message.walk():
        if mime(part) != "message/delivery-status" or not part.is_multipart():
            continue
        for block in part.get_payload():
            if isinstance(block, Message) and (failure := _block(Headers(block))):
                yield failure


def _block(headers: Headers) -> Failure | None:
    said = headers.one("Final-Recipient") or headers.one("Original-Recipient")
    if not said or headers.one("Action").strip().lower() not in ("failed", ""):
        return None
    address = said.partition(";")[2].strip().strip("<>").lower() or said.lower()
    reason = headers.one("Diagnostic-Code")
    status = _status(headers.one("Status")) or _status(reason)
    return _judged(Failure(address, reason.partition(";")[2].strip() or reason, status))


def _looks_returned(headers: Headers, sender: Person) -> bool:
    by_daemon = bool(_DAEMON.fullmatch(sender.address)) or headers.one("Return-Path") == "<>"
    return "X-Failed-Recipients" in headers or (
        by_daemon and bool(_SUBJECT.match(fold(headers.one("Subject"))))
    )


def _told(headers: Headers, sender: Person, text: str) -> Iterator[Failure]:
    """The failures of a server that tells them in words: exim, qmail, some gateways."""
    named = [person.address for person in headers.people("X-Failed-Recipients")]
    told = [found.lower() for found in re.findall(rf"<?({_ADDRESS})>?:?", text[:5_000])]
    addresses = named or [address for address in told if address != sender.address][:1] or [""]
    lines = [line.strip() for line in text[:5_000].split("\n")]
    reason = next((line for line in lines if _REASON.search(line)), "")[:500]
    for address in dict.fromkeys(addresses):
        yield _judged(Failure(address, reason, _status(reason)))


def _status(text: str) -> str:
    found = _STATUS.search(text)
    return found[1] if found else ""


def _judged(failure: Failure) -> Failure:
    """With whether it is for good: a 5 is, a 4 is not."""
    found = re.match(r"\W*(?:[\w-]+;\s*)?([45])\d\d\b", failure.reason)
    first = failure.status[:1] or (found[1] if found else "")
    return replace(failure, permanent={"5": True, "4": False}.get(first))
