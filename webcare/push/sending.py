"""One notification to one device."""

from __future__ import annotations

import json
import logging

from django.conf import settings
from django.utils import timezone

from connectors.base import ConnectorError
from connectors.http import hand_over
from webcare.push import keys, sealing
from webcare.push.devices import is_push_service
from webcare.push.models import Device

log = logging.getLogger(__name__)

GONE = (404, 410)  # the browser gave it up (RFC 8030 §7.3)
KEPT_SECONDS = 3600  # by the push service, for a phone that is off; after that it is no news


def send(device: Device, message: dict[str, str]) -> bool:
    """Whether the push service took it. A device that is no more is removed.

    message   as ``noticing.notification`` makes it
    """
    status, problem = 0, ""
    try:
        status = _post(device, message)
        problem = "" if status < 300 else f"HTTP {status}"
    except ConnectorError as error:
        problem = error.detail
    except (KeyError, ValueError):
        problem = "the address cannot be read"
    if status in GONE:
        device.delete()
        return False
    now = timezone.now()
    if problem:
        log.warning("A notification did not reach a device of %s: %s", device.user_id, problem)
        Device.objects.filter(pk=device.pk).update(tried_at=now, problem=problem[:100])
        return False
    Device.objects.filter(pk=device.pk).update(sent_at=now, tried_at=None, problem="")
    return True


def _post(device: Device, message: dict[str, str]) -> int:
    """The status. Raises ConnectorError, KeyError and ValueError."""
    endpoint = device.address["endpoint"]
    if not is_push_service(endpoint):
        raise ValueError(endpoint)
    text = json.dumps(message, ensure_ascii=False).encode()
    body = sealing.seal(text, device.address["p256dh"], device.address["auth"])
    contact = settings.PUBLIC_URL or f"mailto:{settings.DEFAULT_FROM_EMAIL}"
    headers = {
        "Authorization": sealing.authorization(endpoint, keys.own_key(), contact),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Topic": message["tag"],  # a newer one takes the place of what was not brought yet
        "Urgency": "high" if message["tag"] == "danger" else "normal",
    }
    return hand_over(endpoint, body, headers)
