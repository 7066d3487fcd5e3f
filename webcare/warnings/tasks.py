"""Early warning in the background."""

from celery import shared_task

from webcare.warnings import learning, signalling


@shared_task
def look() -> None:
    signalling.look()


@shared_task
def learn() -> None:
    learning.learn()
