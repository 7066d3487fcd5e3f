"""Canned answers: what fits, what is filled in, what counts as use, and who writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from connectors.models import Account
from inbox import actions
from inbox.canned.editing import history, save
from inbox.canned.finding import fitting
from inbox.canned.variables import check_filled, fill, unknown, values_of
from inbox.models import Canned, CannedVersion, Conversation, Outbound
from inbox.refusals import Refused
from inbox.workflow import Sending
from routing.models import Department
from tests.factories import AccountFactory, ConversationFactory
from tests.inbox.browsing import at
from webcare.models import User

pytestmark = pytest.mark.django_db

PAGE = "/standaardantwoorden/"


def canned(shortcut: str, text: str = "Dag {{naam}}.", **more: Any) -> Canned:
    return Canned.objects.create(title=shortcut.title(), shortcut=shortcut, text=text, **more)


def of(*departments: Department, **fields: Any) -> Canned:
    made = canned(**fields)
    made.departments.set(departments)
    return made


def shortcuts(conversation: Conversation, by: User, wanted: str = "") -> list[str]:
    return [one.canned.shortcut for one in fitting(conversation, by, wanted)]


# Variables ---------------------------------------------------------------------------------------


def test_variables_become_what_is_known(
    conversation: Conversation, anouk: User, openbare_ruimte: Department, settings: Any
) -> None:
    settings.MUNICIPALITY = "Gemeente Voorbeeld"
    conversation.department, conversation.neighbourhood = openbare_ruimte, "Bloemenbuurt"
    text = "{{ naam }}|{{handle}}|{{gemeente}}|{{Afdeling}}|{{kanaal}}|{{agent}}|{{wijk}}"
    name, handle = conversation.author.name, f"@{conversation.author.handle}"
    assert fill(text, values_of(conversation, anouk)) == (
        f"{name}|{handle}|Gemeente Voorbeeld|Openbare Ruimte & Groen|X|Anouk|Bloemenbuurt"
    )


def test_variable_without_a_value_stays_visible_and_is_not_sent(
    conversation: Conversation, anouk: User
) -> None:
    text = fill("Klaar op {{termijn}}.", values_of(conversation, anouk))
    assert text == "Klaar op {{termijn}}."
    with pytest.raises(Refused, match="termijn"):
        actions.reply(conversation, text, anouk)
    assert not Outbound.objects.exists()


def test_name_of_a_citizen_is_no_variable_and_turns_nothing_around(
    conversation: Conversation, anouk: User
) -> None:
    conversation.author.name = "{{agent}}\u202e \n Noor"
    text = fill("Dag {{naam}}!", values_of(conversation, anouk))
    assert text == "Dag agent Noor!"
    check_filled(text)


def test_unknown_variables_are_named() -> None:
    assert unknown("{{naam}} {{ naem }} {{x.__class__}}") == ["{{ naem }}", "{{x.__class__}}"]


# Finding -----------------------------------------------------------------------------------------


def test_what_fits_the_conversation_comes_first(
    anouk: User, account: Account, openbare_ruimte: Department
) -> None:
    conversation = ConversationFactory(
        account=account, department=openbare_ruimte, kind="klacht", language="nl"
    )
    elsewhere = Department.objects.create(slug="wonen", name="Wonen")
    of(elsewhere, shortcut="wonen")
    canned("overal")
    canned("klacht", kind="klacht")
    of(openbare_ruimte, shortcut="hier")
    canned("english", language="en")
    found = shortcuts(conversation, anouk)
    assert found == ["hier", "klacht", "overal", "english", "wonen"]


def test_of_those_that_fit_alike_the_most_used_comes_first(
    conversation: Conversation, anouk: User
) -> None:
    canned("a", "Eerste.")
    often = canned("z", "Dank voor uw bericht.")
    sent = actions.reply(conversation, "Dank voor uw bericht.", anouk, canned=often.pk)
    assert shortcuts(conversation, anouk) == ["a", "z"]  # not sent yet
    Outbound.objects.filter(pk=sent.pk).update(state=Sending.SENT, sent_at=timezone.now())
    assert shortcuts(conversation, anouk) == ["z", "a"]


def test_other_channels_and_what_is_not_in_use_stay_away(
    conversation: Conversation, anouk: User
) -> None:
    canned("elders").accounts.set([AccountFactory(kind="facebook")])
    canned("hier").accounts.set([conversation.account])
    canned("uit", active=False)
    assert shortcuts(conversation, anouk) == ["hier"]


def test_search_looks_in_all_words_and_the_shortcut_goes_first(
    conversation: Conversation, anouk: User
) -> None:
    canned("afval", "De container wordt dinsdag geleegd.")
    canned("container", "Zet hem aan de weg.")
    canned("boom", "We snoeien in maart.")
    assert shortcuts(conversation, anouk, "/cont") == ["container", "afval"]
    assert shortcuts(conversation, anouk, "container dinsdag") == ["afval"]


# Use ---------------------------------------------------------------------------------------------


def test_only_an_answer_that_still_has_its_words_is_use(
    conversation: Conversation, anouk: User
) -> None:
    row = canned("dank", "Dank voor uw melding. We gaan kijken.")
    other = actions.reply(conversation, "Iets heel anders geschreven.", anouk, canned=row.pk)
    assert Outbound.objects.get(pk=other.pk).canned is None
    Outbound.objects.update(state=Sending.SENT)
    same = actions.reply(
        conversation, "Dank voor uw melding! We gaan kijken, Noor.", anouk, canned=row.pk
    )
    assert Outbound.objects.get(pk=same.pk).canned == row


def test_use_counts_what_was_placed_lately(conversation: Conversation, anouk: User) -> None:
    row = canned("dank", "Dank voor uw melding.")
    sent = actions.reply(conversation, row.text, anouk, canned=row.pk)
    seen = Canned.objects.with_use().get()
    assert (seen.uses, seen.used_at) == (0, None)  # type: ignore[attr-defined]
    long_ago = timezone.now() - timedelta(days=200)
    Outbound.objects.filter(pk=sent.pk).update(state=Sending.SENT, sent_at=long_ago)
    seen = Canned.objects.with_use().get()
    assert (seen.uses, seen.used_at) == (0, long_ago)  # type: ignore[attr-defined]
    Outbound.objects.filter(pk=sent.pk).update(sent_at=timezone.now())
    assert Canned.objects.with_use().get().uses == 1  # type: ignore[attr-defined]


# Writing them ------------------------------------------------------------------------------------


def filled_in(**more: Any) -> dict[str, Any]:
    given = {"title": "Container", "shortcut": "container", "text": "Dag {{naam}}.", "seen": "0"}
    return {**given, "language": "nl", "active": "on", **more}


@pytest.fixture
def lead(as_user: Callable[[User], Client], lena: User) -> Client:
    return as_user(lena)


def test_lead_writes_one_and_it_is_noted_who_did(
    lead: Client, lena: User, openbare_ruimte: Department
) -> None:
    given = filled_in(departments=[openbare_ruimte.pk])
    assert lead.post(f"{PAGE}nieuw/", given).status_code == 303
    row = Canned.objects.get()
    assert list(row.departments.all()) == [openbare_ruimte]
    assert CannedVersion.objects.get().by == lena

    given = filled_in(seen="1", text="Dag, {{naam}}.", shortcut="bak")
    assert lead.post(f"{PAGE}{row.pk}/", given).status_code == 303
    newest, first = history(row)
    assert newest.before == "Dag {{naam}}."
    assert any("container → bak" in change for change in newest.changes)
    assert first.version.number == 1


def test_saving_the_same_makes_no_version(lead: Client) -> None:
    lead.post(f"{PAGE}nieuw/", filled_in())
    row = Canned.objects.get()
    lead.post(f"{PAGE}{row.pk}/", filled_in(seen="1"))
    assert CannedVersion.objects.count() == 1


def test_who_saves_over_a_colleague_is_stopped_and_keeps_the_text(lead: Client, lena: User) -> None:
    lead.post(f"{PAGE}nieuw/", filled_in())
    row = Canned.objects.get()
    row.text = "Van een collega."
    save(row, [], [], lena, seen=1)
    response = lead.post(f"{PAGE}{row.pk}/", filled_in(seen="1", text="Van mij."))
    assert response.status_code == 422
    assert "Van mij." in response.content.decode()
    assert Canned.objects.get().text == "Van een collega."


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": "Dag {{naem}}"}, "{{naem}}"),
        ({"shortcut": "Groot"}, "id_shortcut_error"),
        ({"title": "CONTAINER", "shortcut": "ander"}, "al"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    lead: Client, wrong: dict[str, str], words: str
) -> None:
    lead.post(f"{PAGE}nieuw/", filled_in())
    response = lead.post(f"{PAGE}nieuw/", filled_in(**wrong))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Canned.objects.count() == 1


def test_what_is_due_stands_on_top(lead: Client) -> None:
    today = timezone.localdate()
    canned("a", review_by=today + timedelta(days=1))
    canned("m", review_by=today - timedelta(days=1))
    canned("z", review_by=today - timedelta(days=9))
    canned("y", review_by=today - timedelta(days=20), active=False)
    page = lead.get(PAGE).content.decode()
    assert re.findall(r"<kbd>/(\w)</kbd>", page) == ["z", "m", "a", "y"]
    assert page.count('data-testid="canned-due"') == 2


@pytest.mark.parametrize("htmx", [True, False])
def test_text_is_tried_before_it_is_saved(lead: Client, htmx: bool) -> None:
    headers = {"HX-Request": "true"} if htmx else {}
    given = filled_in(text="Dag {{naam}}. " + "Een zin erbij. " * 25, pk="")
    page = lead.post(f"{PAGE}proef/", given, headers=headers).content.decode()
    assert "Dag Noor Voorbeeld." in page
    assert "in 2 berichten" in page
    assert not Canned.objects.exists()


@pytest.mark.parametrize("who", ["anouk", "otto", "bram"])
def test_others_do_not_write_them(as_user: Any, request: pytest.FixtureRequest, who: str) -> None:
    client = as_user(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}nieuw/", filled_in()).status_code == 404
    assert not Canned.objects.exists()


# In the composer ---------------------------------------------------------------------------------


def ask(client: Client, conversation: Conversation, *, htmx: bool = True, **given: str) -> str:
    headers = {"HX-Request": "true", "HX-Target": "tool"} if htmx else {}
    response = client.post(at("tool", conversation), given, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_list_shows_each_as_it_would_be_put_in(agent: Client, conversation: Conversation) -> None:
    canned("dank", "Dag {{naam}}, klaar op {{termijn}}.")
    part = ask(agent, conversation, tool="canned")
    assert f"Dag {conversation.author.name}, klaar op {{{{termijn}}}}." in part
    assert "Vul zelf in: {{termijn}}" in part


def test_without_javascript_it_comes_behind_what_was_written(
    agent: Client, conversation: Conversation
) -> None:
    row = canned("dank", "Dank u wel.")
    page = ask(agent, conversation, htmx=False, tool="canned", text="Dag Noor.")
    assert "Dag Noor.</textarea>" in page
    given = {"text": "Dag Noor.", "take-canned": str(row.pk)}
    page = ask(agent, conversation, htmx=False, **given)
    assert "Dag Noor.\nDank u wel.</textarea>" in page
    assert f'name="canned" value="{row.pk}"' in page


def test_answer_remembers_what_it_began_with(agent: Client, conversation: Conversation) -> None:
    row = canned("dank", "Dank u wel.")
    given = {"text": "Dank u wel.", "canned": row.pk, "key": "", "seen": ""}
    given["key"] = "0b0e8a43-4c1c-4f7e-9d8e-0d3c0d6f0a11"
    assert agent.post(at("reply", conversation), given).status_code == 303
    assert Outbound.objects.get().canned == row


def test_observer_has_no_tools(as_user: Any, otto: User, conversation: Conversation) -> None:
    assert as_user(otto).post(at("tool", conversation), {"tool": "canned"}).status_code == 404
