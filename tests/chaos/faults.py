"""Everything that can go wrong, each as a day: what is offered and asked, and when it strikes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from connectors import polling
from connectors.hooks import SOURCE
from connectors.models import Account, Arrival
from connectors.secrets import Secrets
from inbox.models import Attachment, Outbound
from inbox.models.message import Why
from inbox.workflow import Sending
from tests.chaos.day import Day

HOUR = 3600
PLATFORMS = ("x", "facebook", "instagram")
WORKERS = ("worker", "worker2")


class Fault(NamedTuple):
    """``short``: part of `make test`."""

    name: str
    strike: Callable[[Day], None]
    short: bool = False


def _behave(day: Day, **behaviour: object) -> None:
    day.plant.control("POST", "webhooks/behaviour", behaviour)


def _fault(day: Day, kinds: Mapping[str, str], *, times: int, seconds: float = 5) -> None:
    """The next ``times`` writes of each platform meet this fault."""
    for platform, kind in kinds.items():
        fault = {"platform": platform, "kind": kind, "method": "POST", "times": times}
        day.plant.control("POST", "faults", {**fault, "seconds": seconds})


def _struck(day: Day, kinds: Mapping[str, str], times: int) -> bool:
    """Whether every platform met its fault at least once."""
    left = {fault["platform"]: fault["times"] for fault in day.plant.control("GET", "faults")}
    return all(left.get(platform, 0) < times for platform in kinds)


def _everywhere(kind: str) -> dict[str, str]:
    return dict.fromkeys(PLATFORMS, kind)


def nothing(day: Day) -> None:
    day.offer()
    day.ask()
    day.heal()


# Our own processes -------------------------------------------------------------------------------


def workers_killed_while_reading(day: Day) -> None:
    day.offer()
    killed = 0
    for _ in range(5):
        before = _read()
        day.until(lambda known=before: _read() > known, "reading to go on")  # type: ignore[misc]
        killed += Arrival.objects.waiting().exists()
        _restart_workers(day)
    day.prove(killed, "no worker was killed while it read")
    day.heal()
    day.ask()
    _wait_out_leases(day)


def _read() -> int:
    return Arrival.objects.exclude(state=Arrival.State.NEW).count()


def _restart_workers(day: Day) -> None:
    for worker in WORKERS:
        day.plant.restart(worker)


def workers_killed_while_sending(day: Day) -> None:
    day.plant.control("POST", "settings", {"latency_seconds": 0.05})
    day.offer()
    day.ask()
    killed = 0
    since = timezone.now()
    for _ in range(5):
        day.until(lambda since=since: _being_sent(since), "a sending", 60)  # type: ignore[misc]
        killed += Outbound.objects.filter(state=Sending.SENDING, claimed_at__gt=since).exists()
        since = timezone.now()
        _restart_workers(day)
    day.prove(killed, "no worker was killed while it sent")
    day.plant.control("POST", "settings", {"latency_seconds": 0})
    day.heal()
    _wait_out_leases(day)


def _being_sent(since: datetime) -> bool:
    """One that was begun by those who live now; or there is nothing left to send."""
    sending = Outbound.objects.filter(state=Sending.SENDING, claimed_at__gt=since)
    return sending.exists() or not Outbound.objects.underway().exists()


def _wait_out_leases(day: Day) -> None:
    """A file that a killed worker was fetching is fetched again after its lease: ten minutes."""
    day.until(lambda: not Outbound.objects.underway().exists(), "answers to leave")
    day.plant.jump(HOUR)


def web_killed_while_receiving(day: Day) -> None:
    _behave(day, batch=1)
    for _ in range(5):
        day.offer(0.2)
        time.sleep(0.3)
        day.plant.restart("web")
    day.heal()
    day.ask()


def two_of_everything(day: Day) -> None:
    day.plant.start("beat2")
    day.plant.start("worker3")
    day.offer()
    day.ask()
    day.heal()


# The platforms' answers --------------------------------------------------------------------------


def _while_sending(kinds: dict[str, str], seconds: float = 5) -> Callable[[Day], None]:
    def strike(day: Day) -> None:
        day.offer()
        day.until(lambda: not day.left(), "everything to be there")
        times = max(day.answers // 20, 2)
        _fault(day, kinds, times=times, seconds=seconds)
        day.ask(on=kinds)
        day.until(lambda: _passed(day), "the faults to pass")
        day.prove(_struck(day, kinds, times), "not every platform met its fault")
        day.plant.control("DELETE", "faults")
        day.heal()

    return strike


def _passed(day: Day) -> bool:
    waiting = Outbound.objects.filter(state__in=[Sending.QUEUED, Sending.SENDING])
    return not day.plant.control("GET", "faults") or not waiting.exists()


def storm_of_500(day: Day) -> None:
    day.offer(0.5)
    times = max(day.messages // 20, 10)
    for platform in PLATFORMS:
        day.plant.control("POST", "faults", {"platform": platform, "kind": "500", "times": times})
    day.offer(0.5)
    day.ask()
    day.until(lambda: _struck(day, _everywhere("500"), times), "every platform to fail")
    time.sleep(5)
    day.plant.control("DELETE", "faults")
    day.heal()
    _wait_out_backoffs(day)


def throttled(reset: bool) -> Callable[[Day], None]:
    """429 with the moment it ends, or without: then the platform's usual time passes first."""

    def strike(day: Day) -> None:
        day.offer()
        kinds = {
            "x": "429" if reset else "x:429_bare",
            "facebook": "graph:80001",
            "instagram": "graph:80002",  # 4 counts for the whole app: Facebook would not be asked
        }
        _fault(day, kinds, times=3, seconds=3)
        day.ask(on=kinds)
        day.until(lambda: _struck(day, kinds, 3), "every platform to refuse")
        time.sleep(5)
        day.heal()
        day.plant.jump(HOUR)

    return strike


def used_up(day: Day) -> None:
    """X wants money first; an hour later someone paid."""
    day.offer()
    day.until(lambda: not day.left(), "everything to be there")
    fault = {"platform": "x", "kind": "x:usage_cap", "method": "POST", "times": 5}
    day.plant.control("POST", "faults", fault)
    day.ask()
    day.until(lambda: _struck(day, {"x": "x:usage_cap"}, 5), "X to refuse")
    time.sleep(5)
    day.plant.control("DELETE", "faults")
    day.heal()
    day.plant.jump(HOUR + 60)


def revoked(day: Day) -> None:
    """The permission is gone in the middle of the day; an hour later someone connects again."""
    day.offer(0.4)
    day.ask(0.4)
    for platform in PLATFORMS:
        day.plant.control("POST", "tokens/expire", {"platform": platform, "revoke": True})
    day.offer(0.6)
    day.until(_all_disconnected, "the channels to notice", 120)
    day.ask(0.6)
    day.plant.jump(HOUR)
    for account in Account.objects.all():
        fresh = day.plant.control("POST", "tokens/restore", {"platform": account.kind})
        own = {name: fresh.get(name, old) for name, old in account.credentials.items()}
        Account.objects.filter(pk=account.pk).update(credentials=Secrets(own))
        polling.check(Account.objects.get(pk=account.pk))
    day.heal()


def _all_disconnected() -> bool:
    return not Account.objects.exclude(state=Account.State.REAUTHORISE).exists()


def account_deleted(day: Day) -> None:
    """Facebook's page is gone for good; the others must not notice."""
    day.offer(0.5)
    day.ask(0.5)
    day.until(lambda: not day.left(), "the first half")
    day.gone = "facebook"
    day.plant.control("POST", "accounts/delete", {"platform": day.gone})
    day.offer(0.5)
    day.ask(0.5)
    day.heal()


# Webhooks ----------------------------------------------------------------------------------------


def _with_webhooks(**behaviour: object) -> Callable[[Day], None]:
    """Nothing is asked for meanwhile: what comes, comes by webhook."""

    def strike(day: Day) -> None:
        _behave(day, **{"batch": 1, **behaviour})
        day.plant.kill("beat")
        day.offer()
        day.change_minds()
        day.heal()
        day.until(lambda: not (day.missing() or day.unlike()), "webhooks to bring everything")
        day.plant.start("beat")
        day.ask()

    return strike


def wrongly_signed(day: Day) -> None:
    """Someone else writes in the platforms' names; then the platforms themselves again."""
    day.plant.kill("beat")
    known = _told()
    _behave(day, batch=1, wrong_signature=True)
    day.offer(0.5)
    day.until(lambda: day.plant.control("GET", "webhooks")["refused"], "the forger to be refused")
    time.sleep(3)
    day.prove(_told() == known, "something forged was kept")
    _behave(day, wrong_signature=False)
    day.plant.start("beat")
    day.heal()
    day.offer(0.5)
    day.ask()


def _told() -> int:
    return Arrival.objects.filter(source=SOURCE).count()


def replayed_after_a_day(day: Day) -> None:
    day.offer()
    day.change_minds()
    day.ask()
    day.until(lambda: not day.left(), "the day itself")
    day.plant.jump(24 * HOUR)
    again = day.plant.control("POST", "webhooks/replay", {})["replayed"]
    day.prove(again, "nothing was told again")
    day.heal()


# Services ----------------------------------------------------------------------------------------


def database_restarted(day: Day) -> None:
    day.offer(0.5)
    day.ask(0.5)
    day.plant.stop_database()
    day.offer(0.5)
    time.sleep(3)
    day.plant.return_database()
    connection.close()  # this process's own went with the server
    day.heal()
    day.ask(0.5)


def redis_flushed(day: Day) -> None:
    day.offer(0.5)
    day.ask(0.5)
    day.plant.kill("redis")
    day.offer(0.5)
    time.sleep(3)
    day.plant.start_redis()
    day.heal()
    day.ask(0.5)


def disk_full(day: Day) -> None:
    day.plant.full.touch()
    _with_pictures(day)
    day.offer()
    day.ask()
    full = Attachment.objects.filter(detail=Why.STORAGE)
    day.until(full.exists, "a picture that does not fit")
    day.prove(not Attachment.objects.filter(state=Attachment.State.KEPT).exists(), "one did fit")
    day.plant.full.unlink()
    day.heal()
    _wait_out_backoffs(day)


def _with_pictures(day: Day) -> None:
    """Some citizens send a picture."""
    for number in range(max(day.messages // 50, 3)):
        picture = day.plant.control("POST", "media", {"platform": "facebook", "kind": "image"})
        sent = day.plant.control(
            "POST",
            "directs",
            {
                "platform": "facebook",
                "author": f"fotograaf_{number}",
                "text": "",
                "media": [picture["id"]],
            },
        )
        day.offered.setdefault("facebook", []).append(str(sent["id"]))
        day.pictures += 1


def clock_jumps(day: Day) -> None:
    day.offer(0.5)
    day.ask(0.5)
    day.plant.jump(2 * HOUR)
    day.offer(0.5)
    day.ask(0.5)
    day.plant.jump(-HOUR)
    day.heal()
    day.plant.jump(HOUR)


def _wait_out_backoffs(day: Day) -> None:
    """What was put off for minutes need not be waited for."""
    time.sleep(1)
    day.plant.jump(HOUR)


FAULTS = (
    Fault("nothing at all", nothing),
    Fault("workers killed while reading", workers_killed_while_reading),
    Fault("workers killed while sending", workers_killed_while_sending),
    Fault("web server killed while receiving", web_killed_while_receiving),
    Fault("accepted, answer lost", _while_sending(_everywhere("lost")), short=True),
    Fault("timeout", _while_sending(_everywhere("timeout"), seconds=8)),
    Fault("connection reset", _while_sending(_everywhere("reset"))),
    Fault("HTML 502", _while_sending(_everywhere("html502"))),
    Fault("storm of 500", storm_of_500),
    Fault("429 with a reset header", throttled(reset=True)),
    Fault("429 without", throttled(reset=False)),
    Fault("usage cap", used_up),
    Fault("permission revoked, repaired an hour later", revoked),
    Fault("webhooks five times each", _with_webhooks(duplicates=5)),
    Fault("webhooks shuffled", _with_webhooks(shuffle=True)),
    Fault("webhooks in batches", _with_webhooks(batch=1000, delay_seconds=1)),
    Fault("webhooks delayed", _with_webhooks(delay_seconds=10)),
    Fault("webhooks wrongly signed", wrongly_signed),
    Fault("webhooks replayed after a day", replayed_after_a_day),
    Fault("PostgreSQL restarted", database_restarted),
    Fault("Redis stopped, emptied, started", redis_flushed, short=True),
    Fault("attachment store full", disk_full),
    Fault("clocks jump", clock_jumps),
    Fault("two clocks, three workers", two_of_everything),
    Fault("page deleted on the platform", account_deleted),
)
