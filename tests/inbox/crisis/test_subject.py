"""A crisis about a subject: what it is about, what that stops, what is grouped and what we say."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox import crisis, greeting, outbox, tasks
from inbox.crisis import Subject, line
from inbox.crisis.group import about, group, pattern_of
from inbox.models import Bundled, Conversation, Crisis, CrisisLine, Greeting, Label, Outbound
from inbox.refusals import Refused
from inbox.workflow import Sending
from tests.factories import AccountFactory, ConversationFactory
from tests.inbox.browsing import at as address_of
from tests.inbox.browsing import page_of, rows_of
from tests.inbox.promised import again, at
from webcare.models import User

pytestmark = pytest.mark.django_db

NOW = at("wo 20:02")
POWER = Subject(words="stroom, kabel")


@pytest.fixture(autouse=True)
def _wednesday_evening() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def _asks(text: str, **more: Any) -> Conversation:
    """In the evening, on a channel that has an automatic answer."""
    account = more.pop("account", None) or AccountFactory()
    Greeting.objects.get_or_create(account=account, defaults={"text": "Dicht.", "active": True})
    asked = NOW - timedelta(minutes=5)
    made: Conversation = ConversationFactory(account=account, message__text=text, **more)
    Conversation.objects.filter(pk=made.pk).update(created_at=asked, waiting_since=asked)
    made.messages.update(created_at=asked, observed_at=asked)
    return again(made)


# What it is about --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "text", "is_about"),
    [
        ("stroom", "De STROOM is uit", True),
        ("stroom", "stroomstoring!", True),
        ("stroom", "Aan de andere oever stroomt het", True),
        ("stroom", "overstroming", False),
        ("stroom, kabel brand", "er staat een kabel  brand", True),
        ("stroom, kabel brand", "kabelbrand", False),
        ("c++ (a|b)", "iets met C++ (a|b)?", True),
        ("a.c", "abc", False),
        ("#havenbrand", "wat een rook #havenbrand", True),
        ("#", "Wat dan ook", True),
        ("", "Wat dan ook", True),
        (" , ;", "Wat dan ook", True),
    ],
)
def test_words(words: str, text: str, is_about: bool, lena: User) -> None:
    row = ConversationFactory(message__text=text)
    made = Crisis.objects.create(reason="x", begun_by=lena, pattern=pattern_of(words))
    assert about(made.pk).filter(pk=row.pk).exists() is is_about


def test_all_that_is_filled_in_has_to_be_so(lena: User, openbare_ruimte: Any) -> None:
    label = Label.objects.create(name="Stroomstoring")
    rows = {
        "whole": ConversationFactory(message__text="stroom", neighbourhood="Haven"),
        "district": ConversationFactory(message__text="stroom", district="Haven"),
        "elsewhere": ConversationFactory(message__text="stroom", neighbourhood="Centrum"),
        "words": ConversationFactory(message__text="water", neighbourhood="Haven"),
    }
    Conversation.objects.update(department=openbare_ruimte)
    for row in rows.values():
        row.labels.add(label)
    rows["department"] = ConversationFactory(message__text="stroom", neighbourhood="Haven")
    subject = Subject("stroom", "Haven", openbare_ruimte, label)
    made = crisis.begin("Stroom", lena, subject)
    found = set(about(made.pk).values_list("pk", flat=True))
    assert found == {rows["whole"].pk, rows["district"].pk}


def test_queue_shows_only_what_it_is_about(agent: Client, lena: User) -> None:
    mine, _other = _asks("geen stroom"), _asks("bomen")
    made = crisis.begin("Stroom", lena, POWER)
    page = page_of(agent, f"/inbox/?crisis={made.pk}", target="queue")
    assert rows_of(page) == [mine.pk]
    assert page.count('data-testid="crisis-all"') == 1
    assert "chip" not in page.partition('data-testid="crisis-all"')[2].partition('id="row-')[0]
    assert f"/inbox/?crisis={made.pk}" in page_of(agent, "/crisis/nu/")


@pytest.mark.parametrize("asked", ["0", "-1", "99999999999", "x", "1.5"])
def test_crisis_that_is_none_shows_no_error(agent: Client, asked: str) -> None:
    _asks("geen stroom")
    page_of(agent, "/inbox/", crisis=asked)


# What it stops -----------------------------------------------------------------------------------


def test_only_about_the_subject_nothing_is_said_automatically(lena: User) -> None:
    silenced, greeted = _asks("geen stroom"), _asks("bomen")
    crisis.begin("Stroom", lena, POWER)
    greeting.greet()
    assert [one.conversation for one in Outbound.objects.all()] == [greeted]
    assert again(silenced).greeted_at is None


def test_what_was_ready_to_leave_about_it_is_dropped(lena: User) -> None:
    silenced, other = _asks("geen stroom"), _asks("bomen")
    greeting.greet()
    crisis.begin("Stroom", lena, POWER)
    states = dict(Outbound.objects.values_list("conversation", "state"))
    assert states == {silenced.pk: Sending.DROPPED, other.pk: Sending.QUEUED}


def test_what_came_between_does_not_leave(lena: User) -> None:
    silenced, other = _asks("geen stroom"), _asks("bomen")
    greeting.greet()
    Crisis.objects.create(reason="x", begun_by=lena, pattern=pattern_of("stroom"))
    assert [one.conversation for one in Outbound.objects.due(NOW)] == [other]
    outbox.deliver(Outbound.objects.get(conversation=silenced).pk)
    assert Outbound.objects.get(conversation=silenced).state == Sending.QUEUED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("subject", [Subject(), POWER])
def test_what_commits_while_it_begins_is_stopped_and_grouped(lena: User, subject: Subject) -> None:
    """Two connections: the message and its automatic answer are written, but not committed, while
    a lead begins crisis mode."""
    account = AccountFactory()
    written, begun = threading.Event(), threading.Event()

    def ingest() -> None:
        try:
            with time_machine.travel(NOW, tick=False), transaction.atomic():
                _asks("geen stroom", account=account)
                greeting.greet()
                written.set()
                assert begun.wait(30)
        finally:
            connections.close_all()

    reader = threading.Thread(target=ingest)
    reader.start()
    assert written.wait(30)
    made = crisis.begin("Stroom", lena, subject)
    assert not Outbound.objects.exists()  # nobody sees it yet
    begun.set()
    reader.join(30)
    outbound = Outbound.objects.get()
    outbox.deliver(outbound.pk)
    outbound.refresh_from_db()
    assert outbound.state == Sending.QUEUED
    greeting.greet()
    outbound.refresh_from_db()
    assert outbound.state == Sending.DROPPED
    tasks.notice_alike()
    grouped = Bundled.objects.filter(bundle=made.bundle, conversation=outbound.conversation)
    assert grouped.exists() is (subject is POWER)


# What is grouped ---------------------------------------------------------------------------------


def test_what_waits_and_what_comes_in_is_grouped(lena: User, bas: User) -> None:
    first, other = _asks("geen stroom"), _asks("bomen")
    made = crisis.begin("Stroom in de haven", lena, POWER)
    assert made.bundle
    assert str(made.bundle) == "Stroom in de haven"
    assert [one.conversation for one in made.bundle.entries.all()] == [first]
    second = _asks("kabel kapot?")
    tasks.notice_alike()
    assert {one.conversation for one in made.bundle.entries.all()} == {first, second}
    assert not other.bundled.exists()


def test_what_was_taken_out_stays_out_and_may_be_greeted(lena: User, bas: User) -> None:
    from inbox import actions

    row = _asks("geen stroom")
    made = crisis.begin("Stroom", lena, POWER)
    assert made.bundle
    actions.take_out(made.bundle, row, bas)
    group()
    assert Bundled.objects.get(conversation=row).state == Bundled.State.OUT
    greeting.greet()
    assert Outbound.objects.get().conversation == row


def test_about_everything_there_is_no_group(lena: User) -> None:
    _asks("geen stroom")
    assert crisis.begin("Storm", lena).bundle is None
    assert not Bundled.objects.exists()


# What we say -------------------------------------------------------------------------------------


def test_line_stands_in_every_composer_until_it_is_over(
    agent: Client, lena: User, conversation: Conversation
) -> None:
    made = crisis.begin("Stroom", lena, POWER, {"nl": "Wij weten het.", "en": "We know."})
    page = page_of(agent, address_of("conversation", conversation))
    assert "Wij weten het." in page
    assert "We know." in page
    line.say(made, {"nl": "Om 18 uur weer stroom.", "en": ""}, lena)
    page = page_of(agent, address_of("conversation", conversation))
    assert "Om 18 uur weer stroom." in page
    assert "Wij weten het." not in page
    assert "We know." not in page
    crisis.end(made, lena)
    page = page_of(agent, address_of("conversation", conversation))
    assert 'data-testid="pinned"' not in page


@pytest.mark.parametrize(
    ("language", "first", "folded"),
    [("nl", "Wij weten het.", "We know."), ("en", "We know.", "Wij weten het.")],
)
def test_one_line_is_in_sight_in_the_language_of_the_citizen(
    agent: Client, lena: User, conversation: Conversation, language: str, first: str, folded: str
) -> None:
    Conversation.objects.update(language=language)
    crisis.begin("Stroom", lena, POWER, {"nl": "Wij weten het.", "en": "We know."})
    page = page_of(agent, address_of("conversation", conversation))
    pinned = page.partition('data-testid="pinned"')[2].partition('class="writing"')[0]
    in_sight, _, behind = pinned.partition("</summary>")
    assert first in in_sight
    assert folded not in in_sight
    assert folded in behind.partition("</details>")[0]
    assert " open" not in in_sight


def test_line_in_one_language_hides_nothing(
    agent: Client, lena: User, conversation: Conversation
) -> None:
    crisis.begin("Stroom", lena, POWER, {"nl": "", "en": "We know."})
    page = page_of(agent, address_of("conversation", conversation))
    assert '<span class="pinned__words" lang="en" data-words>We know.</span>' in page
    assert 'data-testid="use-line-en"' in page
    assert 'data-testid="use-line-nl"' not in page


def test_page_that_is_open_hears_what_we_say(
    agent: Client, lena: User, conversation: Conversation
) -> None:
    """What is being written there stays: the line looks again by itself."""
    address = address_of("conversation", conversation)
    part = page_of(agent, address).partition('id="pinned"')[2].partition(">")[0]
    assert f'hx-get="{address}"' in part
    assert "sse:crisis" in part
    made = crisis.begin("Stroom", lena, POWER, {"nl": "Wij weten het."})
    for words in ("Wij weten het.", "Om 18 uur weer stroom."):
        line.say(made, {"nl": words}, lena)
        with CaptureQueriesContext(connection) as asked:
            looked = page_of(agent, address, "pinned")
        assert words in looked
        assert "<textarea" not in looked
    assert len([one for one in asked if "inbox_conversation" in one["sql"]]) == 1
    crisis.end(made, lena)
    assert 'data-testid="pinned"' not in page_of(agent, address, "pinned")


def test_line_is_used_without_a_script(
    agent: Client, lena: User, conversation: Conversation
) -> None:
    crisis.begin("Stroom", lena, POWER, {"nl": "Wij weten <het>."})
    address = address_of("conversation", conversation)
    assert f'href="{address}?line=nl#composer"' in page_of(agent, address)
    area = page_of(agent, address, line="nl").partition("<textarea")[2].partition("</textarea")[0]
    assert "Wij weten &lt;het&gt;." in area
    for other in ("en", "", "x", "nl_"):
        area = page_of(agent, address, line=other).partition("<textarea")[2]
        assert "Wij weten" not in area.partition("</textarea")[0]


def test_every_version_of_the_line_is_kept(lena: User, fatma: User) -> None:
    made = crisis.begin("Stroom", lena, POWER, {"nl": "Eerste."})
    line.say(made, {"nl": "Tweede.", "en": ""}, fatma)
    line.say(made, {"nl": " Tweede. ", "en": ""}, lena)
    told = list(CrisisLine.objects.values_list("language", "text", "by__username"))
    assert told == [("nl", "Eerste.", "lena"), ("nl", "Tweede.", "fatma")]
    crisis.end(made, lena)
    with pytest.raises(Refused):
        line.say(made, {"nl": "Derde."}, lena)


def test_lead_changes_the_line_on_the_page(as_user: Any, lena: User) -> None:
    client = as_user(lena)
    given = {"reason": "Stroom", "words": "stroom", "line_nl": "Wij weten het."}
    assert client.post("/crisis/begin/", given).status_code == 303
    made = Crisis.objects.get()
    assert (made.words, made.pattern, made.is_about_all) == ("stroom", r"\m(stroom)", False)
    client.post(f"/crisis/{made.pk}/line/", {"line_nl": "Opgelost.", "line_en": ""})
    assert "Opgelost." in page_of(client, "/crisis/")
    assert line.current(made) == {"nl": "Opgelost."}


@pytest.fixture
def two_leads(as_user: Any, lena: User, fatma: User) -> tuple[Client, Crisis, dict[str, Any]]:
    """Lena has the page open and writes; meanwhile Fatma changed the Dutch words."""
    made = crisis.begin("Stroom", lena, POWER, {"nl": "Wij weten\nhet.", "en": "We know."})
    client = as_user(lena)
    opened = client.get("/crisis/").context["line_form"].initial
    line.say(made, {"nl": "Om 18 uur weer stroom.", "en": "We know."}, fatma, opened["seen"])
    return client, made, opened


def _say(client: Client, made: Crisis, **given: Any) -> Any:
    return client.post(f"/crisis/{made.pk}/line/", given)


def test_second_of_two_leads_reads_the_words_of_the_first_and_keeps_their_own(
    two_leads: tuple[Client, Crisis, dict[str, Any]], fatma: User
) -> None:
    client, made, opened = two_leads
    refused = _say(client, made, **{**opened, "line_nl": "Blijf binnen."})
    assert refused.status_code == 422
    page = refused.content.decode()
    told = page.partition('data-testid="theirs"')[2].partition("</figure>")[0]
    assert "Om 18 uur weer stroom." in told
    assert str(fatma) in told
    assert "Blijf binnen.</textarea>" in page
    assert line.current(made)["nl"] == "Om 18 uur weer stroom."
    again = refused.context["line_form"].data
    assert _say(client, made, **again).status_code == 303
    assert line.current(made) == {"nl": "Blijf binnen.", "en": "We know."}


def test_who_changed_the_other_language_takes_nothing_back(
    two_leads: tuple[Client, Crisis, dict[str, Any]],
) -> None:
    client, made, opened = two_leads
    given = {**opened, "line_nl": "Wij weten\r\nhet.", "line_en": "Power is back at six."}
    assert _say(client, made, **given).status_code == 303
    assert line.current(made) == {"nl": "Om 18 uur weer stroom.", "en": "Power is back at six."}


def test_what_the_second_left_alone_is_new_on_the_page_that_stops_them(
    two_leads: tuple[Client, Crisis, dict[str, Any]], fatma: User
) -> None:
    client, made, opened = two_leads
    line.say(made, {"en": "Power at six."}, fatma)
    refused = _say(client, made, **{**opened, "line_nl": "Blijf binnen."})
    assert "Power at six.</textarea>" in refused.content.decode()
    _say(client, made, **refused.context["line_form"].data)
    assert line.current(made) == {"nl": "Blijf binnen.", "en": "Power at six."}


def test_same_words_of_two_leads_stop_nobody(
    two_leads: tuple[Client, Crisis, dict[str, Any]],
) -> None:
    client, made, opened = two_leads
    given = {**opened, "line_nl": "Om 18 uur weer stroom."}
    assert _say(client, made, **given).status_code == 303
    assert line.current(made)["nl"] == "Om 18 uur weer stroom."
