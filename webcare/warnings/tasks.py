"""Early warning in the background."""

from celery import shared_task

from webcare.warnings import learning, signalling, telling


@shared_task
def look() -> None:
    signalling.look()
    telling.tell()


@shared_task
def learn() -> None:
    learning.learn()
