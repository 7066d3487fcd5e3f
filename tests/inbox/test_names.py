"""Who looks along without names finds nobody's, wherever they are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import redis
from django.test import Client
from django.utils import timezone

from connectors.models import Account
from inbox import actions, names
from inbox.colleagues import presence
from inbox.models import Author, Conversation, Message, Visit
from routing import desk
from routing.models import Department
from tests.factories import ConversationFactory, MessageFactory
from tests.inbox.browsing import at
from tests.webcare.test_access import TABLE
from tests.webcare.world import one_of_everything
from webcare.models import User

pytestmark = pytest.mark.django_db

NAME, HANDLE = "Fenna Zandbergen", "fenna_z"
OF_HERS = ("Fenna", "Zandbergen", HANDLE, "06-12345678", "fenna@zand.example")


@pytest.fixture
def told(account: Account, anouk: User, bram: User, openbare_ruimte: Department) -> Conversation:
    """A conversation that names its citizen wherever somebody could."""
    author = Author.objects.create(account=account, external_id="77", name=NAME, handle=HANDLE)
    made: Conversation = ConversationFactory(
        account=account, author=author, department=openbare_ruimte, why=f"gebruiker: @{HANDLE}"
    )
    words = f"Groeten van Fenna, bel 06-12345678 of fenna@zand.example. @{HANDLE}"
    MessageFactory(
        conversation=made, author=author, text=words, permalink=f"https://x.com/{HANDLE}/status/1"
    )
    actions.note(made, f"Dit is {NAME} van vorige week.", anouk)
    asked = actions.refer(made, openbare_ruimte, f"Kent u mevrouw Zandbergen (@{HANDLE})?", anouk)
    actions.take_answer(desk.answer(asked.referral, "Zeg Fenna dat het morgen kan.", bram))
    actions.reply(made, "Dag Fenna, morgen kan het.", anouk)
    ConversationFactory(account=account, author=author)
    return made


def page(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def leaks(html: str) -> list[str]:
    return [word for word in OF_HERS if word.lower() in html.lower()]


PARTS = ["", "thread", "composer", "context", "queue", "conversation"]


@pytest.mark.parametrize("part", PARTS)
def test_observer_reads_no_name(as_user: Any, otto: User, told: Conversation, part: str) -> None:
    asked = {"HX-Request": "true", "HX-Target": part} if part else {}
    html = page(as_user(otto), f"{at('conversation', told)}?status=all", **asked)
    assert not leaks(html)
    if part in {"", "thread"}:
        assert f"Inwoner {told.author_id}" in html


@pytest.mark.parametrize("status", ["all", "open"])
def test_queue_names_nobody(as_user: Any, otto: User, told: Conversation, status: str) -> None:
    html = page(as_user(otto), f"/inbox/?status={status}")
    assert not leaks(html)


@pytest.mark.parametrize("query", ["", "?q=wachten"])
@pytest.mark.parametrize("length", range(205, 224))
def test_name_at_the_end_of_what_fits_in_a_row_is_not_half_told(
    as_user: Any, otto: User, account: Account, length: int, query: str
) -> None:
    author = Author.objects.create(account=account, external_id="78", name=NAME, handle=HANDLE)
    row = ConversationFactory(account=account, author=author)
    words = ("Wij wachten al weken op een antwoord. " * 9)[:length] + f" {NAME} belt morgen."
    MessageFactory(conversation=row, author=author, text=words)
    html = page(as_user(otto), f"/inbox/{query}")
    told = html.partition('class="row__preview"')[2].partition("</span>")[0]
    assert told.count("wachten") > 1
    assert "Fen" not in told.partition("belt")[0]


def test_agent_reads_them(as_user: Any, anouk: User, told: Conversation) -> None:
    html = page(as_user(anouk), at("conversation", told))
    assert NAME in html
    assert f"https://x.com/{HANDLE}/status/1" in html


def visit(observer: User, lead: User, days: int = 0, *, shown: bool = True) -> Visit:
    day = timezone.localdate() + timedelta(days=days)
    return Visit.objects.create(observer=observer, day=day, names=shown, planned_by=lead)


def test_lead_may_choose_to_show_them_for_a_day(
    as_user: Any, otto: User, lena: User, told: Conversation
) -> None:
    visit(otto, lena)
    assert NAME in page(as_user(otto), at("conversation", told))


@pytest.mark.parametrize("days", [-1, 1])
def test_other_days_show_none(
    as_user: Any, otto: User, lena: User, told: Conversation, days: int
) -> None:
    visit(otto, lena, days)
    assert not leaks(page(as_user(otto), at("conversation", told)))


def test_day_of_another_shows_none(
    as_user: Any, otto: User, chris: User, lena: User, told: Conversation
) -> None:
    visit(chris, lena)
    assert not leaks(page(as_user(otto), at("conversation", told)))


def test_day_without_names_shows_none(
    as_user: Any, otto: User, lena: User, told: Conversation
) -> None:
    visit(otto, lena, shown=False)
    assert not leaks(page(as_user(otto), at("conversation", told)))


def test_names_come_back_after_the_page(as_user: Any, otto: User, told: Conversation) -> None:
    page(as_user(otto), at("conversation", told))
    assert Author.objects.get(pk=told.author_id).name == NAME


def test_what_has_no_name_is_never_written(told: Conversation) -> None:
    with names.concealed(), pytest.raises(names.Concealing):
        Author.objects.get(pk=told.author_id).save()
    assert Author.objects.get(pk=told.author_id).name == NAME


def test_markup_stays_as_it_is() -> None:
    html = (
        '<p class="Fenna" title="van Fenna">Fenna &amp; 3 < <a href="https://x.com/f">hier</a></p>'
    )
    told = names.tell(html, {"Fenna"})
    assert told.startswith('<p class="Fenna" title="van [')
    assert 'href="#"' in told
    assert "&amp; 3" in told


def test_no_address_of_webcare_tells_an_observer_a_name(
    bells: redis.Redis, as_user: Any, otto: User, anouk: User, bram: User,
    openbare_ruimte: Department, django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    """Every page that an observer gets, also those that are yet to be made; on a day along beside
    Anouk, who has a conversation open."""
    world = one_of_everything(anouk, bram, openbare_ruimte)
    Visit.objects.filter(pk=world["visit"]).update(observer=otto)
    with django_capture_on_commit_callbacks(execute=True):
        shown = Conversation.objects.get(pk=world["conversation"])
        presence.pulse(anouk, "one", shown.pk)
    Author.objects.update(name=NAME, handle=HANDLE)
    Message.objects.filter(incoming=True).update(
        text=f"Groeten van Fenna, bel 06-12345678 of fenna@zand.example. @{HANDLE}",
        permalink=f"https://x.com/{HANDLE}/status/1",
    )
    client = as_user(otto)
    seen = [at.format_map(world) for how, at, who in TABLE if how == "GET" and "otto" in who]
    answers = {address: client.get(address) for address in seen}
    told = {
        address: leaks(answer.content.decode())
        for address, answer in answers.items()
        if not answer.streaming
    }
    assert len(told) > 10
    assert f'data-chosen="{shown.pk}"' in answers["/meekijken/volgen/"].content.decode()
    assert {address: words for address, words in told.items() if words} == {}
