"""Who wrote a letter: a person, a machine that answers for one, or a mail server."""

from __future__ import annotations

import pytest

from routing.mail import Failure, LetterKind, read
from tests.routing.mail.post import HOST, TOKEN, letter, note

MACHINES = [
    ("Auto-Submitted: auto-replied",),
    ("Auto-Submitted: auto-generated; owner-email=x@voorbeeld.example",),
    ("Auto-Submitted: auto-notified",),
    ("X-Autoreply: yes",),
    ("X-Autorespond: vacation",),
    ("Precedence: bulk",),
    ("Precedence: auto_reply",),
    ("Delivered-To: Autoresponder",),
    ("Subject: Automatisch antwoord: Vraag van een inwoner",),
    ("Subject: Automatic reply: Question",),
    ("Subject: Out of Office Re: Vraag",),
    ("Subject: Afwezigheidsmelding",),
    ("Subject: Afwezig: Vraag van een inwoner",),
    ("Subject: Niet aanwezig: Vraag",),
    ("Subject: Ontvangstbevestiging zaak 2026-0042",),
    ("Subject: Gelezen: Vraag van een inwoner",),
    ("Subject: Vakantie", "X-Auto-Response-Suppress: All"),
    ("Subject: Ik ben met vakantie", "Return-Path: <>"),
]


@pytest.mark.parametrize("headers", MACHINES, ids=lambda headers: headers[0])
def test_machine_is_known_by_its_headers(headers: tuple[str, ...]) -> None:
    assert read(note("Tot maandag.", *headers)).kind == LetterKind.AUTOMATIC


PERSONS = [
    ("Auto-Submitted: no",),
    ("Auto-Submitted: auto-forwarded",),
    ("X-Auto-Response-Suppress: All", "Subject: RE: Vraag van een inwoner"),
    ("Precedence: list",),
    ("Subject: RE: Automatische incasso van de hondenbelasting",),
    ("Subject: Vakantieregeling zwembad",),
    ("Subject: RE: Vraag: read: the manual",),
    ("Subject: Afwezig personeel bij de balie",),
    ("Return-Path: <>", "Subject: RE: Vraag van een inwoner"),
    ("From: postmaster@voorbeeld.example", "Subject: RE: Vraag"),
]


@pytest.mark.parametrize("headers", PERSONS, ids=lambda headers: headers[0])
def test_person_is_not_taken_for_a_machine(headers: tuple[str, ...]) -> None:
    assert read(note("De balie is open.", *headers)).kind == LetterKind.ANSWER


def test_absence_in_subject_and_text_is_a_machine() -> None:
    raw = note("Ik ben tot maandag afwezig.", "Subject: Afwezig tot maandag")
    assert read(raw).kind == LetterKind.AUTOMATIC


def test_automatic_reply_keeps_its_text() -> None:
    assert letter("automatic/exchange-nl").text.startswith("Ik ben afwezig tot en met 4 december.")


GROEN = "groen@voorbeeld.example"


@pytest.mark.parametrize(
    ("name", "failure"),
    [
        (
            "postfix",
            Failure(
                "s.yilmaz@voorbeeld.example",
                "550 5.1.1 <s.yilmaz@voorbeeld.example>: Recipient address rejected: User unknown",
                "5.1.1",
                permanent=True,
            ),
        ),
        (
            "exchange-nl",
            Failure(
                "oud.medewerker@voorbeeld.example",
                "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException",
                "5.2.2",
                permanent=True,
            ),
        ),
        ("exim", Failure(GROEN, "550 5.7.1 Relaying denied", "5.7.1", permanent=True)),
        (
            "qmail",
            Failure(
                GROEN, "Sorry, no mailbox here by that name. (#5.1.1)", "5.1.1", permanent=True
            ),
        ),
    ],
)
def test_bounce_tells_whom_it_did_not_reach_and_why(name: str, failure: Failure) -> None:
    assert letter(f"bounces/{name}").failures == (failure,)


@pytest.mark.parametrize("name", ["postfix", "exchange-nl"])
def test_bounce_refers_to_the_letter_that_came_back(name: str) -> None:
    assert f"<vraag-{TOKEN}.1@{HOST}>" in letter(f"bounces/{name}").references


def test_letter_that_comes_back_is_no_attachment() -> None:
    assert letter("bounces/exchange-nl").attachments == ()


def test_letter_that_is_only_late_is_no_bounce() -> None:
    assert letter("automatic/delayed").failures == ()


def test_failure_that_may_pass_is_not_permanent() -> None:
    raw = letter_with_status("4.2.2", "smtp; 452 4.2.2 mailbox full")
    assert read(raw).failures[0].permanent is False


def letter_with_status(status: str, diagnostic: str) -> bytes:
    block = f"Final-Recipient: rfc822; {GROEN}\r\nAction: failed\r\nStatus: {status}\r\n"
    kind = 'multipart/report; report-type=delivery-status; boundary="b"'
    parts = (
        f"--b\r\n\r\nMislukt.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\r\n{block}"
    )
    text = f"{parts}Diagnostic-Code: {diagnostic}\r\n\r\n--b--\r\n"
    return note(text, kind=kind).replace(b"Content-Transfer-Encoding: 8bit\r\n", b"")
