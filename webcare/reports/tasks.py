"""Reports on the clock."""

from celery import shared_task

from webcare.reports import exports
from webcare.reports.weekly import sending


@shared_task
def send_weekly() -> None:
    sending.send_due()


@shared_task
def make_exports() -> None:
    exports.make_due()
    exports.forget()
