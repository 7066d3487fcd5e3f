"""Ideas, compliments and complaints: what becomes of each, and who may say so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox.models import Conversation, Event, Message, Outbound
from inbox.refusals import Refused
from inbox.templatetags.happenings import sentence
from routing.models import Department, Kind
from tests.factories import NOON, AuthorFactory, ConversationFactory, MessageFactory
from webcare.models import User
from webcare.talk import actions, keeping
from webcare.talk.actions import Followed
from webcare.talk.awb import due, refused_by
from webcare.talk.gathering import gathered, newest_turn
from webcare.talk.models import Complaint, Idea, Praise
from webcare.talk.views import complaints

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
MOST_QUERIES = 12


def one(kind: Kind, text: str = "Zet er een bankje neer", **kwargs: Any) -> Conversation:
    made: Conversation = ConversationFactory(kind=kind, message__text=text, **kwargs)
    return made


# Ideas -------------------------------------------------------------------------------------------


def test_an_idea_is_followed_up(as_user: Any, anouk: User, openbare_ruimte: Department) -> None:
    idea = one(Kind.IDEA)
    answer = MessageFactory(conversation=idea, incoming=False, text="Goed idee!")
    client = as_user(anouk)
    assert "Zet er een bankje neer" in client.get("/onderwerpen/ideeen/?stand=new").content.decode()
    given = {
        "state": "taken_up",
        "department": openbare_ruimte.pk,
        "next_step": "Plek kiezen",
        "next_on": "2026-12-01",
        "told": answer.pk,
        "seen": 0,
    }
    assert client.post(f"/onderwerpen/ideeen/{idea.pk}/", given).status_code == 303
    page = client.get("/onderwerpen/ideeen/?stand=taken_up").content.decode()
    assert "Plek kiezen" in page
    assert str(openbare_ruimte) in page.replace("&amp;", "&")
    assert f"#message-{answer.pk}" in page
    assert "bankje" not in client.get("/onderwerpen/ideeen/?stand=new").content.decode()
    event = Event.objects.get(conversation=idea, verb="idea")
    assert (event.actor, event.data["state"]) == (anouk, "taken_up")


@pytest.mark.parametrize(
    "given",
    [
        {"state": "taken_up"},
        {"state": "not_now", "reason": " "},
        {"state": "mad"},
    ],
)
def test_half_a_follow_up_is_refused(as_user: Any, anouk: User, given: dict[str, str]) -> None:
    idea = one(Kind.IDEA)
    answer = as_user(anouk).post(f"/onderwerpen/ideeen/{idea.pk}/", {**given, "seen": 0})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not Idea.objects.exists()


def test_nobody_writes_over_a_colleague(anouk: User, bas: User) -> None:
    idea = one(Kind.IDEA)
    actions.follow(idea, Followed("looking"), anouk, seen=0)
    with pytest.raises(Refused):
        actions.follow(idea, Followed("not_now", reason="Geen geld"), bas, seen=0)
    actions.follow(idea, Followed("not_now", reason="Geen geld"), bas, seen=1)
    assert Idea.objects.get().state == "not_now"


def test_an_answer_of_another_conversation_is_none(anouk: User) -> None:
    other = MessageFactory(incoming=False)
    with pytest.raises(Refused):
        actions.follow(one(Kind.IDEA), Followed("looking", told=other), anouk, seen=0)


@pytest.mark.parametrize("who", ["otto", "chris", "bram"])
def test_only_who_works_there(who: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(who)
    with pytest.raises(Refused):
        actions.follow(one(Kind.IDEA), Followed("looking"), person, seen=0)
    assert not Event.objects.exists()


# Compliments -------------------------------------------------------------------------------------


def test_a_compliment_hangs_on_the_wall(as_user: Any, lena: User) -> None:
    author = AuthorFactory(name="Tinus Kwakkelstein", handle="tinusk")
    text = "Top geholpen door @balie! Groet, Tinus Kwakkelstein, 06-12345678"
    nice = one(Kind.COMPLIMENT, text, author=author, account=author.account)
    client = as_user(lena)
    form = client.get(f"/onderwerpen/complimenten/{nice.pk}/").context["form"]
    words = form["text"].value()
    assert "Top geholpen" in words
    assert not {"Tinus", "06", "@"} & set(words.replace("-", " ").split())
    assert client.post(f"/onderwerpen/complimenten/{nice.pk}/", {"text": words}).status_code == 303
    wall = client.get("/onderwerpen/complimenten/muur/").content.decode()
    assert "Top geholpen" in wall
    assert "Kwakkelstein" not in wall


@pytest.mark.parametrize(
    "text", ["Dank, Tinus Kwakkelstein!", "Bel 06-12345678", "@tinusk top", " "]
)
def test_no_name_hangs_there(lena: User, text: str) -> None:
    author = AuthorFactory(name="Tinus Kwakkelstein", handle="tinusk")
    nice = one(Kind.COMPLIMENT, text, author=author, account=author.account)
    with pytest.raises(Refused):
        actions.pick(nice.messages.get(), text, lena, agreed=True)
    assert not Praise.objects.exists()


def test_in_private_the_citizen_is_asked(lena: User) -> None:
    nice = one(Kind.COMPLIMENT, "Wat fijn!", private=True)
    with pytest.raises(Refused):
        actions.pick(nice.messages.get(), "Wat fijn", lena, agreed=False)
    actions.pick(nice.messages.get(), "Wat fijn", lena, agreed=True)
    assert Praise.objects.on_the_wall().exists()


@pytest.mark.parametrize(
    "change",
    [
        {"deleted_at": NOON, "text": ""},
        {"hidden": True},
        {"edited_at": NOON + timedelta(days=9)},
    ],
)
def test_what_is_taken_back_comes_off(lena: User, change: dict[str, Any]) -> None:
    nice = one(Kind.COMPLIMENT, "Wat fijn!")
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        actions.pick(nice.messages.get(), "Wat fijn", lena, agreed=False)
    assert Praise.objects.on_the_wall().exists()
    Message.objects.update(**change)
    assert not Praise.objects.on_the_wall().exists()


def test_nothing_stays_of_what_is_taken_back(lena: User) -> None:
    nice = one(Kind.COMPLIMENT, "Wat fijn!")
    actions.pick(nice.messages.get(), "Wat fijn", lena, agreed=False)
    assert "fijn" not in str(list(Event.objects.values_list("data", flat=True)))
    Message.objects.update(deleted_at=NOON, text="")
    keeping.behind([nice.pk])
    keeping.keep_up()
    assert not Praise.objects.exists()


def test_off_the_wall(as_user: Any, lena: User, anouk: User) -> None:
    nice = one(Kind.COMPLIMENT, "Wat fijn!")
    with pytest.raises(Refused):
        actions.pick(nice.messages.get(), "Wat fijn", anouk, agreed=False)
    actions.pick(nice.messages.get(), "Wat fijn", lena, agreed=False)
    as_user(lena).post(f"/onderwerpen/complimenten/{nice.pk}/weg/")
    assert not Praise.objects.exists()
    assert Event.objects.filter(verb="wall").count() == 2


# Complaints --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("adviser", "put_off", "last"),
    [
        (False, False, date(2026, 12, 30)),
        (True, False, date(2027, 1, 27)),
        (False, True, date(2027, 1, 27)),
        (True, True, date(2027, 2, 24)),
    ],
)
def test_the_last_day_by_hand(adviser: bool, put_off: bool, last: date) -> None:
    assert due(date(2026, 11, 18), adviser=adviser, put_off=put_off) == last


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2026, 11, 14), date(2026, 12, 28)),  # 26 December, then a Sunday
        (date(2026, 11, 20), date(2027, 1, 4)),  # New Year's Day is a Friday
        (date(2026, 2, 20), date(2026, 4, 7)),  # Good Friday, Easter, and its Monday
        (date(2026, 3, 24), date(2026, 5, 6)),  # 5 May, although most work on it
        (date(2026, 3, 16), date(2026, 4, 28)),  # King's Day
        (date(2026, 5, 13), date(2026, 6, 24)),
    ],
)
def test_no_last_day_in_a_weekend_or_on_a_holiday(received: date, last: date) -> None:
    assert due(received, adviser=False, put_off=False) == last


def test_what_is_not_dealt_with_is_told_in_four_weeks() -> None:
    assert refused_by(date(2026, 11, 18)) == date(2026, 12, 16)
    assert refused_by(date(2026, 11, 28)) == date(2026, 12, 28)


@time_machine.travel(NOON + timedelta(days=2), tick=False)
def test_longer_only_when_the_citizen_agrees(as_user: Any, lena: User) -> None:
    sad = one(Kind.COMPLAINT, "Ik ben drie keer weggestuurd")
    actions.register(sad, lena, received_on=TODAY, formal=True)
    client, here = as_user(lena), f"/onderwerpen/klachten/{sad.pk}/"
    with pytest.raises(Refused):
        actions.agree(sad, date(2027, 3, 1), lena)  # four weeks first
    assert b"langer/" not in client.get(here).content
    actions.put_off(sad, "We horen nog een collega", lena)
    with pytest.raises(Refused):
        actions.agree(sad, date(2027, 1, 27), lena)  # no longer than it is
    assert b"langer/" in client.get(here).content
    assert client.post(f"{here}langer/", {"until": "x"}).context["agree_form"].errors
    assert client.post(f"{here}langer/", {"until": "2027-03-01"}).status_code == 303
    complaint = Complaint.objects.get()
    assert (complaint.due_on, complaint.agreed_on) == (date(2027, 3, 1), date(2026, 11, 20))
    told = Event.objects.filter(conversation=sad, verb="complaint").latest("pk")
    assert told.data["step"] == "agreed"
    assert "2027" in sentence(told)
    actions.register(sad, lena, received_on=TODAY, formal=False)
    complaint.refresh_from_db()
    assert complaint.due_on < date(2027, 3, 1)  # talking knows no terms


def turns(conversation: Conversation, *said: str) -> None:
    """A day between two; "wij: …" is ours, "vanzelf: …" went out by itself."""
    for day, text in enumerate(said, start=1):
        by, _colon, words = text.rpartition(": ")
        at = conversation.created_at + timedelta(days=day)
        more = {"incoming": False, "author": None} if by else {}
        made = MessageFactory(conversation=conversation, text=words, created_at=at, **more)
        if by == "vanzelf":
            Outbound.objects.create(conversation=conversation, message=made, reply_to="")


@pytest.mark.parametrize(
    ("said", "words", "day"),
    [
        ((), "Zet er een bankje neer", 0),
        (("wij: Doen we",), "Zet er een bankje neer", 0),
        (("wij: Doen we", "Dank jullie wel", "Echt top"), "Dank jullie wel", 2),
        (("vanzelf: Gelezen", "En een prullenbak"), "Zet er een bankje neer", 0),
    ],
)
def test_the_words_are_those_of_the_newest_turn(
    lena: User, said: tuple[str, ...], words: str, day: int
) -> None:
    turns(one(Kind.COMPLIMENT), *said)
    row: Any = gathered(lena, Kind.COMPLIMENT).get()
    assert row.words == words
    assert row.asked_at == row.created_at + timedelta(days=day)
    first = newest_turn(row.pk).first()
    assert first
    assert first.text == words


def test_a_complaint_was_received_when_the_newest_turn_began(as_user: Any, lena: User) -> None:
    sad = one(Kind.COMPLAINT, "Wanneer komt de container?")
    turns(sad, "wij: Morgen", "Weer niet! Ik dien een klacht in")
    with time_machine.travel(NOON + timedelta(days=5), tick=False):
        page = as_user(lena).get(f"/onderwerpen/klachten/{sad.pk}/")
    assert page.context["form"]["received_on"].value() == TODAY + timedelta(days=2)


@pytest.mark.parametrize("text", ["Zet er geen bankje neer", "Neer een bankje", "Hulde!"])
def test_only_words_of_the_citizen_hang_there(lena: User, text: str) -> None:
    message = Message.objects.get(conversation=one(Kind.COMPLIMENT))
    with pytest.raises(Refused):
        actions.pick(message, text, lena, agreed=True)
    assert actions.pick(message, "Een bankje … neer!", lena, agreed=True)


def test_the_list_says_what_still_hangs_there(as_user: Any, lena: User) -> None:
    message = Message.objects.get(conversation=one(Kind.COMPLIMENT))
    actions.pick(message, "Zet er een bankje neer", lena, agreed=True)
    client, here = as_user(lena), "/onderwerpen/complimenten/?muur=1"
    assert len(client.get(here).context["rows"]) == 1
    Message.objects.update(hidden=True)
    assert len(client.get(here).context["rows"]) == 0


@time_machine.travel(NOON + timedelta(days=2), tick=False)
def test_a_complaint_by_law_from_beginning_to_end(as_user: Any, lena: User, anouk: User) -> None:
    sad = one(Kind.COMPLAINT, "Ik ben drie keer weggestuurd")
    client, here = as_user(lena), f"/onderwerpen/klachten/{sad.pk}/"
    given = {"received_on": "2026-11-18", "formal": "on", "reference": "K-7", "handler": anouk.pk}
    assert client.post(f"{here}aanpak/", given).status_code == 303
    complaint = Complaint.objects.get()
    assert (complaint.due_on, complaint.days_left) == (date(2026, 12, 30), 40)
    client.post(f"{here}bevestigd/")
    client.post(f"{here}verdagen/", {"why": "We horen nog een collega"})
    complaint.refresh_from_db()
    assert complaint.confirmed_on == date(2026, 11, 20)
    assert complaint.due_on == date(2027, 1, 27)
    client.post(f"{here}verdagen/", {"why": "Nog eens"})  # only once
    client.post(f"{here}klaar/", {"ended": "decided", "words": "Deels gegrond"})
    complaint.refresh_from_db()
    assert (complaint.ended, complaint.put_off_why) == ("decided", "We horen nog een collega")
    with pytest.raises(Refused):
        actions.confirm(sad, lena)
    assert "Deels gegrond" in client.get(here).content.decode()
    assert "weggestuurd" in client.get("/onderwerpen/klachten/?stand=klaar").content.decode()
    told = list(Event.objects.filter(conversation=sad, verb="complaint").order_by("pk"))
    assert [one.data["step"] for one in told] == ["formal", "confirmed", "put_off", "decided"]
    assert "2026" in sentence(told[0])


@time_machine.travel(NOON + timedelta(days=2), tick=False)
@pytest.mark.parametrize("words", ["", "Klaar\x00", "x" * 501])
def test_a_step_that_cannot_be_shows_the_page_again(as_user: Any, lena: User, words: str) -> None:
    sad = one(Kind.COMPLAINT)
    actions.register(sad, lena, received_on=TODAY, formal=True)
    client, here = as_user(lena), f"/onderwerpen/klachten/{sad.pk}/"
    put_off = client.post(f"{here}verdagen/", {"why": words})
    settled = client.post(f"{here}klaar/", {"ended": "decided", "words": words})
    assert (put_off.status_code, settled.status_code) == (200, 200)
    assert put_off.context["why_form"].errors
    assert settled.context["settle_form"].errors
    assert b"<details open>" in settled.content
    complaint = Complaint.objects.get()
    assert (complaint.put_off_on, complaint.settled_on) == (None, None)


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=9)])
def test_received_when_it_was_written_or_later(lena: User, day: date) -> None:
    with time_machine.travel(NOON + timedelta(days=2), tick=False), pytest.raises(Refused):
        actions.register(one(Kind.COMPLAINT), lena, received_on=day, formal=True)


def test_too_late_to_put_off(lena: User) -> None:
    sad = one(Kind.COMPLAINT)
    with time_machine.travel(NOON, tick=False):
        actions.register(sad, lena, received_on=TODAY, formal=True)
    with time_machine.travel(NOON + timedelta(days=43), tick=False), pytest.raises(Refused):
        actions.put_off(sad, "Druk", lena)
    assert Complaint.objects.get().put_off_on is None


def test_what_is_talked_over_has_no_last_day_to_press(as_user: Any, lena: User) -> None:
    sad = one(Kind.COMPLAINT)
    with time_machine.travel(NOON, tick=False):
        actions.register(sad, lena, received_on=TODAY, formal=True)
    with time_machine.travel(NOON + timedelta(days=36), tick=False):
        client = as_user(lena)
        assert b'data-testid="pressing"' in client.get("/onderwerpen/klachten/").content
        actions.register(sad, lena, received_on=TODAY, formal=False)
        assert b'data-testid="pressing"' not in client.get("/onderwerpen/klachten/").content


def test_a_complaint_of_another_kind_since_stays_in_sight(as_user: Any, lena: User) -> None:
    sad = one(Kind.COMPLAINT, "Weggestuurd")
    with time_machine.travel(NOON, tick=False):
        actions.register(sad, lena, received_on=TODAY, formal=True)
    Conversation.objects.update(kind=Kind.QUESTION)
    assert "Weggestuurd" in as_user(lena).get("/onderwerpen/klachten/").content.decode()


def test_complaints_by_law_stand_first_and_all_are_there(
    as_user: Any, lena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(complaints, "MOST_OPEN", 2)
    made = [one(Kind.COMPLAINT) for _ in range(5)]
    with time_machine.travel(NOON, tick=False):
        for row in made:
            actions.register(row, lena, received_on=TODAY, formal=row in made[3:])
    Complaint.objects.filter(formal=False).update(due_on=TODAY + timedelta(days=1))
    with time_machine.travel(NOON + timedelta(days=40), tick=False):
        client, seen, address = as_user(lena), [], "/onderwerpen/klachten/"
        while address:
            page = client.get(address)
            assert page.context["pressing"] == 2
            seen += page.context["lasting"]
            more = page.context["more_open"]
            assert bool(more) == (f"?vanaf={more}" in page.content.decode())
            address = more and f"/onderwerpen/klachten/?vanaf={more}"
    assert [row.pk for row in seen] == [row.pk for row in (*made[3:], *made[:3])]


def test_an_agent_reads_and_does_not_decide(as_user: Any, anouk: User) -> None:
    sad = one(Kind.COMPLAINT)
    client = as_user(anouk)
    assert b"register" not in client.get(f"/onderwerpen/klachten/{sad.pk}/").content
    with pytest.raises(Refused):
        actions.register(sad, anouk, received_on=TODAY, formal=True)


# All of them -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "kind"),
    [("ideeen", Kind.IDEA), ("complimenten", Kind.COMPLIMENT), ("klachten", Kind.COMPLAINT)],
)
def test_as_cheap_for_many(as_user: Any, lena: User, what: str, kind: Kind) -> None:
    client: Client = as_user(lena)
    for number in range(40):
        made = one(kind, f"Nummer {number}", created_at=NOON - timedelta(minutes=number))
        if kind == Kind.IDEA:
            actions.follow(made, Followed("taken_up", person=lena), lena, seen=0)
    client.get(f"/onderwerpen/{what}/")
    seen, address = [], f"/onderwerpen/{what}/"
    while address:
        with CaptureQueriesContext(connection) as asked:
            context = client.get(address).context
        assert len(asked) <= MOST_QUERIES
        seen += [row.pk for row in context["rows"]]
        address = context["more"] and f"/onderwerpen/{what}/{context['more']}"
    assert len(seen) == len(set(seen)) == 40


def test_hostile_words_stay_words(as_user: Any, lena: User) -> None:
    client: Client = as_user(lena)
    for kind, what in (
        (Kind.IDEA, "ideeen"),
        (Kind.COMPLIMENT, "complimenten"),
        (Kind.COMPLAINT, "klachten"),
    ):
        made = one(kind, "<script>alert(1)</script>\x07 {{ x }}")
        for address in (f"/onderwerpen/{what}/", f"/onderwerpen/{what}/{made.pk}/"):
            page = client.get(address).content.decode()
            assert "<script>alert" not in page
            assert "&lt;script&gt;alert" in page
