"""What each state means: for every state of the workflow, in both languages, where it stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from connectors.models import Account
from inbox import actions
from inbox.models import Bundle, Hop, Measure
from inbox.templatetags.promised import STILL
from inbox.workflow import Sending, Status
from routing.models import Referral
from routing.promises import State
from tests.factories import NOON, ConversationFactory
from webcare.explaining.states import STATES, SUBJECTS
from webcare.models import User
from webcare.templatetags.explain import explain

WALKED: dict[str, type[TextChoices]] = {
    "conversation": Status,
    "answer": Sending,
    "question": Referral.State,
    "hop": Hop.How,
    "clock": State,
    "bundle": Bundle.State,
    "measure": Measure.State,
    "channel": Account.State,
}
ASIDE = {
    *("conversation.snoozed", "conversation.danger", "conversation.urgent", "crisis.on"),
    *("question.waits_agent", "question.waits_citizen", f"clock.{STILL}", "proposal.chance"),
    *("channel.silent", "channel.off", "conversation.ask_yourself"),
}


@pytest.mark.parametrize("subject", WALKED)
def test_every_state_is_explained(subject: str) -> None:
    assert {f"{subject}.{state}" for state in WALKED[subject].values} - {*STATES} == set()


def test_what_is_no_state_of_the_workflow_is_explained_too() -> None:
    assert ASIDE - {*STATES} == set()


def test_everyone_who_is_waited_for_is_explained() -> None:
    waited_for = [each for each in Referral.WaitingFor.values if each]
    assert {f"question.waits_{each}" for each in waited_for} - {*STATES} == set()


@pytest.mark.parametrize("key", STATES)
def test_it_is_explained_in_both_languages(key: str) -> None:
    state = STATES[key]
    with translation.override("en"):
        english = [str(state.means), str(state.do)]
    with translation.override("nl"):
        dutch = [str(state.means), str(state.do)]
    assert all([*english, *dutch])
    assert not set(english) & set(dutch)


def test_no_key_stands_there_twice() -> None:
    assert len(STATES) == sum(len(subject.states) for subject in SUBJECTS)


def test_question_mark_opens_its_own_words() -> None:
    html = render_to_string("explaining/_state.html", explain("answer.uncertain", 7))
    assert 'popovertarget="explain-answer-uncertain-7"' in html
    assert 'id="explain-answer-uncertain-7" popover' in html
    assert '/uitleg/#answer-uncertain"' in html


def test_what_nobody_wrote_down_shows_nothing() -> None:
    assert render_to_string("explaining/_state.html", explain("answer.lost")).strip() == ""


@pytest.mark.django_db
def test_page_has_them_all_and_the_menu_leads_there(as_user: Any, anouk: User) -> None:
    page = as_user(anouk).get("/uitleg/").content.decode()
    assert all(f'id="{state.anchor}"' in page for state in STATES.values())
    assert 'data-testid="explanations"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("state", [*Sending])
def test_answer_that_is_not_there_yet_is_explained_where_it_stands(
    as_user: Any, anouk: User, state: Sending
) -> None:
    conversation = ConversationFactory()
    outbound = actions.reply(conversation, "Dag, dat zoeken we uit.", anouk)
    type(outbound).objects.filter(pk=outbound.pk).update(state=state, sent_at=NOON)
    page = _page(as_user(anouk), conversation.pk)
    quiet = state in {Sending.SENT, Sending.SENDING}  # nothing to ask
    assert (f"explain-answer-{state}-{outbound.pk}" in page) is not quiet


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["open", "closed"])
def test_conversation_is_explained_in_its_head(as_user: Any, anouk: User, status: str) -> None:
    conversation = ConversationFactory(status=status)
    assert f"explain-conversation-{status}-" in _page(as_user(anouk), conversation.pk)


def _page(client: Client, pk: int) -> str:
    return str(client.get(f"/inbox/{pk}/").content.decode())
