"""Early warning in the background."""

from celery import shared_task
from django.utils import timezone

from webcare.warnings import learning, others, signalling, telling


@shared_task
def look() -> None:
    now = timezone.now()
    signalling.look(now)
    others.look(now, learning.usual(now))
    telling.tell(now)


@shared_task
def learn() -> None:
    learning.learn()
