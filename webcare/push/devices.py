"""Adding and removing a device. Everybody their own."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from connectors.secrets import Secrets
from inbox import settled
from inbox.refusals import Refused
from webcare.models import User
from webcare.push.models import Device
from webcare.push.sealing import AUTH, browser_key, decode

MOST = 10  # of one person
LONGEST = 1000  # characters of an address
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


# Where an address ends for one reader and not for another.
_MISREAD = frozenset("\\@ \t\r\n")


@transaction.atomic
def add(user: User, given: dict[str, str], agent: str, session: str) -> Device:
    """Keep what the browser gave: endpoint, p256dh and auth. Twice the same is one device.

    agent     what the browser says it is
    Raises Refused for an address that is not of a push service, and for too many devices.
    """
    _check(given)
    endpoint = given["endpoint"]
    digest = _digest(endpoint)
    User.objects.select_for_update().get(pk=user.pk)
    if user.devices.exclude(digest=digest).count() >= MOST:
        raise Refused(_("You have ten devices. Remove one first."))
    device, _made = Device.objects.update_or_create(
        digest=digest,
        defaults={
            "user": user,
            "name": name_of(agent),
            "address": Secrets({name: given[name] for name in ("endpoint", "p256dh", "auth")}),
            "session": _digest(session),
            "told": settled.newest(),
            "tried_at": None,
            "problem": "",
        },
    )
    return device


def remove(user: User, pk: int) -> None:
    """Of themselves; of another nothing happens."""
    user.devices.filter(pk=pk).delete()


def signed_out(session: str) -> None:
    """Who signs out is told nothing there any more."""
    Device.objects.filter(session=_digest(session)).delete()


def is_push_service(url: str) -> bool:
    """Whether the address is of a push service that the municipality trusts."""
    if _MISREAD & set(url):
        return False
    host = (urlsplit(url).hostname or "").lower()
    return any(host == known or host.endswith(f".{known}") for known in settings.PUSH_HOSTS)


def name_of(agent: str) -> str:
    """Such as "Firefox · Android"."""
    found = (next((name for mark, name in of if mark in agent), "") for of in (BROWSERS, SYSTEMS))
    return " · ".join(filter(None, found)) or _("Unknown device")


def _check(given: dict[str, str]) -> None:
    try:
        known = is_push_service(given["endpoint"]) and len(given["endpoint"]) <= LONGEST
        browser_key(given["p256dh"])
        whole = len(decode(given["auth"])) == AUTH
    except (KeyError, ValueError):
        known = whole = False
    if not (known and whole):
        raise Refused(_("This browser gives no address at a known push service."))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
