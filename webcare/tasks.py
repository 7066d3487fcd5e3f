"""Work for the house in the background."""

from celery import shared_task

from webcare import canary
from webcare.push import telling


@shared_task
def place_canary() -> None:
    canary.place()


@shared_task
def tell_devices() -> None:
    telling.tell()
