"""What becomes of a letter that comes in: an answer, or a reason why a person has to look."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from routing import desk
from routing.mail import keeping
from routing.mail.about import letters_about
from routing.mail.floods import MOST_LATELY
from routing.mail.receiving import receive
from routing.models import Absence, Department, Letter, Referral, Told
from tests.factories import DepartmentFactory, person
from tests.routing.mail.conftest import SNAPSHOT
from tests.routing.mail.links import invite
from tests.routing.race import race
from tests.simulator.postal import ANSWERS, GROEN
from webcare.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

State, Why = Letter.State, Letter.Why
BRAM = f"Bram Smit <{GROEN}>"
QUOTED = """Wij snoeien in week 48.

Op vr 20 nov. 2026 om 14:03 schreef Webcare <webcare@gemeente-voorbeeld.example>:

> Wanneer snoeit u de berken?
"""


def to(referral: Referral) -> str:
    return ANSWERS.replace("@", f"+{referral.token}@")


def reply(
    referral: Referral, text: str = "In week 48.\n", *, checks: str = "", **headers: str
) -> EmailMessage:
    """A reply of Bram to the letter about this question. ``checks``: of our mail server."""
    made = EmailMessage(policy=SMTP)
    if checks:
        made["Authentication-Results"] = f"mx.example.nl; {checks}"
    known = {
        "From": BRAM,
        "To": to(referral),
        "Subject": "Re: Vraag van een inwoner",
        "Message_ID": f"<{referral.pk}@mail.example.nl>",
    }
    for name, value in (known | headers).items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (2, 2)).save(file, "PNG")
    return file.getvalue()


def came(letter: EmailMessage | bytes) -> Letter:
    return receive(letter if isinstance(letter, bytes) else letter.as_bytes())


def sorted_as(row: Letter) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.why


# An answer ---------------------------------------------------------------------------------------


def test_reply_of_the_mailbox_is_the_answer(asked: Referral) -> None:
    row = came(reply(asked))
    asked.refresh_from_db()
    assert asked.state == Referral.State.ANSWERED
    assert (asked.answer.text, asked.answer.source) == ("In week 48.", "mail")
    assert asked.answer.sender == f"Bram Smit ({GROEN})"
    assert (sorted_as(row), row.referral) == ((State.TAKEN, ""), asked)


def test_bytes_are_kept_as_they_came(asked: Referral) -> None:
    raw = reply(asked).as_bytes()
    row = came(raw)
    with default_storage.open(str(row.raw)) as file:
        assert file.read() == raw
    assert (row.size, row.digest) == (len(raw), sha256(raw).hexdigest())


def test_answer_is_what_was_written_now(asked: Referral) -> None:
    came(reply(asked, QUOTED))
    asked.refresh_from_db()
    assert asked.answer.text == "Wij snoeien in week 48."


def test_letter_twice_is_one(asked: Referral) -> None:
    raw = reply(asked).as_bytes()
    assert came(raw) == came(raw)
    assert Letter.objects.count() == 1


def test_letter_that_came_by_two_ways_is_one(asked: Referral) -> None:
    first = came(b"Delivered-To: a@example.nl\r\n" + reply(asked).as_bytes())
    assert came(b"Delivered-To: b@example.nl\r\n" + reply(asked).as_bytes()) == first
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_letter_twice_at_once_is_one(asked: Referral) -> None:
    raw = reply(asked).as_bytes()
    race(lambda: receive(raw), lambda: receive(raw))
    assert Letter.objects.count() == 1
    asked.refresh_from_db()
    assert asked.answer.text == "In week 48."


def test_plus_address_may_be_another(asked: Referral, settings: Any) -> None:
    settings.REPLY_ADDRESS = "Webcare-In@gemeente-voorbeeld.example"
    address = f"webcare-in+{asked.token}@gemeente-voorbeeld.example"
    assert sorted_as(came(reply(asked, To=address))) == (State.TAKEN, "")


def test_letter_to_the_bare_address_is_known_by_what_it_answers(asked: Referral) -> None:
    named = f"<vraag-{asked.token}.1@gemeente-voorbeeld.example>"
    assert sorted_as(came(reply(asked, To=ANSWERS, In_Reply_To=named))) == (State.TAKEN, "")


@pytest.mark.parametrize("who", ["member", "deputy", "invited"])
def test_who_belongs_to_the_department_may_answer(asked: Referral, bram: User, who: str) -> None:
    address = "iemand@gemeente-voorbeeld.example"
    if who == "invited":
        invite(asked, address)
    elif who == "member":
        User.objects.filter(pk=bram.pk).update(email=address)
    else:
        deputy = person("mira", "Mira", "Kok", "Official")
        User.objects.filter(pk=deputy.pk).update(email=address)
        Absence.objects.create(person=bram, first_day="2020-01-01", deputy=deputy)
    assert sorted_as(came(reply(asked, From=address))) == (State.TAKEN, "")


def test_account_is_named_where_the_mail_server_vouches(
    asked: Referral, bram: User, settings: Any
) -> None:
    settings.MAIL_AUTHSERV = "mx.example.nl"
    User.objects.filter(pk=bram.pk).update(email="bram@example.nl")
    came(reply(asked, From="Bram <bram@example.nl>", checks="dkim=pass header.d=example.nl"))
    asked.refresh_from_db()
    assert (asked.answer.by, asked.answer.sender) == (bram, "")


def test_account_is_not_named_where_nobody_vouches(asked: Referral, bram: User) -> None:
    User.objects.filter(pk=bram.pk).update(email="bram@example.nl")
    came(reply(asked, From="Bram <bram@example.nl>"))
    asked.refresh_from_db()
    assert (asked.answer.by, asked.answer.sender) == (None, "Bram (bram@example.nl)")


def test_files_come_along(asked: Referral) -> None:
    letter = reply(asked)
    letter.add_attachment(picture(), maintype="image", subtype="png", filename="berk.png")
    row = came(letter)
    (file,) = asked.enclosures.all()
    assert (file.name, file.mime, file.of_department) == ("berk.png", "image/png", True)
    with file.file.open() as content:
        assert content.read() == picture()
    assert row.left_out == []


def test_what_was_left_out_is_told(asked: Referral) -> None:
    letter = reply(asked)
    letter.add_attachment(b"MZ\x00", maintype="application", subtype="zip", filename="plan.exe")
    row = came(letter)
    assert sorted_as(row) == (State.TAKEN, "")
    with CaptureQueriesContext(connection) as queries:
        found = letters_about([asked.pk])[asked.pk]
    (words,) = found.left_out
    assert "plan.exe" in words
    assert "not a picture" in words
    assert found.answer
    assert found.answer.pk == row.pk
    assert len(queries) == 1
    assert not asked.enclosures.exists()


def with_pdf(asked: Referral, size: int) -> EmailMessage:
    letter = reply(asked)
    content = b"%PDF-" + bytes(size - 5)
    letter.add_attachment(content, maintype="application", subtype="pdf", filename="plan.pdf")
    return letter


def test_file_of_the_largest_size_comes_along(asked: Referral, settings: Any) -> None:
    most = settings.ATTACHMENT_LIMITS["file"]
    row = came(with_pdf(asked, most))
    assert sorted_as(row) == (State.TAKEN, "")
    assert (asked.enclosures.get().size, row.left_out) == (most, [])


def test_file_above_the_largest_size_is_told(asked: Referral, settings: Any) -> None:
    settings.ATTACHMENT_LIMITS = dict.fromkeys(settings.ATTACHMENT_LIMITS, 1024 * 1024)
    row = came(with_pdf(asked, 1024 * 1024 + 1))
    assert sorted_as(row) == (State.TAKEN, "")
    (words,) = letters_about([asked.pk])[asked.pk].left_out
    assert "plan.pdf" in words
    assert "larger than we take in" in words
    assert not asked.enclosures.exists()


def test_words_below_the_quote_are_pointed_at(asked: Referral) -> None:
    passed_on = "Van: Joost Bakker <j.bakker@example.org>\nOnderwerp: Berken\n\nIn week 49.\n"
    border = "---------- Forwarded message ---------"
    came(reply(asked, f"Zie hieronder het antwoord van Joost.\n\n{border}\n{passed_on}"))
    (words,) = letters_about([asked.pk])[asked.pk].left_out
    assert "further down" in words


def test_letter_to_two_questions_answers_both(
    asked: Referral, groen: Department, anouk: User
) -> None:
    other = desk.refer(groen, "Wanneer maait u het gras?", SNAPSHOT, anouk)
    letter = reply(asked, To=f"{to(asked)}, {to(other)}")
    letter.add_attachment(picture(), maintype="image", subtype="png", filename="berk.png")
    came(b"Delivered-To: a@example.nl\r\n" + letter.as_bytes())
    came(b"Delivered-To: b@example.nl\r\n" + letter.as_bytes())
    for one in (asked, other):
        one.refresh_from_db()
        assert one.answer.text == "In week 48."
        assert one.enclosures.count() == 1
        assert letters_about([one.pk])[one.pk].answer
    assert Letter.objects.count() == 2
    assert {row.raw.size for row in Letter.objects.all()} == {Letter.objects.all()[0].size}


def test_hidden_copy_to_a_second_question_answers_that_too(
    asked: Referral, groen: Department, anouk: User
) -> None:
    other = desk.refer(groen, "Wanneer maait u het gras?", SNAPSHOT, anouk)
    raw = reply(asked).as_bytes()
    came(raw)
    came(f"Delivered-To: {to(other)}\r\n".encode() + raw)
    other.refresh_from_db()
    assert other.answer.text == "In week 48."
    assert Letter.objects.count() == 2


def test_answer_that_is_too_long_says_so(asked: Referral) -> None:
    row = came(reply(asked, "Zin met woorden.\n" * 1000))
    asked.refresh_from_db()
    assert len(asked.answer.text) == 8000
    assert row.left_out


# For a person to look at -------------------------------------------------------------------------


def test_wrong_person_goes_to_the_tray(asked: Referral) -> None:
    row = came(reply(asked, From="Chris <chris@example.org>"))
    asked.refresh_from_db()
    assert (sorted_as(row), row.referral) == ((State.TRAY, Why.SENDER), asked)
    assert row.text == "In week 48."
    assert asked.state == Referral.State.OPEN


def test_another_department_is_a_wrong_person(asked: Referral) -> None:
    DepartmentFactory(email="afval@gemeente-voorbeeld.example")
    row = came(reply(asked, From="afval@gemeente-voorbeeld.example"))
    assert sorted_as(row) == (State.TRAY, Why.SENDER)


def test_who_held_an_older_link_is_a_wrong_person(asked: Referral) -> None:
    invite(asked, "oud@gemeente-voorbeeld.example")
    invite(asked, GROEN)
    row = came(reply(asked, From="oud@gemeente-voorbeeld.example"))
    assert sorted_as(row) == (State.TRAY, Why.SENDER)


def test_forged_sender_goes_to_the_tray_and_nobody_is_written_to(
    asked: Referral, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MAIL_AUTHSERV = "mx.example.nl"
    with django_capture_on_commit_callbacks(execute=True):
        row = came(reply(asked, checks="dmarc=fail header.from=gemeente-voorbeeld.example"))
    assert sorted_as(row) == (State.TRAY, Why.DOUBTED)
    assert row.authenticity["dmarc"] == "fail"
    assert mail.outbox == []


def test_results_of_a_server_we_do_not_trust_say_nothing(asked: Referral, settings: Any) -> None:
    settings.MAIL_AUTHSERV = "elders.example.nl"
    row = came(reply(asked, checks="dmarc=fail header.from=gemeente-voorbeeld.example"))
    assert sorted_as(row) == (State.TAKEN, "")


def test_broken_reference_goes_to_the_tray(asked: Referral) -> None:
    row = came(reply(asked, To=ANSWERS.replace("@", "+k7m2p9qxw4t8z3v6n5r2j8b4@")))
    assert (sorted_as(row), row.referral) == ((State.TRAY, Why.REFERENCE), None)


def test_subject_alone_is_a_hint_for_a_person(asked: Referral) -> None:
    row = came(reply(asked, To=ANSWERS, Subject=f"Berken [Webcare {asked.token[:8]}]"))
    assert (sorted_as(row), row.referral) == ((State.TRAY, Why.REFERENCE), asked)


def test_question_that_was_answered_keeps_its_answer(asked: Referral) -> None:
    came(reply(asked))
    row = came(reply(asked, "In week 49.\n", Message_ID="<2@mail.example.nl>"))
    asked.refresh_from_db()
    assert asked.answer.text == "In week 48."
    assert (sorted_as(row), row.text) == ((State.TRAY, Why.CLOSED), "In week 49.")


def test_letter_without_words_goes_to_the_tray(asked: Referral) -> None:
    assert sorted_as(came(reply(asked, "\n"))) == (State.TRAY, Why.EMPTY)


def test_letter_above_the_limit_is_kept_whole_for_a_person(asked: Referral, settings: Any) -> None:
    settings.LETTER_LIMIT = 100_000
    letter = reply(asked)
    letter.add_attachment(bytes(200_000), maintype="image", subtype="png", filename="a.png")
    row = came(letter)
    assert sorted_as(row) == (State.TRAY, Why.TOO_LARGE)
    assert (row.referral, row.text) == (asked, "In week 48.")
    with row.raw.open() as file:
        assert file.read() == letter.as_bytes()


def test_letter_that_nobody_keeps_is_refused(
    asked: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LARGEST", 1_000)
    with pytest.raises(keeping.TooLarge):
        came(reply(asked, "Boom " * 1_000))
    assert not Letter.objects.exists()


def test_storm_of_mail_fills_no_disk_and_keeps_no_answer_out(
    asked: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_A_DAY", 2_000)
    came(reply(asked, "Boom " * 1_000, To=ANSWERS))
    with pytest.raises(keeping.Full):
        came(reply(asked, To=ANSWERS, Message_ID="<2@x>"))
    assert sorted_as(came(reply(asked))) == (State.TAKEN, "")


@pytest.mark.parametrize(
    "sender", [f"{GROEN} <boef@example.org>", f"{GROEN}, boef@example.org"], ids=["name", "two"]
)
def test_sender_is_not_who_the_name_says(asked: Referral, settings: Any, sender: str) -> None:
    settings.MAIL_AUTHSERV = "mx.example.nl"
    row = came(reply(asked, From="x@example.org", checks="dmarc=pass header.from=example.org"))
    raw = row.raw.open().read().replace(b"From: x@example.org", f"From: {sender}".encode())
    row = came(raw.replace(b"Message-ID: <", b"Message-ID: <2"))
    assert row.state == State.TRAY
    assert row.why in (Why.SENDER, Why.DOUBTED)
    asked.refresh_from_db()
    assert asked.state == Referral.State.OPEN


def test_pass_of_another_house_is_doubt(asked: Referral, settings: Any) -> None:
    settings.MAIL_AUTHSERV = "mx.example.nl"
    row = came(reply(asked, checks="dmarc=pass header.from=example.org"))
    assert sorted_as(row) == (State.TRAY, Why.DOUBTED)
    assert row.authenticity["vouched"] is False


@pytest.mark.parametrize(("domain", "vouched"), [("gemeente-voorbeeld.example", True), ("", False)])
def test_who_answered_is_vouched_for_by_their_own_house_alone(
    asked: Referral, settings: Any, domain: str, vouched: bool
) -> None:
    settings.MAIL_AUTHSERV = "mx.example.nl"
    came(reply(asked, checks=f"dkim=none; dmarc=pass header.from={domain}"))
    found = letters_about([asked.pk])[asked.pk]
    assert found.answer
    assert found.vouched is vouched


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 100,
        b"Subject: =?utf-8?q?=00=00?=\r\nFrom: a\x00@example.nl\r\n\r\nhallo\x00\r\n",
        b"Subject: \xed\xa0\x80\r\n\r\n\xed\xa0\x80",
        b"Content-Type: text/plain; charset=utf-16\r\n\r\n\xd8\x00",
    ],
)
def test_strange_letter_is_kept(raw: bytes, asked: Referral) -> None:
    row = came(raw)
    assert row.state == State.TRAY
    assert Letter.objects.filter(pk=row.pk).exists()


def test_mail_bomb_is_set_apart(
    asked: Referral, office: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(MOST_LATELY + 3):
            bomb = reply(asked, f"Boem {number}", From="boem@example.org", Message_ID=f"<{number}>")
            came(bomb)
    assert Letter.objects.filter(why=Why.SENDER).count() == MOST_LATELY
    assert Letter.objects.filter(why=Why.TOO_MANY).count() == 3
    assert len(mail.outbox) == 1


def test_storm_in_the_name_of_a_department_leaves_its_own_mail_in_sight(
    asked: Referral, settings: Any
) -> None:
    settings.MAIL_AUTHSERV = "mx.example.nl"
    for number in range(MOST_LATELY + 1):
        last = came(reply(asked, f"Boem {number}", To=ANSWERS, Message_ID=f"<{number}>"))
    assert sorted_as(last) == (State.TRAY, Why.TOO_MANY)
    passed = "dmarc=pass header.from=gemeente-voorbeeld.example"
    own = came(reply(asked, "Zelf", To=ANSWERS, Message_ID="<own>", checks=passed))
    assert sorted_as(own) == (State.TRAY, Why.REFERENCE)
    about = came(reply(asked, "\n", Message_ID="<about>"))
    assert sorted_as(about) == (State.TRAY, Why.EMPTY)


def test_storm_of_automatic_mail_is_set_apart(asked: Referral) -> None:
    for number in range(MOST_LATELY + 1):
        headers = {"Auto_Submitted": "auto-replied", "Message_ID": f"<{number}>"}
        last = came(reply(asked, f"Ik ben er niet. {number}", To=ANSWERS, **headers))
    assert sorted_as(last) == (State.AUTOMATIC, Why.TOO_MANY)


# Machines ----------------------------------------------------------------------------------------


def test_absence_is_kept_and_no_answer(
    asked: Referral, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = came(reply(asked, "Ik ben er niet.\n", Auto_Submitted="auto-replied"))
    asked.refresh_from_db()
    assert (sorted_as(row), row.referral) == ((State.AUTOMATIC, ""), asked)
    assert asked.state == Referral.State.OPEN
    assert mail.outbox == []


TICKETS = {"Precedence": "bulk", "Auto_Submitted": "auto-generated"}


def test_answer_out_of_a_ticket_system_waits_for_a_person(asked: Referral) -> None:
    row = came(reply(asked, "In week 48 snoeien wij de berken.\n", **TICKETS))
    assert (sorted_as(row), row.referral) == ((State.TRAY, Why.MACHINE), asked)
    (seen,) = letters_about([asked.pk])[asked.pk].waiting
    assert (seen.pk, seen.sure, seen.text) == (row.pk, True, "In week 48 snoeien wij de berken.")


def test_bulk_mail_about_nothing_waits_for_nobody(asked: Referral) -> None:
    assert sorted_as(came(reply(asked, To=ANSWERS, **TICKETS))) == (State.AUTOMATIC, "")


def test_answer_to_a_question_about_automatic_mail_is_an_answer(asked: Referral) -> None:
    subject = "RE: Vraag van een inwoner: Ik krijg al weken een automatisch antwoord van"
    text = "Het automatisch antwoord van de balie zetten wij uit.\n"
    row = came(reply(asked, text, Subject=f"{subject} [Webcare {asked.token[:8]}]"))
    assert sorted_as(row) == (State.TAKEN, "")


def test_letter_that_came_back_is_told_with_the_question(asked: Referral) -> None:
    asked.deliveries.create(kind="question", number=1, to=GROEN, sent_at=timezone.now())
    bounce = EmailMessage(policy=SMTP)
    bounce["From"] = "MAILER-DAEMON@post.example"
    bounce["To"] = to(asked)
    bounce["Subject"] = "Undelivered Mail Returned to Sender"
    bounce["X-Failed-Recipients"] = GROEN
    bounce.set_content("550 5.1.1 mailbox unknown\n")
    row = came(bounce)
    asked.refresh_from_db()
    assert sorted_as(row) == (State.BOUNCE, "")
    assert GROEN in asked.mail_problem
    assert "mailbox unknown" in asked.mail_problem
    (seen,) = letters_about([asked.pk])[asked.pk].bounced
    assert (seen.pk, seen.what) == (row.pk, "came back")


# What goes wrong ---------------------------------------------------------------------------------


def test_database_that_is_away_keeps_nothing_and_says_so(asked: Referral) -> None:
    with connection.execute_wrapper(_fails_on_answers), pytest.raises(OperationalError):
        came(reply(asked))
    assert not Letter.objects.exists()
    assert sorted_as(came(reply(asked))) == (State.TAKEN, "")


def _fails_on_answers(execute: Any, sql: str, *rest: Any) -> Any:
    if 'INTO "routing_answer"' in sql:
        raise OperationalError("gone")
    return execute(sql, *rest)


def test_letter_that_cannot_be_sorted_lies_in_the_tray(asked: Referral) -> None:
    def fails(execute: Any, sql: str, *rest: Any) -> Any:
        if 'INTO "routing_answer"' in sql:
            raise ZeroDivisionError
        return execute(sql, *rest)

    with connection.execute_wrapper(fails):
        row = came(reply(asked))
    assert sorted_as(row) == (State.TRAY, Why.UNREADABLE)
    asked.refresh_from_db()
    assert asked.state == Referral.State.OPEN


# A word to who wrote in vain ---------------------------------------------------------------------


def test_who_wrote_in_vain_is_told_once_a_day(
    asked: Referral, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(3):
            came(reply(asked, From="Chris <chris@example.org>", Message_ID=f"<{number}@x>"))
    (told,) = mail.outbox
    assert told.to == ["chris@example.org"]
    assert told.extra_headers["In-Reply-To"] == "<0@x>"
    assert told.extra_headers["Auto-Submitted"] == "auto-replied"
    assert "did not become the answer" in str(told.body)
    assert Told.objects.count() == 1


@pytest.mark.parametrize(
    "sender", ["noreply@example.org", "MAILER-DAEMON@example.org", ANSWERS, "bounces@example.org"]
)
def test_machines_are_not_written_to(
    asked: Referral, django_capture_on_commit_callbacks: Any, sender: str
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        came(reply(asked, From=sender))
    assert mail.outbox == []


def test_stranger_for_whom_nobody_vouches_is_not_written_to(
    asked: Referral, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MAIL_AUTHSERV = "mx.example.nl"
    with django_capture_on_commit_callbacks(execute=True):
        came(reply(asked, From="chris@example.org", checks="spf=none; dkim=none; dmarc=none"))
    assert mail.outbox == []


def test_empty_letter_may_be_written_again(
    asked: Referral, groen: Department, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        came(reply(asked, "\n"))
    (told,) = mail.outbox
    assert told.extra_headers["Reply-To"] == to(asked)
    desk.withdraw(asked)
