"""Beside a colleague: what they have open is shown live to who looks along, and to nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from inbox import actions, bells
from inbox.colleagues import presence, visiting
from inbox.models import Author, Conversation, Draft, Visit
from inbox.refusals import Refused
from tests.factories import ConversationFactory
from tests.inbox.browsing import page_of
from webcare.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bells")]

FOLLOW = "/meekijken/volgen/"
LINE = "/meekijken/met-mij/"


@pytest.fixture
def visit(otto: User, anouk: User, lena: User) -> Visit:
    """Otto looks along with Anouk today."""
    return visiting.plan(otto, timezone.localdate(), lena, beside=anouk, names=False)


@pytest.fixture
def opens(django_capture_on_commit_callbacks: Any) -> Any:
    """``opens(anouk, conversation)``: a page of hers shows it; None for the queue."""

    def pulse(user: User, shown: Conversation | None, page: str = "one", **more: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            presence.pulse(user, page, shown.pk if shown else 0, **more)

    return pulse


@pytest.fixture
def otto_looks(otto: User, visit: Visit) -> Client:
    client = Client()
    client.force_login(otto)
    return client


def again(client: Client, page: str) -> Any:
    """What the open page gets when it asks again."""
    asked = page.partition(f'hx-get="{FOLLOW}')[2].partition('"')[0]
    headers = {"HX-Request": "true", "HX-Target": "conversation"}
    return client.get(f"{FOLLOW}{asked}", headers=headers)


def chosen(page: str) -> int:
    """The conversation that is shown; 0 for none."""
    said = page.partition('data-chosen="')[2].partition('"')[0]
    return int(said or 0)


def test_observer_sees_what_the_colleague_opened(
    otto_looks: Client, opens: Any, anouk: User, conversation: Conversation
) -> None:
    opens(anouk, conversation)
    page = page_of(otto_looks, FOLLOW)
    assert chosen(page) == conversation.pk
    assert conversation.messages.get().text in page
    assert f"Inwoner {conversation.author_id}" in page


def test_page_goes_along_and_asks_for_nothing_it_has(
    otto_looks: Client, opens: Any, anouk: User, conversation: Conversation
) -> None:
    opens(anouk, conversation)
    page = page_of(otto_looks, FOLLOW)
    assert again(otto_looks, page).status_code == 204
    other = ConversationFactory()
    opens(anouk, other)
    part = again(otto_looks, page).content.decode()
    assert chosen(part) == other.pk
    assert 'id="follow-bar"' in part
    assert again(otto_looks, part).status_code == 204
    opens(anouk, None)
    assert chosen(again(otto_looks, part).content.decode()) == 0


def test_of_several_pages_the_one_opened_last_is_followed(
    otto_looks: Client, opens: Any, anouk: User, conversation: Conversation
) -> None:
    other = ConversationFactory()
    opens(anouk, conversation, page="left")
    opens(anouk, other, page="right")
    opens(anouk, conversation, page="left")  # a pulse opens nothing
    opens(anouk, None, page="queue")
    assert chosen(page_of(otto_looks, FOLLOW)) == other.pk


def test_where_the_colleague_writes_goes_first(
    otto_looks: Client, opens: Any, anouk: User, conversation: Conversation
) -> None:
    opens(anouk, conversation, page="left", writing=True)
    opens(anouk, ConversationFactory(), page="right")
    assert chosen(page_of(otto_looks, FOLLOW)) == conversation.pk


def test_nothing_that_is_typed_is_shown(
    otto_looks: Client, opens: Any, anouk: User, conversation: Conversation
) -> None:
    Draft.objects.create(
        conversation=conversation, user=anouk, mode=Draft.Mode.REPLY, text="Nog geheim."
    )
    opens(anouk, conversation, writing=True)
    page = page_of(otto_looks, FOLLOW)
    assert "Nog geheim" not in page
    assert "<textarea" not in page
    assert 'id="composer"' not in page


@pytest.mark.parametrize(
    ("shown", "words"), [("away", "heeft nu niets open"), ("queue", "kijkt in de wachtrij")]
)
def test_page_says_when_there_is_nothing_to_see(
    otto_looks: Client, opens: Any, anouk: User, shown: str, words: str
) -> None:
    if shown == "queue":
        opens(anouk, None)
    assert f"Anouk de Wit {words}" in page_of(otto_looks, FOLLOW)


def test_conversation_that_is_gone_is_not_shown(
    otto_looks: Client, opens: Any, anouk: User
) -> None:
    opens(anouk, Conversation(pk=999_999))
    assert "wat jij niet kunt zien" in page_of(otto_looks, FOLLOW)


def test_observer_may_stay(
    otto_looks: Client, opens: Any, anouk: User, conversation: Conversation
) -> None:
    opens(anouk, ConversationFactory())
    page = page_of(otto_looks, f"{FOLLOW}{conversation.pk}/")
    assert chosen(page) == conversation.pk
    assert f'hx-get="{FOLLOW}' not in page
    assert f'href="{FOLLOW}"' in page


@pytest.mark.parametrize("day", ["other", "nobody", "cancelled"])
def test_without_a_day_beside_somebody_nobody_is_followed(
    otto_looks: Client, opens: Any, visit: Visit, lena: User, anouk: User, day: str,
    conversation: Conversation,
) -> None:  # fmt: skip
    opens(anouk, conversation)
    page = page_of(otto_looks, FOLLOW)
    if day == "other":
        Visit.objects.update(day=timezone.localdate() + timedelta(days=1))
    elif day == "nobody":
        Visit.objects.update(beside=None)
    else:
        visiting.cancel(visit, lena)
    assert chosen(page_of(otto_looks, FOLLOW)) == 0
    assert chosen(again(otto_looks, page).content.decode()) == 0
    assert otto_looks.get(f"{FOLLOW}{conversation.pk}/").status_code == 302


def test_colleague_is_told_on_every_page_and_others_are_not(
    as_user: Any, visit: Visit, anouk: User, bas: User
) -> None:
    for address in ("/inbox/", "/voorkeuren/", LINE):
        assert "Otto Bos kijkt vandaag met je mee" in page_of(as_user(anouk), address)
        assert "met je mee" not in page_of(as_user(bas), address)


def test_colleague_pauses_and_goes_on(
    agent: Client, otto_looks: Client, opens: Any, visit: Visit, anouk: User,
    conversation: Conversation,
) -> None:  # fmt: skip
    opens(anouk, conversation)
    address = f"/meekijken/dagen/{visit.pk}/pauze/"
    back = agent.post(address, {"next": f"/inbox/{conversation.pk}/"})
    assert (back.status_code, back["Location"]) == (303, f"/inbox/{conversation.pk}/")
    assert "zonder gezelschap" in page_of(otto_looks, FOLLOW)
    assert "maar nu even niet" in page_of(agent, LINE)
    agent.post(address, {"on": "1"})
    assert chosen(page_of(otto_looks, FOLLOW)) == conversation.pk
    assert [entry.change_message for entry in LogEntry.objects.filter(user=anouk)] == [
        *("resumed", "paused"),
    ]


def test_line_and_conversation_agree_on_who_is_there(
    agent: Client, opens: Any, visit: Visit, anouk: User, otto: User, conversation: Conversation
) -> None:
    visiting.pause(visit, anouk, paused=True)
    opens(anouk, conversation)
    opens(otto, conversation)
    for address in (LINE, "/inbox/"):
        page = page_of(agent, address)
        assert "maar heeft hetzelfde gesprek open" in page
        assert "Niemand volgt" not in page
        assert "sse:presence" in page.partition('id="watching"')[2].partition(">")[0]
    opens(otto, ConversationFactory())
    assert "Niemand volgt" in page_of(agent, LINE)
    opens(otto, None)
    opens(anouk, None)
    assert "Niemand volgt" in page_of(agent, LINE)  # both look at the queue


def test_line_holds_when_redis_says_nothing(
    agent: Client, visit: Visit, anouk: User, settings: Any, tmp_path: Any
) -> None:
    visiting.pause(visit, anouk, paused=True)
    settings.REDIS_URL = f"unix://{tmp_path}/nothing"
    bells.client.cache_clear()
    try:
        assert "Niemand volgt" in page_of(agent, LINE)
    finally:
        bells.client.cache_clear()


def test_pressing_in_the_page_changes_the_line_alone(agent: Client, visit: Visit) -> None:
    response = agent.post(f"/meekijken/dagen/{visit.pk}/pauze/", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response.content.decode().strip().startswith('<div id="watching"')


def test_pause_leads_to_no_other_host(agent: Client, visit: Visit) -> None:
    address = f"/meekijken/dagen/{visit.pk}/pauze/"
    assert agent.post(address, {"next": "https://elders.example/"})["Location"] == "/inbox/"


def test_nobody_else_pauses(as_user: Any, visit: Visit, bas: User, lena: User) -> None:
    assert as_user(bas).post(f"/meekijken/dagen/{visit.pk}/pauze/").status_code == 404
    with pytest.raises(Refused):
        visiting.pause(visit, lena, paused=True)
    assert not Visit.objects.exclude(paused_at=None).exists()


def test_twice_is_once(visit: Visit, anouk: User) -> None:
    visiting.pause(visit, anouk, paused=True)
    visiting.pause(visit, anouk, paused=True)
    assert LogEntry.objects.filter(user=anouk).count() == 1


def test_open_pages_hear_of_it(
    heard: Any, visit: Visit, anouk: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        visiting.pause(visit, anouk, paused=True)
    assert heard() == ["visits"]


def test_names_are_shown_only_where_the_lead_chose_so(
    otto_looks: Client, opens: Any, visit: Visit, anouk: User, conversation: Conversation
) -> None:
    Author.objects.update(name="Fenna Zandbergen")
    actions.note(conversation, "Fenna Zandbergen belde ook.", anouk)
    opens(anouk, conversation)
    assert "Fenna" not in page_of(otto_looks, FOLLOW)
    assert "Fenna" not in page_of(otto_looks, f"{FOLLOW}{conversation.pk}/")
    Visit.objects.update(names=True)
    assert "Fenna Zandbergen" in page_of(otto_looks, FOLLOW)


def test_guide_leads_to_it(otto_looks: Client) -> None:
    assert f'href="{FOLLOW}"' in page_of(otto_looks, "/meekijken/")
