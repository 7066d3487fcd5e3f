"""Hiding, liking and deleting on the platform."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors.base import Capability, ConnectorError, Deed, Reason
from connectors.models import Account
from inbox import actions, acts
from inbox.models import Act, Conversation, Event, Message
from inbox.refusals import Refused
from inbox.tasks import sweep
from inbox.workflow import Status
from tests.inbox.pigeon.connector import Loft
from tests.inbox.pigeon.post import arrives, at, conversation, message, says
from tests.town import send_all
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(pigeons: Account) -> Message:
    arrives(pigeons, says("1", "Stomme gemeente!"))
    return message("1")


@pytest.fixture
def ours(asked: Message, anouk: User, loft: Loft) -> Message:
    """Our answer to it, which stands on the platform."""
    actions.reply(conversation("1"), "Dank je wel.", anouk)
    send_all()
    return message("p1")


def _again(act: Act) -> Act:
    return Act.objects.get(pk=act.pk)


def _verbs() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_hidden_message_is_hidden_there_and_here(asked: Message, anouk: User, loft: Loft) -> None:
    act = actions.act(asked, Capability.HIDE, anouk)
    assert not message("1").hidden
    acts.perform(act.pk)
    assert loft.done == [Deed(Capability.HIDE, "1")]
    assert (message("1").hidden, _again(act).state) == (True, Act.State.DONE)
    assert Event.objects.get(verb=Event.Verb.HIDDEN).actor == anouk


def test_hidden_message_is_shown_again(asked: Message, anouk: User, loft: Loft) -> None:
    acts.perform(actions.act(asked, "hide", anouk).pk)
    acts.perform(actions.act(asked, "hide", anouk, undo=True).pk)
    assert (message("1").hidden, _verbs()[-1]) == (False, "shown")


def test_news_of_what_we_hid_ourselves_is_told_once(
    pigeons: Account, asked: Message, anouk: User
) -> None:
    act = actions.act(asked, "hide", anouk)
    arrives(pigeons, {"is": "hidden", "external_id": "1", "hidden": True, "as_of": at(9)})
    acts.perform(act.pk)
    assert _verbs().count("hidden") == 1


def test_asking_twice_is_asking_once(asked: Message, anouk: User) -> None:
    assert actions.act(asked, "hide", anouk) == actions.act(asked, "hide", anouk)


def test_deleted_answer_is_removed_here_too_and_the_citizen_waits(
    ours: Message, anouk: User
) -> None:
    acts.perform(actions.act(ours, "delete", anouk).pk)
    assert (message("p1").text, bool(message("p1").deleted_at)) == ("", True)
    assert conversation("1").status == Status.OPEN


def test_what_is_gone_already_is_deleted(ours: Message, anouk: User, loft: Loft) -> None:
    loft.failures = [ConnectorError(Reason.TARGET_GONE, permanent=True)]
    act = actions.act(ours, "delete", anouk)
    acts.perform(act.pk)
    assert _again(act).state == Act.State.DONE


def test_refusal_is_visible_with_its_reason(asked: Message, anouk: User, loft: Loft) -> None:
    loft.failures = [ConnectorError(Reason.PERMISSION, "no", permanent=True)]
    act = actions.act(asked, "hide", anouk)
    acts.perform(act.pk)
    assert (_again(act).state, _again(act).reason) == (Act.State.FAILED, "permission")
    assert _verbs()[-1] == "act_failed"
    assert not message("1").hidden


@pytest.mark.parametrize("uncertain", [True, False])
def test_failure_of_the_moment_is_tried_again(
    asked: Message, anouk: User, loft: Loft, uncertain: bool
) -> None:
    loft.failures = [ConnectorError(Reason.UNAVAILABLE, uncertain=uncertain)]
    act = actions.act(asked, "hide", anouk)
    acts.perform(act.pk)
    assert _again(act).not_before > timezone.now()
    acts.perform(act.pk)
    assert not loft.done
    Act.objects.update(not_before=timezone.now())
    acts.perform(act.pk)
    assert _again(act).state == Act.State.DONE


def test_disconnected_channel_keeps_it_waiting(asked: Message, anouk: User, loft: Loft) -> None:
    revoked = ConnectorError(Reason.CREDENTIALS, permanent=True, reauthorise=True)
    loft.failures = [revoked, revoked]  # and so it says when asked who we are
    act = actions.act(asked, "hide", anouk)
    acts.perform(act.pk)
    assert (_again(act).state, _again(act).tries) == (Act.State.WAITING, 0)
    assert Account.objects.get(pk=asked.account_id).state == Account.State.REAUTHORISE
    assert not acts.due(timezone.now() + timedelta(days=1)).exists()


@pytest.mark.parametrize(
    ("more", "act"),
    [
        ({}, "like"),  # not on this plan
        ({}, "delete"),  # not ours
        ({}, "reply"),  # no act
        ({}, "fly"),
        ({"allows": ["reply"]}, "hide"),
        ({"private": True, "thread_id": "900"}, "hide"),
    ],
)
def test_what_the_platform_does_not_let_us_do_is_refused(
    pigeons: Account, anouk: User, more: dict[str, Any], act: str
) -> None:
    arrives(pigeons, says("1", **more))
    with pytest.raises(Refused):
        actions.act(message("1"), act, anouk)
    assert not Act.objects.exists()


def test_sweep_finds_what_a_lost_bell_left(asked: Message, anouk: User, bells: Any) -> None:
    actions.act(asked, "hide", anouk)
    sweep()
    assert any("inbox.tasks.perform" in str(task) for task in bells.lrange("answers", 0, -1))
    assert Conversation.objects.count() == 1
