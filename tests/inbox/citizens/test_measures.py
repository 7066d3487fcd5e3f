"""Blocking, muting and reporting citizens: with a reason, an end, and the platform's own means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from connectors.base import RESTRAINTS, Capability, ConnectorError, Reason, Restraint
from connectors.models import Account
from inbox import actions
from inbox.citizens import measures
from inbox.models import Author, Conversation, Event, Measure, Outbound
from inbox.refusals import Refused
from inbox.tasks import sweep
from routing import desk
from tests.factories import ConversationFactory
from tests.inbox.browsing import at, page_of, rows_of
from tests.inbox.pigeon.connector import Loft
from tests.town import Town, conversation_of, send_all
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_is_muted_yet() -> None:
    cache.clear()


@pytest.fixture
def theirs(pigeons: Account) -> Conversation:
    made: Conversation = ConversationFactory(account=pigeons)
    return made


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    """What happens after commit happens."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def _now() -> Measure:
    return Measure.objects.get()


def _verbs() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def _later() -> None:
    Measure.objects.update(not_before=timezone.now())


# On the platform ---------------------------------------------------------------------------------


def test_citizen_is_blocked_there_and_let_in_again(
    theirs: Conversation, lena: User, loft: Loft
) -> None:
    made = actions.restrain(theirs, "block", "Bedreigt een collega.", 7, lena)
    assert (_now().state, _verbs()) == ("waiting", [])
    measures.carry_out(made.pk)
    assert (_now().state, _verbs()) == ("stands", ["restrained"])
    actions.lift(_now(), lena)
    _later()
    measures.carry_out(made.pk)
    assert (_now().state, _now().ended_by, _verbs()[-1]) == ("ended", lena, "lifted")
    person = theirs.author.external_id
    block = Capability.BLOCK
    assert loft.restrained == [Restraint(block, person), Restraint(block, person, undo=True)]


def test_report_is_over_when_it_is_made(theirs: Conversation, lena: User, loft: Loft) -> None:
    measures.carry_out(actions.restrain(theirs, "spam", "Reclame.", 0, lena).pk)
    assert (_now().state, _now().until) == ("ended", None)


def test_nothing_lasts_for_ever(theirs: Conversation, lena: User, loft: Loft) -> None:
    measures.carry_out(actions.restrain(theirs, "block", "Scheldt.", 7, lena).pk)
    measures.end_expired()
    assert _now().state == "stands"
    Measure.objects.update(until=timezone.now())
    measures.end_expired()
    _later()
    measures.carry_out(_now().pk)
    assert (_now().state, _now().ended_by) == ("ended", None)
    assert len(loft.restrained) == 2


def test_refusal_of_the_platform_is_told_and_leaves_no_block(
    theirs: Conversation, lena: User, loft: Loft
) -> None:
    loft.failures = [ConnectorError(Reason.PERMISSION, "no", permanent=True)]
    measures.carry_out(actions.restrain(theirs, "block", "Scheldt.", 7, lena).pk)
    assert (_now().state, _now().problem, _verbs()) == (
        "failed",
        "permission",
        ["restraint_failed"],
    )
    actions.restrain(theirs, "block", "Scheldt weer.", 7, lena)


def test_what_the_platform_does_not_lift_stands_and_is_tried_again(
    theirs: Conversation, lena: User, loft: Loft
) -> None:
    measures.carry_out(actions.restrain(theirs, "block", "Scheldt.", 1, lena).pk)
    Measure.objects.update(until=timezone.now())
    measures.end_expired()
    _later()
    loft.failures = [ConnectorError(Reason.UNKNOWN, permanent=True)]
    measures.carry_out(_now().pk)
    again = _now().until
    assert again is not None
    assert (_now().state, again > timezone.now()) == ("stands", True)


def test_failure_of_the_moment_is_tried_again(theirs: Conversation, lena: User, loft: Loft) -> None:
    loft.failures = [ConnectorError(Reason.UNAVAILABLE)]
    made = actions.restrain(theirs, "block", "Scheldt.", 7, lena)
    measures.carry_out(made.pk)
    measures.carry_out(made.pk)
    assert loft.restrained == []
    _later()
    measures.carry_out(made.pk)
    assert _now().state == "stands"


def test_sweep_finds_what_a_lost_bell_left(theirs: Conversation, lena: User, bells: Any) -> None:
    actions.restrain(theirs, "block", "Scheldt.", 7, lena)
    sweep()
    assert any("inbox.tasks.restrain" in str(task) for task in bells.lrange("celery", 0, -1))


@pytest.mark.parametrize(
    ("what", "reason", "days"),
    [
        ("block", " ", 7),
        ("block", "Scheldt.", 8),
        ("block", "Scheldt.", 0),
        ("mute", "Scheldt.", 7),  # not on this plan
        ("block_letters", "Scheldt.", 7),  # pigeons have no such thing
        ("fly", "Scheldt.", 7),
    ],
)
def test_measure_needs_a_reason_an_end_and_a_means(
    theirs: Conversation, lena: User, what: str, reason: str, days: int
) -> None:
    with pytest.raises(Refused):
        actions.restrain(theirs, what, reason, days, lena)
    assert not Measure.objects.exists()


def test_same_measure_holds_once(theirs: Conversation, lena: User) -> None:
    actions.restrain(theirs, "block", "Scheldt.", 7, lena)
    with pytest.raises(Refused):
        actions.restrain(theirs, "block", "Scheldt.", 30, lena)


def test_what_a_blocked_citizen_asked_before_can_be_answered(
    theirs: Conversation, lena: User, loft: Loft
) -> None:
    measures.carry_out(actions.restrain(theirs, "block", "Scheldt.", 7, lena).pk)
    actions.reply(theirs, "Dinsdag.", lena)
    send_all()
    assert [one.text for one in loft.placed] == ["Dinsdag."]


# On the simulated platforms ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "what"),
    [
        ("x", "mute"),
        ("x", "block_letters"),
        ("facebook", "block"),
        ("facebook", "block_letters"),
        ("facebook", "spam"),
        ("instagram", "block_letters"),
        ("instagram", "spam"),
    ],
)
def test_platform_does_what_it_has_a_means_for(
    town: Town, lena: User, platform: str, what: str
) -> None:
    said = town.says(platform, "@GemVoorbeeld sukkels!")
    town.listen(platform)
    theirs = conversation_of(said)
    made = actions.restrain(theirs, what, "Scheldt.", 7, lena)
    measures.carry_out(made.pk)
    held = town.simulator.control("GET", "restrained")
    assert held == {f"{platform} {what}": [theirs.author.external_id]}
    if what == "spam":
        return
    actions.lift(_now(), lena)
    _later()
    measures.carry_out(made.pk)
    assert town.simulator.control("GET", "restrained") == {}


def test_platform_offers_what_its_connector_says(town: Town) -> None:
    offered = {
        kind: {one for one in RESTRAINTS if one in account.connector_class.capabilities()}
        for kind, account in town.accounts.items()
    }
    assert offered == {
        "x": {Capability.MUTE, Capability.BLOCK_LETTERS},
        "facebook": {Capability.BLOCK, Capability.BLOCK_LETTERS, Capability.SPAM},
        "instagram": {Capability.BLOCK_LETTERS, Capability.SPAM},
    }


# Muted here --------------------------------------------------------------------------------------


@pytest.fixture
def muted(conversation: Conversation, lena: User, on_commit: Any) -> Conversation:
    """A conversation of somebody who is muted, and who wrote again since."""
    with on_commit():
        actions.restrain(conversation, "quiet", "Dertig keer hetzelfde.", 7, lena)
    Conversation.objects.update(waiting_since=timezone.now())
    return conversation


def test_muted_citizen_is_folded_away_and_not_lost(agent: Client, muted: Conversation) -> None:
    queue = page_of(agent, "/inbox/")
    assert rows_of(queue) == []
    assert 'data-testid="folded"' in queue
    assert rows_of(page_of(agent, "/inbox/", gedempt=1)) == [muted.pk]
    assert page_of(agent, at("conversation", muted))


def test_danger_is_never_folded_away(agent: Client, muted: Conversation) -> None:
    Conversation.objects.update(danger="gas")
    assert rows_of(page_of(agent, "/inbox/")) == [muted.pk]


def test_what_waited_before_keeps_its_place(agent: Client, muted: Conversation) -> None:
    Conversation.objects.update(waiting_since=timezone.now() - timedelta(days=1))
    assert rows_of(page_of(agent, "/inbox/")) == [muted.pk]


def test_who_is_on_it_sees_it_among_their_own(
    agent: Client, anouk: User, muted: Conversation
) -> None:
    Conversation.objects.update(assignee=anouk)
    assert rows_of(page_of(agent, "/inbox/", assignee="me")) == [muted.pk]


def test_muting_ends_at_its_moment_and_when_it_is_lifted(
    agent: Client, muted: Conversation, lena: User, on_commit: Any
) -> None:
    Author.objects.update(quiet_until=timezone.now())
    assert rows_of(page_of(agent, "/inbox/")) == [muted.pk]
    Author.objects.update(quiet_until=timezone.now() + timedelta(days=1))
    with on_commit():
        actions.lift(_now(), lena)
    queue = page_of(agent, "/inbox/")
    assert (rows_of(queue), 'data-testid="folded"' in queue) == ([muted.pk], False)


def test_others_are_not_folded_away(agent: Client, muted: Conversation) -> None:
    other = ConversationFactory(waiting_since=timezone.now())
    assert rows_of(page_of(agent, "/inbox/")) == [other.pk]


# On the pages ------------------------------------------------------------------------------------


def test_lead_mutes_sees_who_is_and_lifts_it(
    as_user: Any, lena: User, conversation: Conversation
) -> None:
    client = as_user(lena)
    given = {"what": "quiet", "reason": "Dertig keer hetzelfde.", "days": "30"}
    response = client.post(at("restrain", conversation), given)
    citizen = f"/inwoners/{conversation.author_id}/"
    assert (response.status_code, response.headers["Location"]) == (303, f"{citizen}#measures")
    assert "Dertig keer hetzelfde." in page_of(client, "/inwoners/maatregelen/")
    assert 'data-testid="standing"' in page_of(client, citizen, "citizen")
    client.post(f"/inwoners/maatregelen/{_now().pk}/opheffen/", {"van": conversation.author_id})
    assert (_now().state, _now().ended_by) == ("ended", lena)


def test_agent_sees_it_and_cannot_do_it(
    agent: Client, lena: User, conversation: Conversation
) -> None:
    actions.restrain(conversation, "quiet", "Dertig keer hetzelfde.", 7, lena)
    page = page_of(agent, f"/inwoners/{conversation.author_id}/")
    assert "Dertig keer hetzelfde." in page
    assert 'data-testid="lift"' not in page
    assert 'data-testid="restrain-open"' not in page
    assert agent.post(at("restrain", conversation), {"what": "quiet"}).status_code == 404
    assert agent.get("/inwoners/maatregelen/").status_code == 404


def test_page_says_what_the_platform_has_no_means_for(
    as_user: Any, lena: User, conversation: Conversation
) -> None:
    page = page_of(as_user(lena), f"/inwoners/{conversation.author_id}/")
    assert 'data-testid="no-means"' in page
    assert 'value="block"' not in page
    assert 'value="mute"' in page


def test_what_holds_for_one_profile_is_seen_at_the_other(
    agent: Client, lena: User, conversation: Conversation
) -> None:
    other = ConversationFactory()
    actions.link(conversation.author, other.author, "case", "", lena)
    actions.restrain(other, "quiet", "Dertig keer hetzelfde.", 7, lena)
    address = f"/inwoners/{conversation.author_id}/"
    assert "Dertig keer hetzelfde." in page_of(agent, address)
    assert 'data-testid="standing"' in page_of(agent, address, "citizen")


@pytest.mark.parametrize("what", ["department", "failed", "reopened", "lead"])
def test_what_waits_for_us_is_not_folded_away(
    agent: Client, muted: Conversation, anouk: User, bram: User, openbare_ruimte: Any, what: str
) -> None:
    if what == "department":
        asked = actions.refer(muted, openbare_ruimte, "Wanneer?", anouk)
        actions.take_answer(desk.answer(asked.referral, "Morgen.", bram))
    elif what == "failed":
        actions.reply(muted, "Morgen.", anouk)
        Outbound.objects.update(state="failed")
        Conversation.objects.update(status="open")
    elif what == "reopened":
        Conversation.objects.update(reopened_at=timezone.now())
    else:
        Conversation.objects.update(needs_lead=True)
    Conversation.objects.update(waiting_since=timezone.now())
    assert rows_of(page_of(agent, "/inbox/")) == [muted.pk]
    assert rows_of(page_of(agent, "/inbox/", gedempt=1)) == []
