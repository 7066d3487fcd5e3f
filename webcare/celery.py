"""The Celery application. Tasks live in each app's ``tasks`` module."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webcare.settings")

app = Celery("webcare")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def keep_the_connection(**_: Any) -> None:
    """A storm is thousands of small tasks, and a new connection costs more than most of them.

    CELERY_DB_REUSE_MAX keeps Celery from closing it after each task.
    """
    from django.db import close_old_connections

    def lose_what_broke(**_: Any) -> None:
        close_old_connections()

    for moment in (task_prerun, task_postrun):
        moment.connect(lose_what_broke, weak=False)
