"""The same with several conversations in one press; what cannot be done is said by name."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox import actions
from inbox.danger import unseen
from inbox.models import Conversation, Event, Label
from inbox.standing import tell
from inbox.views.several import MOST
from inbox.workflow import Status
from tests.factories import ConversationFactory
from tests.inbox.browsing import page_of, pressed_by_enter
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(db: None) -> list[Conversation]:
    return [ConversationFactory(author__name=name) for name in ("Ada", "Ben", "Cor")]


def press(client: Client, rows: list[Conversation], **form: Any) -> Any:
    chosen = [f"{row.pk}-{row.version}" for row in rows]
    return client.post("/inbox/several/", {"chosen": chosen, "next": "/inbox/", **form})


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def statuses() -> set[str]:
    return set(Conversation.objects.values_list("status", flat=True))


def test_rows_are_selected_with_the_version_that_was_seen(
    agent: Client, three: list[Conversation]
) -> None:
    page = page_of(agent, "/inbox/")
    for row in three:
        assert f'value="{row.pk}-{row.version}"' in page


def test_observer_selects_nothing(as_user: Any, otto: User, three: list[Conversation]) -> None:
    page = page_of(as_user(otto), "/inbox/")
    assert "data-select" not in page


def test_several_are_claimed_and_let_go(
    agent: Client, anouk: User, three: list[Conversation]
) -> None:
    response = press(agent, three, do="claim")
    assert (response.status_code, response.url) == (303, "/inbox/")
    assert Conversation.objects.filter(assignee=anouk).count() == 3
    press(agent, three, do="release")
    assert Conversation.objects.filter(assignee=None).count() == 3


def test_several_are_closed_each_with_its_own_event(
    agent: Client, anouk: User, three: list[Conversation]
) -> None:
    response = press(agent, three, do="close")
    assert statuses() == {Status.CLOSED}
    assert Event.objects.filter(verb="closed", actor=anouk).count() == 3
    assert len(said(response)) == 1


def test_what_a_colleague_is_on_is_not_let_go_with_the_rest(
    agent: Client, bas: User, anouk: User, three: list[Conversation]
) -> None:
    actions.claim(three[0], bas)
    actions.claim(three[1], anouk)
    done, refused = said(press(agent, three[:2], do="release"))
    assert Conversation.objects.exclude(assignee=None).get().assignee == bas
    assert done == "Losgelaten."
    assert refused.startswith("Ada: Bas Visser is hiermee bezig")


def test_what_cannot_be_done_is_said_by_name_and_the_rest_goes_on(
    agent: Client, bas: User, three: list[Conversation]
) -> None:
    for row in three[:2]:
        actions.claim(row, bas)
    response = press(agent, three, do="claim")
    assert Conversation.objects.filter(assignee__username="anouk").get() == three[2]
    _done, refused = said(response)
    assert refused.startswith("Ada, Ben: ")


def test_words_that_were_not_seen_are_not_put_away(
    agent: Client, three: list[Conversation]
) -> None:
    tell(three[0], Event.Verb.RECEIVED)
    press(agent, three, do="close")
    three[0].refresh_from_db()
    assert three[0].status == Status.OPEN
    assert Conversation.objects.filter(status=Status.CLOSED).count() == 2


def test_spam_is_closed_and_says_so(agent: Client, three: list[Conversation]) -> None:
    press(agent, three[:1], do="spam")
    closed = three[0].events.get(verb="closed")
    assert closed.data == {"because": "spam"}


@pytest.mark.parametrize(("why", "told"), [("", {}), (" Jouw wijk. ", {"text": "Jouw wijk."})])
def test_several_are_handed_over_to_a_colleague(
    agent: Client, bas: User, three: list[Conversation], why: str, told: dict[str, str]
) -> None:
    press(agent, three, do="hand_over", to=bas.pk, why=why)
    assert Conversation.objects.filter(assignee=bas).count() == 3
    assert three[0].events.get(verb="handed_over").data == {"to": "Bas Visser", **told}


def test_what_a_third_is_on_is_not_among_them(
    agent: Client, bas: User, lena: User, three: list[Conversation]
) -> None:
    actions.claim(three[0], lena)
    response = press(agent, three, do="hand_over", to=bas.pk)
    three[0].refresh_from_db()
    assert three[0].assignee == lena
    assert Conversation.objects.filter(assignee=bas).count() == 2
    _done, refused = said(response)
    assert refused.startswith(f"Ada: {lena} ")


def test_lead_hands_over_what_others_are_on_in_one_go(
    as_user: Any, anouk: User, bas: User, lena: User, three: list[Conversation]
) -> None:
    actions.claim(three[0], anouk)
    actions.claim(three[1], lena)
    client = as_user(lena)
    press(client, three, do="hand_over", to=bas.pk, why="Jij kent de wijk.")
    assert Conversation.objects.filter(assignee=bas).count() == 3
    told = [row.events.get(verb="handed_over") for row in three]
    assert [event.data.get("from") for event in told] == [str(anouk), None, None]
    page = page_of(client, f"/inbox/{three[0].pk}/")
    assert f"{lena} droeg het over van {anouk} aan {bas}" in page


def test_lead_takes_that_back_for_who_was_on_it(
    as_user: Any, anouk: User, bas: User, lena: User, three: list[Conversation]
) -> None:
    actions.claim(three[0], anouk)
    client = as_user(lena)
    press(client, three, do="hand_over", to=bas.pk)
    client.post("/inbox/undo/")
    three[0].refresh_from_db()
    assert three[0].assignee == anouk


@pytest.mark.parametrize(("who", "offered"), [("lena", True), ("bas", False)])
def test_only_a_lead_is_offered_to_hand_over_what_a_colleague_is_on(
    as_user: Any, request: Any, anouk: User, three: list[Conversation], who: str, offered: bool
) -> None:
    actions.claim(three[0], anouk)
    page = page_of(as_user(request.getfixturevalue(who)), f"/inbox/{three[0].pk}/")
    assert ('data-testid="hand-over"' in page) is offered


@pytest.mark.parametrize(
    "form",
    [
        {"do": "hand_over", "to": "0"},
        {"do": "label", "label": "none"},
        {"do": "snooze"},
        {"do": "unheard-of"},
    ],
)
def test_choice_that_is_none_changes_nothing(
    agent: Client, three: list[Conversation], form: dict[str, str]
) -> None:
    assert press(agent, three, **form).status_code == 303
    assert not Event.objects.exists()


def test_several_get_a_label_and_sleep(agent: Client, three: list[Conversation]) -> None:
    Label.objects.create(name="Kermis")
    press(agent, three, do="label", label="kermis")
    assert Conversation.objects.filter(labels__slug="kermis").count() == 3
    press(agent, three, until="citizen")
    assert Conversation.objects.filter(snoozed_at__isnull=False).count() == 3


def test_lists_to_choose_from_come_in_a_part_or_on_a_page(
    agent: Client, bas: User, three: list[Conversation]
) -> None:
    page = press(agent, three, do="choose").content.decode()
    assert "Bas Visser" in page
    headers = {"HX-Request": "true", "HX-Target": "several-more"}
    part = agent.post("/inbox/several/", {"do": "choose"}, headers=headers).content.decode()
    assert "Bas Visser" in part
    assert "<html" not in part


def test_enter_in_a_field_presses_the_button_beside_it(
    agent: Client, three: list[Conversation]
) -> None:
    asked = {"do": "choose", "chosen": f"{three[0].pk}-0"}
    headers = {"HX-Request": "true", "HX-Target": "several-more"}
    part = agent.post("/inbox/several/", asked, headers=headers).content.decode()
    place = re.compile(r'(<div id="several-more"[^>]*>)')
    in_queue = place.sub(lambda begins: begins[1] + part, page_of(agent, "/inbox/"))
    alone = agent.post("/inbox/several/", asked).content.decode()
    for page in (in_queue, alone):
        pressed = pressed_by_enter(page)
        assert pressed["hand-over-why"] == "do=hand_over"
        assert pressed["several-at"] == "until=own"


def test_each_choice_takes_along_what_was_selected(
    agent: Client, three: list[Conversation]
) -> None:
    page = press(agent, three, do="choose").content.decode()
    forms = re.findall(r"<form[^>]*/inbox/several/.*?</form>", page, re.DOTALL)
    for row in three:
        assert all(f'name="chosen" value="{row.pk}-{row.version}"' in form for form in forms)
    headers = {"HX-Request": "true", "HX-Target": "several-more"}
    part = agent.post("/inbox/several/", {"do": "choose"}, headers=headers).content.decode()
    assert part.count("<form") == part.count('hx-include="[form=several]"') == len(forms)
    assert 'name="chosen"' not in part  # what is ticked by then


def test_more_than_a_page_at_once_is_refused(agent: Client) -> None:
    chosen = [f"{number}-0" for number in range(1, 62)]
    response = agent.post("/inbox/several/", {"do": "close", "chosen": chosen})
    assert any("60" in message for message in said(response))


@pytest.mark.parametrize(
    "form",
    [
        {"do": "close", "chosen": [f"{number}-0" for number in range(1, 62)]},
        {"do": "hand_over", "to": "0", "chosen": "1-0"},
        {"do": "close"},
    ],
    ids=["too many", "nobody chosen", "nothing selected"],
)
def test_queue_keeps_what_is_selected_where_nothing_was_done(
    agent: Client, three: list[Conversation], form: dict[str, Any]
) -> None:
    headers = {"HX-Request": "true", "HX-Target": "queue"}
    response = agent.post("/inbox/several/", form, headers=headers)
    assert response.status_code == 200
    assert response.headers["HX-Reswap"] == "none"
    [reason] = said(response)
    page = response.content.decode()
    assert reason in page
    assert 'id="queue"' not in page


def test_bar_says_how_many_can_be_selected(agent: Client, three: list[Conversation]) -> None:
    assert f'data-most="# van hooguit {MOST}"' in page_of(agent, "/inbox/")
    script = (settings.BASE_DIR / "static" / "js" / "queue.js").read_text()
    assert f"at < {MOST};" in script
    assert f"number < {MOST} ?" in script


@pytest.mark.parametrize("chosen", [["x"], ["-"], ["9" * 40], []])
def test_nonsense_selects_nothing(
    agent: Client, conversation: Conversation, chosen: list[str]
) -> None:
    response = agent.post("/inbox/several/", {"do": "close", "chosen": chosen})
    assert response.status_code == 303
    assert statuses() == {Status.OPEN}


@pytest.mark.parametrize("wanted", ["https://evil.example/inbox/", "//evil.example", "/admin/"])
def test_it_leads_back_into_the_inbox_only(
    agent: Client, three: list[Conversation], wanted: str
) -> None:
    response = press(agent, three, do="claim", next=wanted)
    assert response.url == "/inbox/"


def test_reading_many_costs_as_much_as_reading_one(agent: Client) -> None:
    rows: list[Conversation] = [ConversationFactory() for _number in range(6)]

    def read(chosen: list[Conversation]) -> int:
        with CaptureQueriesContext(connection) as asked:
            press(agent, chosen, do="unheard-of")
        found = [query["sql"] for query in asked.captured_queries]
        return len([sql for sql in found if sql.startswith("SELECT")])

    assert read(rows) == read(rows[:1])


@pytest.mark.parametrize("deed", ["claim", "close", "spam"])
def test_danger_that_nobody_looked_at_is_left_alone(
    agent: Client, three: list[Conversation], deed: str
) -> None:
    Conversation.objects.filter(pk=three[0].pk).update(danger="gas")
    tell(three[0], Event.Verb.DANGER)
    rows = list(Conversation.objects.order_by("pk"))
    response = press(agent, rows, do=deed)
    assert any("gevaar" in line for line in said(response))
    assert Conversation.objects.get(pk=three[0].pk).assignee is None
    assert Conversation.objects.get(pk=three[0].pk).status == Status.OPEN
    assert unseen(Conversation.objects.get(pk=three[0].pk))


def test_what_a_colleague_is_on_is_not_closed_with_the_rest(
    agent: Client, bas: User, three: list[Conversation]
) -> None:
    actions.claim(three[0], bas)
    press(agent, list(Conversation.objects.order_by("pk")), do="close")
    assert Conversation.objects.get(pk=three[0].pk).status == Status.OPEN
    assert Conversation.objects.filter(status=Status.CLOSED).count() == 2
