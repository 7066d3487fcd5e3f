"""The post over real SMTP and real IMAP."""

from __future__ import annotations

import contextlib
import json
import secrets
import smtplib
import time
from imaplib import IMAP4
from urllib.error import HTTPError

import pytest
from imap_tools import A, MailboxLoginError

from connectors.simulator.testing import Simulator
from tests.simulator.postal import ANSWERS, GROEN, UNIQUE, WEBCARE, Post, letter


@pytest.fixture
def post(simulator: Simulator) -> Post:
    return Post(simulator)


# In and out --------------------------------------------------------------------------------------


def test_letter_sent_is_fetched(post: Post) -> None:
    post.send(letter("Zijn de élzen ziek?\n.\n"))
    with post.mailbox() as box:
        (found,) = box.fetch()
    assert found.text == "Zijn de élzen ziek?\r\n.\r\n"
    assert (found.from_, found.to, found.subject) == (WEBCARE, (GROEN,), "Vraag")


def test_letter_is_there_for_who_looked_already(post: Post) -> None:
    with post.mailbox() as box:
        assert box.uids() == []
        post.send(letter())
        assert box.uids() == ["1"]


def test_waiting_client_is_told_at_once(post: Post) -> None:
    with post.mailbox() as box, box.idle as idle:
        post.send(letter())
        began = time.monotonic()
        told = idle.poll(timeout=60)
        took = time.monotonic() - began
    assert b"* 1 EXISTS" in told
    assert took < 30


def test_plus_address_goes_to_the_mailbox_without(post: Post) -> None:
    post.send(letter(), UNIQUE.upper())
    with post.mailbox(ANSWERS) as box:
        (found,) = box.fetch()
    assert found.headers["delivered-to"] == (UNIQUE.upper(),)


def test_every_recipient_gets_one(post: Post) -> None:
    post.send(letter(), GROEN, UNIQUE, "afval@gemeente-voorbeeld.example")
    assert {box["address"]: box["letters"] for box in post.control("GET")["mailboxes"]} == {
        GROEN: 1,
        ANSWERS: 1,
        "afval@gemeente-voorbeeld.example": 1,
    }


def test_server_says_how_the_letter_came(post: Post) -> None:
    post.send(letter())
    whole = post.whole()
    assert whole["Return-Path"] == f"<{WEBCARE}>"
    assert whole["Authentication-Results"] == (
        f"post.example; spf=pass smtp.mailfrom={WEBCARE}; dkim=none"
    )
    assert "by post.example" in whole["Received"]


def test_server_may_find_a_letter_false(post: Post) -> None:
    post.simulator.control("POST", "settings", {"mail_spf": "fail", "mail_dkim": "pass"})
    post.send(letter())
    found = post.whole()["Authentication-Results"]
    assert "spf=fail" in found
    assert "dkim=pass header.d=gemeente-voorbeeld.example" in found


def test_sender_cannot_speak_for_the_server(post: Post) -> None:
    forged = letter(Authentication_Results="post.example; spf=pass; dkim=pass", Subject="Hallo")
    forged["Authentication-Results"] = "elders.example; dkim=pass"
    post.simulator.control("POST", "settings", {"mail_spf": "fail"})
    post.send(forged)
    results = post.whole().get_all("Authentication-Results", [])
    assert [each.partition(";")[0] for each in results] == ["post.example", "elders.example"]
    assert "spf=fail" in results[0]
    assert post.whole()["Subject"] == "Hallo"


def test_letter_without_sender_is_accepted(post: Post) -> None:
    post.send(letter(), sender="")
    assert post.whole()["Return-Path"] == "<>"


def test_letter_of_five_megabytes(post: Post) -> None:
    data = secrets.token_bytes(5_000_000)
    large = letter()
    large.add_attachment(data, maintype="image", subtype="jpeg", filename="berk.jpg")
    post.send(large)
    with post.mailbox() as box:
        (found,) = box.fetch()
    assert [(each.filename, each.payload == data) for each in found.attachments] == [
        ("berk.jpg", True)
    ]


def test_letter_above_the_limit_is_refused(post: Post) -> None:
    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        post.send(b"x" * (41 * 1024 * 1024))
    assert refused.value.smtp_code == 552


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"geen kop\r\n",
        b"Content-Type: multipart/mixed\r\n\r\nzonder grens\r\n",
        b"Content-Type: text/plain; charset=klingon\r\nSubject: =?x?q?\xff\r\n\r\n\xfe\xff\r\n",
    ],
)
def test_broken_letter_is_handed_out_as_it_came(post: Post, raw: bytes) -> None:
    post.send(raw)
    with post.mailbox() as box:
        (found,) = box.fetch()
        assert len(list(box.fetch(A(subject="geen"), headers_only=True))) == 0
    assert found.obj.as_bytes()
    assert post.brief()[0]["uid"] == 1


# Mailboxes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [GROEN, GROEN.upper(), "groen+iets@gemeente-voorbeeld.example"])
def test_mailbox_opens_by_its_address(post: Post, address: str) -> None:
    post.send(letter())
    with post.mailbox(address) as box:
        assert box.uids() == ["1"]


@pytest.mark.parametrize(("address", "password"), [(GROEN, "anders"), ("groen", "sim-post")])
def test_mailbox_stays_shut_for_others(post: Post, address: str, password: str) -> None:
    with pytest.raises(MailboxLoginError), post.mailbox(address, password):
        pass


def test_password_is_a_setting(post: Post) -> None:
    post.simulator.control("POST", "settings", {"mail_password": "nieuw"})
    with post.mailbox(password="nieuw") as box:
        assert box.uids() == []


def test_looking_leaves_a_letter_unseen(post: Post) -> None:
    post.send(letter())
    with post.mailbox() as box:
        list(box.fetch(mark_seen=False))
    with post.mailbox() as box:
        assert box.uids(A(seen=False)) == ["1"]


def test_fetching_marks_a_letter_seen(post: Post) -> None:
    post.send(letter())
    with post.mailbox() as box:
        list(box.fetch())
    with post.mailbox() as box:
        assert box.uids(A(seen=False)) == []
    assert post.brief()[0]["flags"] == ["\\Seen"]


def test_flags_and_words_of_ones_own_stay(post: Post) -> None:
    post.send(letter())
    with post.mailbox() as box:
        box.flag("1", ["\\Flagged", "$Verwerkt"], True)
        box.flag("1", "\\Flagged", False)
    assert post.brief()[0]["flags"] == ["$Verwerkt"]


def test_deleted_letter_goes_with_the_expunge(post: Post) -> None:
    for _ in range(3):
        post.send(letter())
    with post.mailbox() as box:
        box.client.uid("STORE", "2", "+FLAGS", "(\\Deleted)")
        assert box.uids() == ["1", "2", "3"]
        box.expunge()
        assert box.uids() == ["1", "3"]


def test_uid_is_never_used_twice(post: Post) -> None:
    post.send(letter())
    with post.mailbox() as box:
        box.delete("1")
        post.send(letter())
        assert box.uids() == ["2"]


def test_letter_moves_to_a_folder(post: Post) -> None:
    post.send(letter(Subject="een"))
    post.send(letter(Subject="twee"))
    with post.mailbox() as box:
        box.folder.create("Verwerkt")
        assert box.client.uid("MOVE", "1", "Verwerkt")[0] == "OK"
        assert [found.subject for found in box.fetch()] == ["twee"]
        box.folder.set("Verwerkt")
        assert [found.subject for found in box.fetch()] == ["een"]


def test_client_without_move_copies_and_deletes(post: Post) -> None:
    post.send(letter())
    with post.mailbox() as box:
        box.folder.create("Verwerkt")
        box.move("1", "Verwerkt")
    assert [found["folder"] for found in post.brief()] == ["Verwerkt"]


def test_folder_that_is_not_there_takes_nothing(post: Post) -> None:
    post.send(letter())
    with post.mailbox() as box:
        assert box.client.uid("MOVE", "1", "Nergens")[0] == "NO"
        assert box.uids() == ["1"]


def test_folders_come_are_renamed_and_go(post: Post) -> None:
    post.send(letter())
    with post.mailbox() as box:
        box.folder.create("Oud")
        box.copy("1", "Oud")
        box.folder.rename("Oud", "Ouder")
        assert [folder.name for folder in box.folder.list()] == ["INBOX", "Ouder"]
        assert box.folder.status("Ouder")["MESSAGES"] == 1
        box.folder.delete("Ouder")
        assert [folder.name for folder in box.folder.list()] == ["INBOX"]
    assert len(post.brief()) == 1


def test_client_puts_a_letter_in_itself(post: Post) -> None:
    with post.mailbox() as box:
        box.append(letter().as_bytes(), "INBOX", flag_set=["\\Seen"])
        (found,) = box.fetch()
    assert found.subject == "Vraag"
    assert "\\Seen" in found.flags


# What goes wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["451", "550"])
def test_recipient_is_refused(post: Post, kind: str) -> None:
    post.fault("smtp", kind, address=GROEN)
    post.send(letter(), ANSWERS)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        post.send(letter())
    assert refused.value.recipients[GROEN][0] == int(kind)
    post.send(letter())
    assert (len(post.brief()), len(post.brief(ANSWERS))) == (1, 1)


def test_connection_breaks_before_the_letter_is_taken(post: Post) -> None:
    post.fault("smtp", "reset")
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        post.send(letter())
    assert post.brief() == []


def test_connection_breaks_after_the_letter_is_taken(post: Post) -> None:
    post.fault("smtp", "lost")
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        post.send(letter())
    assert len(post.brief()) == 1


def test_letter_is_taken_slowly(post: Post) -> None:
    post.fault("smtp", "slow", seconds=0.3)
    began = time.monotonic()
    post.send(letter())
    assert time.monotonic() - began >= 0.3


def test_login_is_refused_a_number_of_times(post: Post) -> None:
    post.fault("imap", "refuse", times=2)
    for _ in range(2):
        with pytest.raises(MailboxLoginError), post.mailbox():
            pass
    with post.mailbox() as box:
        assert box.uids() == []


def test_fault_is_for_one_mailbox(post: Post) -> None:
    post.fault("imap", "refuse", address=GROEN)
    with post.mailbox(ANSWERS) as box:
        assert box.uids() == []
    assert len(post.control("GET", "faults")) == 1


def test_connection_breaks_in_the_middle(post: Post) -> None:
    post.send(letter())
    post.fault("imap", "drop", command="FETCH")
    with contextlib.suppress(IMAP4.abort, OSError), post.mailbox() as box:
        assert box.uids() == ["1"]
        with pytest.raises((IMAP4.abort, ConnectionError)):
            box.client.uid("FETCH", "1", "(BODY[])")
    with post.mailbox() as box:
        assert len(list(box.fetch(A(seen=False)))) == 1


def test_mailbox_answers_slowly(post: Post) -> None:
    post.fault("imap", "slow", command="SELECT", seconds=0.3)
    began = time.monotonic()
    with post.mailbox():
        assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize(
    "fault",
    [
        {"server": "pop3", "kind": "drop"},
        {"server": "smtp", "kind": "250"},
        {"server": "smtp", "kind": "refuse"},
        {"server": "imap", "kind": "550"},
        {"server": "imap", "kind": "drop", "times": 0},
        {"server": "imap", "kind": "drop", "colour": "red"},
    ],
)
def test_impossible_fault_is_refused(post: Post, fault: dict[str, object]) -> None:
    with pytest.raises(HTTPError) as refused:
        post.control("POST", "faults", fault)
    assert refused.value.code == 400
    assert json.load(refused.value)["error"]
