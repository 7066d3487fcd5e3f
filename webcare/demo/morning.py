"""What colleagues did in the demo before somebody opens it: each thing is to be seen once."""

from __future__ import annotations

import time
import tomllib
import uuid
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

from connectors.base import ConnectorError
from connectors.http import Session
from inbox import actions
from inbox.models import Conversation, Draft, Label, Measure, Note, SamePerson
from inbox.refusals import Refused
from webcare.models import User

MORNING = Path(__file__).with_name("morning.toml")
PATIENCE = 60  # seconds, for what was said to come in
SAID = ("words", "again")  # what a conversation is found by
TOMORROW, THREE_DAYS = timedelta(days=1), timedelta(days=3)


def begin(outside: str) -> bool:
    """Whether it was done: once, where nobody wrote a note yet, and when all that it is about came
    in. ``outside`` is the address of the simulator. A demo goes on without it."""
    if Note.objects.exists():
        return False
    plan = tomllib.loads(MORNING.read_text(encoding="utf-8"))
    with suppress(Refused, ConnectorError, ObjectDoesNotExist):
        _say(plan.pop("citizens"), outside)
        found = _when_in([part[key] for part in plan.values() for key in SAID if key in part])
        if found:
            _work(plan, found)
            return True
    return False


def _say(citizens: list[dict[str, str]], outside: str) -> None:
    session = Session(f"{outside}/control/")
    for said in citizens:
        session.post("posts", json=said)


def _when_in(words: list[str]) -> dict[str, Conversation]:
    """By the words they begin with; empty when one did not come."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        rows = {each: _with(each) for each in words}
        found = {each: row for each, row in rows.items() if row}
        if len(found) == len(words):
            return found
        time.sleep(1)
    return {}


def _with(words: str) -> Conversation | None:
    said = Conversation.objects.filter(messages__text__contains=words).order_by("pk")
    return said.select_related("author").first()


@transaction.atomic
def _work(plan: dict[str, Any], found: dict[str, Conversation]) -> None:
    anouk, bas, lena = (User.objects.get(username=name) for name in ("anouk", "bas", "lena"))
    lamp, counter, advert = plan["lamp"], plan["counter"], plan["advert"]
    here, there = found[lamp["words"]], found[lamp["again"]]
    actions.link(here.author, there.author, SamePerson.Ground.SAYS_SO, "", bas)
    actions.gather([here, there], bas, title=lamp["bundle"])
    actions.label(here, Label.objects.get(name=lamp["label"]), bas)
    actions.pledge(here, lamp["promised"], timezone.localdate() + THREE_DAYS, bas)
    actions.claim(found[counter["words"]], anouk)
    actions.note(found[counter["words"]], counter["note"], lena)
    tomorrow = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + TOMORROW
    actions.snooze(found[plan["charger"]["words"]], tomorrow, anouk)
    begun = actions.Words(Draft.Mode.REPLY, plan["bicycle"]["draft"], uuid.uuid4(), 1)
    actions.save_draft(found[plan["bicycle"]["words"]], bas, begun)
    actions.restrain(found[advert["words"]], Measure.What.QUIET, advert["reason"], 7, lena)
