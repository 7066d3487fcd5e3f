"""What our own mail server found out about the sender (Authentication-Results, RFC 8601).

Anyone can write such a header. Ours puts its own on top, so only the topmost ones that bear its
name are read, down to the next hop the letter made (Received).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message

from routing.mail.headers import text
from routing.mail.values import Authenticity

WITHOUT_NAME = "-"
"""The authserv_id of a server that does not write its name, as Exchange Online does not."""

_HEADER = "authentication-results"
_APART = re.compile(r"\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|\([^()]*\)")
_RESULT = re.compile(
    r"\s*(?P<method>spf|dkim|dmarc)(?:\s*/\s*\d+)?\s*=\s*(?P<result>[a-z]+)\b(?P<rest>.*)"
)
_DOMAINS = {
    "spf": re.compile(r"\bsmtp\.(?:mailfrom|helo)\s*=\s*\"?(?:[^\s;\"]*@)?([\w.-]+)"),
    "dkim": re.compile(r"\bheader\.(?:d|i)\s*=\s*\"?(?:[^\s;\"]*@)?([\w.-]+)"),
    "dmarc": re.compile(r"\bheader\.from\s*=\s*\"?(?:[^\s;\"]*@)?([\w.-]+)"),
}


def authenticity(message: Message, authserv_id: str) -> Authenticity:
    """The results of the server with this name. "" trusts none: then all is unknown."""
    found: dict[str, tuple[str, str]] = {}
    for value in _trusted(message, authserv_id.strip().lower()):
        for method, result, domain in _results(value):
            # One good DKIM signature is enough; of the others the topmost counts.
            if method not in found or (method == "dkim" and result == "pass" != found[method][0]):
                found[method] = (result, domain)
    spf, dkim, dmarc = (found.get(method, ("", "")) for method in ("spf", "dkim", "dmarc"))
    return Authenticity(spf[0], dkim[0], dmarc[0], spf[1], dkim[1], dmarc[1])


def _trusted(message: Message, authserv_id: str) -> Iterator[str]:
    """The results in the headers that stand together on top, in lower case."""
    if not authserv_id:
        return
    begun = False
    for name, raw in message.raw_items():
        if name.lower() == "received" and begun:
            return
        if name.lower() != _HEADER:
            continue
        said, results = _named(_plain(text(str(raw)).lower()))
        if said != authserv_id:
            if begun:
                return
            continue
        begun = True
        yield results


def _named(value: str) -> tuple[str, str]:
    """The server's name and its results: "mx.example 1; spf=pass; dkim=none"."""
    first, _semicolon, rest = value.partition(";")
    if "=" in first:
        return WITHOUT_NAME, value
    return next(iter(first.split()), "").strip('"'), rest


def _plain(value: str) -> str:
    """Without comments, and without the signs in quotes: a sender chooses what stands there."""
    for _depth in range(10):  # comments may lie within one another
        value, count = _APART.subn(_kept, value)
        if not count:
            break
    return value


def _kept(found: re.Match[str]) -> str:
    return re.sub(r"[^\w.@-]", "", found["quoted"] or "") or " "


def _results(value: str) -> Iterator[tuple[str, str, str]]:
    for one in value.split(";"):
        if found := _RESULT.match(one):
            method = found["method"]
            domain = _DOMAINS[method].search(found["rest"])
            yield method, found["result"], domain[1] if domain else ""
