"""Mail that did not become an answer by itself, and what a person does with it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from routing import desk
from routing.mail import keeping, mailboxes, tray
from routing.mail.about import letters_about
from routing.mail.floods import MOST_LATELY
from routing.models import Department, Letter, MailRun, Referral
from tests.routing.mail.test_receiving import came, picture, reply
from tests.routing.race import race
from tests.simulator.postal import GROEN
from webcare.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

State = Letter.State


@pytest.fixture
def sorter(lena: User) -> User:
    lena.user_permissions.add(Permission.objects.get(codename="sort_letter"))
    return lena


@pytest.fixture
def browser_of_sorter(client: Client, sorter: User) -> Client:
    client.force_login(sorter)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def stranger(asked: Referral) -> Letter:
    """A letter about the question, of somebody who does not belong to the department."""
    return came(reply(asked, From="Chris Vos <chris@example.org>", Subject="Berken"))


def page(client: Client, name: str, *args: int, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return str(response.content.decode())


# Looking -----------------------------------------------------------------------------------------


def test_letter_lies_in_the_tray_with_why(browser_of_sorter: Client, stranger: Letter) -> None:
    shown = page(browser_of_sorter, "letters")
    assert "Chris Vos" in shown
    assert "This sender does not belong to the department." in shown


def test_letter_is_shown_with_all_there_is(
    browser_of_sorter: Client, asked: Referral, settings: Any
) -> None:
    settings.MAIL_AUTHSERV = "mx.example.nl"
    letter = reply(asked, "Week 48 <b>.\n\n> Wanneer?\n", checks="dmarc=fail", From="x@example.org")
    letter.add_attachment(picture(), maintype="image", subtype="png", filename="berk.png")
    row = came(letter)
    shown = page(browser_of_sorter, "letter", row.pk)
    assert "Week 48 &lt;b&gt;." in shown
    assert "berk.png" in shown
    assert "somebody else sent this (DMARC: fail)" in shown
    assert "Wanneer snoeien we de berken?" in shown


@pytest.mark.parametrize(
    ("checks", "words"),
    [
        ("", "said nothing"),
        ("spf=pass smtp.mailfrom=example.org; dmarc=pass", "vouches for"),
        ("spf=none; dkim=none", "cannot say"),
    ],
)
def test_what_the_mail_server_found_is_said(
    browser_of_sorter: Client, asked: Referral, settings: Any, checks: str, words: str
) -> None:
    settings.MAIL_AUTHSERV = "mx.example.nl"
    row = came(reply(asked, checks=checks, From="x@example.org"))
    assert words in page(browser_of_sorter, "letter", row.pk)


def test_bytes_can_be_saved(browser_of_sorter: Client, asked: Referral) -> None:
    raw = reply(asked, From="x@example.org").as_bytes()
    row = came(raw)
    response = browser_of_sorter.get(reverse("raw_letter", args=[row.pk]))
    assert response.content == raw
    assert response["Content-Disposition"].startswith("attachment")


def test_of_a_large_letter_no_more_is_taken_than_is_read(asked: Referral, settings: Any) -> None:
    settings.LETTER_LIMIT = 100_000
    letter = reply(asked)
    letter.add_attachment(bytes(8_000_000), maintype="image", subtype="png", filename="a.png")
    row = came(letter)
    with row.raw.open() as file:
        whole = keeping.parse(file.read())
    tracemalloc.start()
    try:
        again = keeping.read_again(row)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (again.text, again.attachments) == (whole.text, whole.attachments)
    assert [one.why for one in again.left_out] == [one.why for one in whole.left_out]
    assert peak < 4_000_000


def test_letter_that_the_storage_lost_is_shown_all_the_same(
    browser_of_sorter: Client, stranger: Letter
) -> None:
    default_storage.delete(str(stranger.raw))
    assert "does not have this mail" in page(browser_of_sorter, "letter", stranger.pk)
    assert browser_of_sorter.get(reverse("raw_letter", args=[stranger.pk])).status_code == 404


@pytest.mark.parametrize("name", ["letters", "letter", "raw_letter", "use_letter"])
def test_tray_is_not_for_everyone(
    as_user: Any, bram: User, otto: User, stranger: Letter, name: str
) -> None:
    args = [] if name == "letters" else [stranger.pk]
    for user in (bram, otto):
        visitor = as_user(user)
        asks = visitor.post if name == "use_letter" else visitor.get
        assert asks(reverse(name, args=args)).status_code == 404


def test_list_goes_on_where_it_ended(asked: Referral) -> None:
    rows = [came(reply(asked, From=f"{n}@example.org", Message_ID=f"<{n}@x>")) for n in range(5)]
    first = tray.page(State.TRAY, size=3)
    came(reply(asked, From="nieuw@example.org", Message_ID="<n@x>"))
    second = tray.page(State.TRAY, first.next, size=3)
    assert [*first.rows, *second.rows] == rows[::-1]
    assert second.next == ""


@pytest.mark.parametrize("place", ["x", "2026-01-01_1", "2026-01-01T00:00:00+00:00_" + "9" * 30])
def test_place_that_nobody_gave_out(browser_of_sorter: Client, place: str) -> None:
    assert browser_of_sorter.get(reverse("letters"), {"after": place}).status_code == 404


def test_list_asks_as_much_for_many_letters_as_for_one(
    browser_of_sorter: Client, asked: Referral
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            page(browser_of_sorter, "letters")
        return len(found)

    came(reply(asked, From="a@example.org"))
    before = queries()
    for number in range(5):
        came(reply(asked, From=f"{number}@example.org", Message_ID=f"<{number}@x>"))
    assert queries() == before


def test_mailbox_that_fails_is_said_here(browser_of_sorter: Client, settings: Any) -> None:
    settings.IMAP = object()
    mailboxes.note(MailRun.Problem.REFUSED, "[AUTHENTICATIONFAILED]")
    shown = page(browser_of_sorter, "letters")
    assert "refuses our user name or password" in shown
    assert "AUTHENTICATIONFAILED" in shown


# Using -------------------------------------------------------------------------------------------


def use(client: Client, row: Letter, referral: Referral | None, text: str = "In week 48.") -> Any:
    given = {"text": text} | ({"referral": str(referral.pk)} if referral else {})
    return client.post(reverse("use_letter", args=[row.pk]), given)


def test_letter_becomes_the_answer_after_all(
    browser_of_sorter: Client, asked: Referral, sorter: User
) -> None:
    letter = reply(asked, From="Chris Vos <chris@example.org>")
    letter.add_attachment(picture(), maintype="image", subtype="png", filename="berk.png")
    row = came(letter)
    assert use(browser_of_sorter, row, asked, "In week 49.").status_code == 303
    asked.refresh_from_db()
    assert (asked.answer.text, asked.answer.source) == ("In week 49.", "mail")
    assert asked.answer.sender == "Chris Vos (chris@example.org)"
    assert [one.name for one in asked.enclosures.all()] == ["berk.png"]
    row.refresh_from_db()
    assert (row.state, row.handled_by) == (State.TAKEN, sorter)
    assert row.handled_at


def test_letter_that_belongs_elsewhere_gets_its_question(
    browser_of_sorter: Client, asked: Referral, groen: Department, anouk: User
) -> None:
    other = desk.refer(groen, "Wanneer maait u het gras?", {"channel": "X", "messages": []}, anouk)
    row = came(reply(asked, To="antwoord@gemeente-voorbeeld.example"))
    assert use(browser_of_sorter, row, other).status_code == 303
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.referral, other.answer.text) == (other, "In week 48.")


def test_question_is_found_by_its_words_and_what_was_written_stays(
    browser_of_sorter: Client, asked: Referral
) -> None:
    row = came(reply(asked, To="antwoord@gemeente-voorbeeld.example", From="x@example.org"))
    assert f'value="{asked.pk}"' not in page(browser_of_sorter, "letter", row.pk)
    response = browser_of_sorter.post(
        reverse("letter", args=[row.pk]), {"q": "berken", "text": "Mijn woorden."}
    )
    shown = response.content.decode()
    assert f'name="referral" value="{asked.pk}"' in shown
    assert "Mijn woorden." in shown


def test_questions_of_the_sender_are_offered(asked: Referral) -> None:
    row = came(reply(asked, To="antwoord@gemeente-voorbeeld.example"))
    assert tray.offered(row) == [asked]


def test_letter_without_words_becomes_an_answer_in_other_words(
    browser_of_sorter: Client, asked: Referral
) -> None:
    row = came(reply(asked, "\n"))
    assert use(browser_of_sorter, row, asked, "Zie de bijlage.").status_code == 303
    asked.refresh_from_db()
    assert asked.answer.text == "Zie de bijlage."


def test_letter_without_a_sender_is_of_somebody(browser_of_sorter: Client, asked: Referral) -> None:
    row = came(b"Subject: hallo\r\n\r\nIn week 48.\r\n")
    assert use(browser_of_sorter, row, asked).status_code == 303
    asked.refresh_from_db()
    assert asked.answer.sender == "Unknown sender"


def test_question_has_to_be_chosen(
    browser_of_sorter: Client, stranger: Letter, asked: Referral
) -> None:
    response = use(browser_of_sorter, stranger, None, "Mijn woorden.")
    assert response.status_code == 422
    assert "Choose the question" in response.content.decode()
    assert "Mijn woorden." in response.content.decode()


def test_question_that_was_closed_meanwhile_is_refused(
    browser_of_sorter: Client, stranger: Letter, asked: Referral
) -> None:
    desk.withdraw(asked)
    response = use(browser_of_sorter, stranger, asked)
    assert response.status_code == 422
    assert "no longer open" in response.content.decode()
    stranger.refresh_from_db()
    assert stranger.state == State.TRAY


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_use_it_once(asked: Referral, stranger: Letter, lena: User) -> None:
    def act() -> object:
        return tray.become_answer(stranger, asked, "In week 48.", lena)

    done = race(act, act)
    assert sum(isinstance(one, desk.Refused) for one in done) == 1
    asked.refresh_from_db()
    assert asked.answer.text == "In week 48."


# Putting away ------------------------------------------------------------------------------------


def test_letter_is_put_away_and_kept(
    browser_of_sorter: Client, stranger: Letter, sorter: User
) -> None:
    browser_of_sorter.post(reverse("put_letter_away", args=[stranger.pk]))
    stranger.refresh_from_db()
    assert (stranger.state, stranger.handled_by) == (State.PUT_AWAY, sorter)
    assert "Chris Vos" not in page(browser_of_sorter, "letters")
    assert "Chris Vos" in page(browser_of_sorter, "letters", show="put_away")
    assert default_storage.exists(str(stranger.raw))


def test_letter_that_was_put_away_can_come_back(
    browser_of_sorter: Client, stranger: Letter, sorter: User
) -> None:
    tray.put_away(stranger, sorter)
    browser_of_sorter.post(reverse("put_letter_back", args=[stranger.pk]))
    stranger.refresh_from_db()
    assert (stranger.state, stranger.handled_by) == (State.TRAY, None)


def test_colleague_who_is_second_hears_so(
    browser_of_sorter: Client, stranger: Letter, asked: Referral, sorter: User
) -> None:
    tray.put_away(stranger, sorter)
    response = browser_of_sorter.post(reverse("put_letter_away", args=[stranger.pk]), follow=True)
    assert "A colleague did something with this letter already." in response.content.decode()


def test_mail_bomb_is_one_line(browser_of_sorter: Client, asked: Referral) -> None:
    for number in range(MOST_LATELY + 3):
        came(reply(asked, From="boem@example.org", Message_ID=f"<{number}@x>"))
    shown = page(browser_of_sorter, "letters")
    assert shown.count("letter-row") == MOST_LATELY
    assert "3 letters more than we read" in shown
    browser_of_sorter.post(reverse("put_letters_away"), {"sender": "boem@example.org"})
    assert Letter.objects.filter(state=State.PUT_AWAY).count() == 3
    assert Letter.objects.filter(state=State.TRAY).count() == MOST_LATELY


def test_mail_bomb_can_be_looked_into(browser_of_sorter: Client, asked: Referral) -> None:
    for number in range(MOST_LATELY + 2):
        last = came(reply(asked, From="boem@example.org", Message_ID=f"<{number}@x>"))
    shown = page(browser_of_sorter, "letters", heap="boem@example.org")
    assert shown.count("letter-row") == 2
    assert reverse("letter", args=[last.pk]) in shown
    browser_of_sorter.post(reverse("put_letter_away", args=[last.pk]))
    assert page(browser_of_sorter, "letters", heap="boem@example.org").count("letter-row") == 1


def test_storm_of_automatic_mail_is_one_line(browser_of_sorter: Client, asked: Referral) -> None:
    for number in range(MOST_LATELY + 3):
        came(absence(asked, Message_ID=f"<{number}@x>"))
    shown = page(browser_of_sorter, "letters", show="automatic")
    assert shown.count("letter-row") == MOST_LATELY
    assert "3 letters more than we read" in shown
    away = {"sender": GROEN, "show": "automatic"}
    browser_of_sorter.post(reverse("put_letters_away"), away)
    assert Letter.objects.filter(state=State.PUT_AWAY).count() == 3


# What a machine sent -----------------------------------------------------------------------------


def absence(asked: Referral, **headers: str) -> EmailMessage:
    return reply(asked, "Ik ben er niet.\n", Auto_Submitted="auto-replied", **headers)


def bounce(asked: Referral) -> EmailMessage:
    return reply(asked, "550 mailbox unknown\n", X_Failed_Recipients=GROEN)


def test_who_is_away_is_known_at_the_question(asked: Referral) -> None:
    row = came(absence(asked))
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        (seen,) = letters_about([asked.pk])[asked.pk].away
    assert (seen.pk, seen.text, seen.who) == (row.pk, "Ik ben er niet.", "Bram Smit")


@pytest.mark.parametrize("made", [absence, bounce])
def test_letter_of_a_machine_becomes_the_answer_after_all(
    browser_of_sorter: Client, asked: Referral, made: Callable[[Referral], EmailMessage]
) -> None:
    row = came(made(asked))
    assert row.state in (State.AUTOMATIC, State.BOUNCE)
    shown = page(browser_of_sorter, "letter", row.pk)
    assert reverse("use_letter", args=[row.pk]) in shown
    assert f'name="referral" value="{asked.pk}"' in shown
    assert use(browser_of_sorter, row, asked).status_code == 303
    asked.refresh_from_db()
    assert asked.answer.text == "In week 48."


@pytest.mark.parametrize("made", [absence, bounce])
def test_letter_of_a_machine_can_wait_for_a_person(
    browser_of_sorter: Client, asked: Referral, made: Callable[[Referral], EmailMessage]
) -> None:
    row = came(made(asked))
    assert 'data-testid="letter-back"' in page(browser_of_sorter, "letter", row.pk)
    browser_of_sorter.post(reverse("put_letter_back", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, row.why) == (State.TRAY, Letter.Why.MACHINE)
    assert [seen.pk for seen in letters_about([asked.pk])[asked.pk].waiting] == [row.pk]


@pytest.mark.parametrize("made", [absence, bounce])
def test_letter_of_a_machine_is_put_away(
    browser_of_sorter: Client, asked: Referral, made: Callable[[Referral], EmailMessage]
) -> None:
    row = came(made(asked))
    assert 'data-testid="letter-away"' in page(browser_of_sorter, "letter", row.pk)
    browser_of_sorter.post(reverse("put_letter_away", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == State.PUT_AWAY
    assert letters_about([asked.pk])[asked.pk].away == []


def test_answer_of_before_is_used_no_second_time(
    browser_of_sorter: Client, asked: Referral, groen: Department, anouk: User
) -> None:
    row = came(reply(asked))
    other = desk.refer(groen, "Wanneer maait u het gras?", {"channel": "X", "messages": []}, anouk)
    assert reverse("use_letter", args=[row.pk]) not in page(browser_of_sorter, "letter", row.pk)
    use(browser_of_sorter, row, other)
    other.refresh_from_db()
    assert other.state == Referral.State.OPEN


def test_what_was_left_out_is_said_with_the_letter(
    browser_of_sorter: Client, asked: Referral
) -> None:
    letter = reply(asked)
    letter.add_attachment(b"MZ\x00", maintype="application", subtype="zip", filename="plan.exe")
    shown = page(browser_of_sorter, "letter", came(letter).pk)
    assert "Left out:" in shown
    assert "plan.exe: “plan.exe” is not a picture" in shown
