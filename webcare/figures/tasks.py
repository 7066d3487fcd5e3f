"""Counting on the clock."""

from celery import shared_task

from webcare.figures import keeping


@shared_task
def keep_up() -> None:
    keeping.keep_up()
