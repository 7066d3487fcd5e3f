"""What the post keeps, what it forgets, and what a test does with it."""

from __future__ import annotations

import base64
import contextlib
import json
import signal
from imaplib import IMAP4
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from connectors.simulator.post import letterboxes
from connectors.simulator.post.letterboxes import Letterboxes, mailbox_of
from connectors.simulator.testing import Simulator, running_simulator
from tests.ports import free_port
from tests.simulator.postal import ANSWERS, GROEN, UNIQUE, WEBCARE, Post, letter
from tests.simulator.test_running import started


@pytest.fixture
def post(simulator: Simulator) -> Post:
    return Post(simulator)


def validity(post: Post) -> int:
    with post.mailbox() as box:
        return int(box.folder.status("INBOX")["UIDVALIDITY"])


# Beginning anew ----------------------------------------------------------------------------------


def test_reset_wipes_mail_and_faults(post: Post) -> None:
    post.send(letter())
    post.fault("imap", "refuse")
    post.simulator.control("POST", "reset", {})
    assert post.control("GET")["mailboxes"] == []
    assert post.control("GET", "faults") == []
    with post.mailbox() as box:
        assert box.uids() == []


def test_reset_breaks_with_who_reads_mail_that_is_gone(post: Post) -> None:
    with contextlib.suppress(IMAP4.abort, OSError), post.mailbox() as box:
        post.simulator.control("POST", "reset", {})
        with pytest.raises((IMAP4.abort, OSError)):
            box.client.noop()


def test_mailbox_after_a_reset_is_another(post: Post) -> None:
    before = validity(post)
    post.simulator.control("POST", "reset", {})
    assert validity(post) > before


def test_one_mailbox_can_be_emptied(post: Post) -> None:
    post.send(letter(), GROEN, ANSWERS)
    post.control("DELETE", UNIQUE)
    assert (len(post.brief()), len(post.brief(ANSWERS))) == (1, 0)


def test_all_mailboxes_can_be_emptied(post: Post) -> None:
    post.send(letter(), GROEN, ANSWERS)
    assert sorted(post.control("DELETE")["wiped"]) == [ANSWERS, GROEN]
    assert post.brief() == []


# Starting again ----------------------------------------------------------------------------------


def test_mail_survives_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "world.json"
    with running_simulator(state=state) as simulator:
        before = lived_in(Post(simulator))
    with running_simulator(state=state) as simulator:
        post = Post(simulator)
        assert remembered(post) == before
        post.send(letter())
        with post.mailbox() as box:
            assert box.uids() == ["2", "3"]


def lived_in(post: Post) -> dict[str, Any]:
    """Some mail comes in, is read and is put away."""
    post.send(letter("Élzen?\n"), GROEN, UNIQUE)
    post.send(letter())
    with post.mailbox() as box:
        box.folder.create("Oud")
        box.move("1", "Oud")
        list(box.fetch())
    return remembered(post)


def remembered(post: Post) -> dict[str, Any]:
    return {
        "mailboxes": post.control("GET")["mailboxes"],
        "letters": [post.brief(), post.brief(ANSWERS)],
        "whole": post.whole(ANSWERS).as_bytes(),
        "validity": validity(post),
    }


def test_world_from_before_there_was_post_still_loads(tmp_path: Path) -> None:
    state = tmp_path / "world.json"
    with running_simulator(state=state):
        pass
    saved = json.loads(state.read_text())
    del saved["post"], saved["settings"]["mail_password"]
    state.write_text(json.dumps(saved))
    with running_simulator(state=state) as simulator:
        assert Post(simulator).control("GET")["mailboxes"] == []


def test_command_listens_where_it_is_told() -> None:
    smtp, imap = free_port(), free_port()
    process, simulator = started("--smtp-port", str(smtp), "--imap-port", str(imap))
    post = Post(Simulator(simulator.url, smtp, imap))
    post.send(letter())
    with contextlib.suppress(IMAP4.abort, OSError), post.mailbox() as box:
        assert box.uids() == ["1"]
        process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0


def test_command_runs_no_mail_server_unasked() -> None:
    process, simulator = started()
    try:
        told = Post(simulator).control("GET")
    finally:
        process.terminate()
        process.wait(timeout=60)
    assert (told["smtp_port"], told["imap_port"]) == (0, 0)


# Not too much ------------------------------------------------------------------------------------


def test_oldest_letters_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letterboxes, "MOST_LETTERS", 3)
    state = Letterboxes()
    for at in range(5):
        state.file(state.box(GROEN if at % 2 else ANSWERS), b"x", at)
    kept = [letter.at for box in state.boxes.values() for letter in box.letters]
    assert sorted(kept) == [2, 3, 4]


def test_large_letters_make_room_for_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letterboxes, "MOST_BYTES", 10)
    state = Letterboxes()
    for at, raw in enumerate((b"12345", b"12345", b"1", b"12345678901")):
        state.file(state.box(GROEN), raw, at)
        assert sum(len(each.raw) for each in state.box(GROEN).letters) <= max(10, len(raw))
    assert [each.at for each in state.box(GROEN).letters] == [3]


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        (UNIQUE, ANSWERS),
        ("Groen@Gemeente-Voorbeeld.EXAMPLE", GROEN),
        ("<groen@gemeente-voorbeeld.example>", GROEN),
        ("a+b+c@voorbeeld.example", "a@voorbeeld.example"),
        ("a+b@c+d.example", "a@c+d.example"),
        ("postmaster", "postmaster"),
    ],
)
def test_mailbox_of_an_address(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox


# By hand -----------------------------------------------------------------------------------------


def test_letter_is_brought_past_smtp(post: Post) -> None:
    made = post.control("POST", "", {"recipient": UNIQUE, "sender": WEBCARE, "raw": "A: b\n\nc\n"})
    assert made == {"address": ANSWERS, "number": 1, "uid": 1}
    assert post.whole(ANSWERS)["Delivered-To"] == UNIQUE


def test_letter_is_filed_as_it_is(post: Post) -> None:
    raw = b"Return-Path: <iemand@voorbeeld.example>\nSubject: Oud\n\n\xe9\n"
    coded = base64.b64encode(raw).decode()
    post.control("POST", "", {"recipient": GROEN, "raw_base64": coded, "exact": True})
    with post.mailbox() as box:
        (data,) = box.client.uid("FETCH", "1", "(BODY[])")[1][:1]
    assert data[1] == raw.replace(b"\n", b"\r\n")


def test_letter_is_shown_taken_apart(post: Post) -> None:
    made = letter("Dag\n", Reply_To=UNIQUE)
    made.add_alternative("<p>Dag</p>", "html")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="berk.pdf")
    post.send(made)
    found = post.control("GET", f"{GROEN}/1")
    assert (found["text"], found["html"].strip()) == ("Dag\n", "<p>Dag</p>")
    assert (found["from"], found["reply_to"], found["subject"]) == (WEBCARE, UNIQUE, "Vraag")
    assert found["attachments"] == [
        {"name": "berk.pdf", "mime": "application/pdf", "size": 4, "cid": ""}
    ]


@pytest.mark.parametrize(
    "draft",
    [
        {"raw": "A: b\n\nc"},
        {"recipient": "groen", "raw": "A: b\n\nc"},
        {"recipient": f"{GROEN}\nBcc: x@voorbeeld.example", "raw": ""},
        {"recipient": GROEN, "sender": "geen adres", "raw": ""},
        {"recipient": GROEN, "raw_base64": "###"},
    ],
)
def test_impossible_letter_is_refused(post: Post, draft: dict[str, str]) -> None:
    with pytest.raises(HTTPError) as refused:
        post.control("POST", "", draft)
    assert refused.value.code == 400
    assert json.load(refused.value)["error"]


@pytest.mark.parametrize("value", ["", 7, None])
def test_password_is_a_text(post: Post, value: object) -> None:
    with pytest.raises(HTTPError):
        post.simulator.control("POST", "settings", {"mail_password": value})
