"""What is new, to the devices of everyone who is on duty. Call it on the clock."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from inbox import noticing, settled
from webcare.push.models import Device
from webcare.push.sending import send

PAUSE = timedelta(minutes=5)  # after a failure


def tell() -> None:
    """Tell each device what happened since it was told last. Two clocks say the same thing once."""
    now = timezone.now()
    until = settled.newest()
    due = Device.objects.filter(
        Q(tried_at=None) | Q(tried_at__lt=now - PAUSE),
        user__is_active=True,
        user__notifications=True,
        told__lt=until,
    )
    for device in due.select_related("user"):
        _tell(device, until)


def _tell(device: Device, until: int) -> None:
    """Marked as told first: one that comes twice is worse than one that the queue shows as well."""
    row, told = Device.objects.filter(pk=device.pk), device.told
    if not row.filter(told=told).update(told=until):
        return
    news = noticing.since(device.user, told, until)
    if news and not send(device, noticing.notification(device.user, news)):
        row.filter(told=until).update(told=told)  # it did not leave: again after a while
