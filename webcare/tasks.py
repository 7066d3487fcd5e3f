"""Work for the house in the background."""

from celery import shared_task

from webcare import canary


@shared_task
def place_canary() -> None:
    canary.place()
