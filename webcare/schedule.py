"""What the clock does, and how often."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from celery.schedules import crontab

from webcare.env import Env

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


class Nightly(crontab):
    """By the clock on the wall; all other times of Celery are in UTC."""

    @property
    def tz(self) -> tzinfo:  # type: ignore[override]  # the stubs say str, Celery a tzinfo
        return ZoneInfo("Europe/Amsterdam")


def schedule(env: Env) -> dict[str, dict[str, Any]]:
    """Celery beat's table: the task, and the seconds between two of them, or the time of day."""
    every: dict[str, float | crontab] = {
        "connectors.tasks.poll_due": min(env.poll_seconds, 15),
        "connectors.tasks.look_up_due": env.sweep_seconds,
        "connectors.tasks.forget_look_ups": DAY,
        "connectors.tasks.renew_all": env.renew_seconds,
        "connectors.tasks.examine_due": HOUR,
        "connectors.tasks.check_subscriptions": env.subscription_seconds,
        "connectors.tasks.forget_arrivals": HOUR,
        "inbox.tasks.give_back_of_absent": MINUTE,
        "inbox.tasks.sweep": env.sweep_seconds,
        "routing.tasks.mail_due": env.sweep_seconds,
        "inbox.tasks.follow_changes": env.refresh_seconds,
        "inbox.tasks.watch": env.watch_seconds,
        "inbox.tasks.lapse_unchecked": MINUTE,
        "inbox.tasks.greet": MINUTE // 2,
        "inbox.tasks.remind": MINUTE,
        "inbox.tasks.end_measures": 5 * MINUTE,
        "inbox.tasks.keep_crisis": MINUTE,
        "inbox.tasks.remind_pledges": 5 * MINUTE,
        "inbox.tasks.ask_after": 5 * MINUTE,
        "inbox.tasks.raise_unclaimed": 5 * MINUTE,
        "inbox.tasks.reckon_open": HOUR,
        "inbox.tasks.tidy_attachments": HOUR,
        "inbox.tasks.forget_early": DAY,
        "webcare.warnings.tasks.look": 3 * MINUTE,
        "webcare.warnings.tasks.learn": Nightly(hour=4, minute=40),
        "webcare.talk.tasks.keep_talk": MINUTE // 4,
        "webcare.talk.tasks.find_talk": 10 * MINUTE,
        "webcare.talk.tasks.find_season_of_talk": Nightly(hour=4, minute=25),
        "webcare.talk.tasks.ask_talk": HOUR,
        "webcare.talk.tasks.forget_rare_talk": Nightly(hour=4, minute=10),
        "inbox.tasks.tidy_searches": HOUR,
        "routing.tasks.train": Nightly(hour=3, minute=0),
        "routing.tasks.train_waiting": HOUR,
    }
    every["webcare.tasks.tell_devices"] = MINUTE // 3
    every["webcare.figures.tasks.keep_up"] = MINUTE // 6
    every["webcare.reports.tasks.send_weekly"] = 5 * MINUTE
    every["webcare.reports.tasks.make_exports"] = 5 * MINUTE
    if env.imap_url:
        every["routing.tasks.fetch_mail"] = env.mail_seconds
    if env.canary_url:
        every["webcare.tasks.place_canary"] = env.canary_seconds
    return {task: {"task": task, "schedule": when} for task, when in every.items()}
