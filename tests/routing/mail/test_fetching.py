"""Letters out of a real mailbox, over IMAP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError, connection
from django.utils import timezone

from routing.mail import fetching, keeping, mailboxes
from routing.mail.fetching import DONE, fetch_mail
from routing.mail.posting import post as mail
from routing.models import Letter, MailRun, Referral
from routing.tasks import fetch_mail as task
from tests.simulator.postal import ANSWERS, GROEN, Post, letter

pytestmark = pytest.mark.django_db

Problem = MailRun.Problem


def answer(post: Post, referral: Referral, text: str = "In week 48.\n", **headers: str) -> None:
    """Groen answers, through its own mail server."""
    to = ANSWERS.replace("@", f"+{referral.token}@")
    made = letter(text, From=GROEN, To=to, Message_ID=f"<{text.strip()}@example.nl>", **headers)
    post.send(made, to, sender=GROEN)


def folders(post: Post) -> list[str]:
    """In which folder each letter of our mailbox lies."""
    return [one["folder"] for one in post.brief(ANSWERS)]


def problem() -> str:
    return MailRun.objects.get().problem


def test_question_goes_out_and_the_reply_comes_in(post: Post, asked: Referral) -> None:
    mail(asked.pk)
    question = post.whole()
    reply = letter(
        f"In week 48.\n\nOp 20-11-2026 schreef Webcare:\n> {question['Subject']}\n",
        From=f"Groen <{GROEN}>",
        To=question["Reply-To"],
        Subject=f"RE: {question['Subject']}",
        In_Reply_To=question["Message-ID"],
        Message_ID="<1@example.nl>",
    )
    post.send(reply, question["Reply-To"], sender=GROEN)
    assert task() is None
    asked.refresh_from_db()
    assert asked.answer.text == "In week 48."


def test_letter_is_moved_once_it_is_kept(post: Post, asked: Referral) -> None:
    answer(post, asked)
    assert fetch_mail() == 1
    assert folders(post) == [DONE]
    assert Letter.objects.get().referral == asked
    assert fetch_mail() == 0


def test_letter_that_somebody_looked_at_is_new_all_the_same(post: Post, asked: Referral) -> None:
    answer(post, asked)
    with post.mailbox(ANSWERS) as box:
        list(box.fetch())
    assert fetch_mail() == 1


def test_empty_mailbox_is_no_trouble(post: Post) -> None:
    assert fetch_mail() == 0
    assert problem() == ""
    assert mailboxes.trouble(at_once=True) is None


def test_without_a_mailbox_nothing_is_done(settings: Any) -> None:
    settings.IMAP = None
    assert fetch_mail() == 0
    assert not MailRun.objects.exists()


def test_many_letters_come_in_order(post: Post, asked: Referral) -> None:
    for number in range(12):
        answer(post, asked, f"Week {number}\n")
    assert fetch_mail() == 12
    asked.refresh_from_db()
    assert asked.answer.text == "Week 0"
    assert folders(post) == [DONE] * 12


@pytest.mark.parametrize("command", ["STATUS", "FETCH", "MOVE", "COPY", "LIST"])
def test_connection_that_breaks_loses_nothing_and_does_nothing_twice(
    post: Post, asked: Referral, command: str
) -> None:
    answer(post, asked)
    answer(post, asked, "En nog iets.\n")
    post.fault("imap", "drop", command=command)
    fetch_mail()
    post.control("DELETE", "faults")
    fetch_mail()
    assert problem() == ""
    assert folders(post) == [DONE, DONE]
    assert sorted(Letter.objects.values_list("text", flat=True)) == ["En nog iets.", "In week 48."]
    asked.refresh_from_db()
    assert asked.answer.text == "In week 48."


def test_broken_connection_is_noted(post: Post, asked: Referral) -> None:
    answer(post, asked)
    post.fault("imap", "drop", command="FETCH")
    assert fetch_mail() == 0
    assert problem() == Problem.UNREACHABLE


def test_refused_login_is_noted_until_it_works_again(post: Post) -> None:
    post.fault("imap", "refuse")
    fetch_mail()
    assert problem() == Problem.REFUSED
    assert mailboxes.trouble(at_once=True)
    fetch_mail()
    assert (problem(), MailRun.objects.get().failing_since) == ("", None)


def test_folder_that_is_not_there_is_noted(post: Post, settings: Any) -> None:
    settings.IMAP = settings.IMAP._replace(folder="Nergens")
    fetch_mail()
    assert problem() == Problem.FAILED


def test_no_server_is_noted(post: Post, settings: Any) -> None:
    settings.IMAP = settings.IMAP._replace(port=1)
    fetch_mail()
    assert problem() == Problem.UNREACHABLE


def test_trouble_is_told_when_it_lasts(post: Post, settings: Any) -> None:
    settings.NORM_CONTACT_SECONDS = 600
    post.fault("imap", "refuse", times=3)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        fetch_mail()
        assert mailboxes.trouble() is None
        clock.shift(timedelta(minutes=9))
        fetch_mail()
        assert mailboxes.trouble() is None
        clock.shift(timedelta(minutes=2))
        fetch_mail()
        found = mailboxes.trouble()
    assert found
    assert "password" in found.words


def test_clock_that_stands_still_is_seen(post: Post) -> None:
    fetch_mail()
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        found = mailboxes.trouble()
    assert found
    assert "any more" in found.words


def test_letter_above_the_limit_is_kept_whole(post: Post, asked: Referral, settings: Any) -> None:
    settings.LETTER_LIMIT = 200_000
    to = ANSWERS.replace("@", f"+{asked.token}@")
    large = letter("In week 48.\n", From=GROEN, To=to, Message_ID="<1@example.nl>")
    large.add_attachment(bytes(1_000_000), maintype="image", subtype="png", filename="a.png")
    post.send(large, to, sender=GROEN)
    assert fetch_mail() == 1
    kept = Letter.objects.get()
    assert (kept.why, kept.text) == (Letter.Why.TOO_LARGE, "In week 48.")
    assert kept.raw.size == kept.size > 1_000_000
    assert folders(post) == [DONE]


def test_letter_that_nobody_keeps_stays_and_is_told(
    post: Post, asked: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LARGEST", 200_000)
    answer(post, asked, "Boem " * 60_000, Subject="Plattegrond")
    answer(post, asked)
    assert fetch_mail() == 1
    assert sorted(folders(post)) == ["INBOX", DONE]
    found = mailboxes.trouble(at_once=True)
    assert found
    assert "larger than Webcare keeps" in found.words
    assert GROEN in found.detail
    assert "Plattegrond" in found.detail
    assert not found.stops


class Refusing:
    """The line to a mail server that says no to some commands, about one letter or all."""

    def __init__(self, line: Any, commands: tuple[str, ...], letter: str = "") -> None:
        self._line, self._commands, self._letter = line, commands, letter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def uid(self, command: str, *rest: str) -> Any:
        if command in self._commands and rest[0].startswith(self._letter):
            return "NO", [b"[SERVERBUG] Not now."]
        return self._line.uid(command, *rest)


@pytest.fixture
def refuses(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the mail server say no to these commands; with ``first`` about the oldest letter only."""
    opened = fetching._opened

    def refuse(*commands: str, first: bool = False) -> None:
        @contextmanager
        def refusing(ours: Any) -> Iterator[Any]:
            box: Any
            with opened(ours) as box:
                letter = next(iter(box.uids())) if first else ""
                box.client = Refusing(box.client, commands, letter)
                yield box

        monkeypatch.setattr(fetching, "_opened", refusing)

    return refuse


def test_letters_that_cannot_be_moved_hold_up_none_behind_them(
    post: Post, asked: Referral, refuses: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST", 2)
    for number in range(5):
        answer(post, asked, f"Week {number}\n")
    refuses("MOVE", "COPY")
    for _run in range(3):
        fetch_mail()
    assert problem() == Problem.NOT_MOVED
    assert Letter.objects.count() == 5
    refuses()
    for _run in range(3):
        fetch_mail()
    assert folders(post) == [DONE] * 5
    assert (problem(), Letter.objects.count()) == ("", 5)


def test_letter_that_the_server_does_not_give_is_told_and_comes_later(
    post: Post, asked: Referral, refuses: Callable[..., None]
) -> None:
    answer(post, asked)
    answer(post, asked, "En nog iets.\n")
    refuses("FETCH", first=True)
    assert fetch_mail() == 1
    assert (problem(), sorted(folders(post))) == (Problem.FAILED, ["INBOX", DONE])
    assert "Not now" in MailRun.objects.get().detail
    refuses()
    assert fetch_mail() == 1
    assert (problem(), folders(post)) == ("", [DONE, DONE])


def test_mailbox_that_nobody_ever_looked_into_is_told(post: Post) -> None:
    found = mailboxes.trouble()
    assert found
    assert "ever looked" in found.words
    fetch_mail()
    assert mailboxes.trouble() is None


def test_storage_that_fails_holds_the_letter_in_the_mailbox(
    post: Post, asked: Referral, settings: Any
) -> None:
    answer(post, asked)
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": f"{__name__}.Full"},
    }
    assert fetch_mail() == 0
    assert (problem(), folders(post)) == (Problem.NOT_KEPT, ["INBOX"])
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    assert fetch_mail() == 1


def test_storm_of_mail_is_told_in_its_own_words(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_A_DAY", -1)
    post.send(letter("Koop nu.\n", From="reclame@example.org", To=ANSWERS), ANSWERS)
    assert fetch_mail() == 0
    assert (problem(), folders(post)) == (Problem.FULL, ["INBOX"])
    found = mailboxes.trouble(at_once=True)
    assert found
    assert not found.stops
    assert "Post" in found.repair


class Full(FileSystemStorage):
    """A disk without room."""

    def _save(self, name: str, content: Any) -> str:
        raise OSError(28, "No space left on device")


def test_database_that_is_away_leaves_the_letter_in_the_mailbox(
    post: Post, asked: Referral
) -> None:
    answer(post, asked)

    def away(execute: Any, sql: str, *rest: Any) -> Any:
        if 'INTO "routing_letter"' in sql:
            raise OperationalError("gone")
        return execute(sql, *rest)

    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        fetch_mail()
    assert folders(post) == ["INBOX"]
    assert fetch_mail() == 1
    assert Letter.objects.count() == 1


def test_letter_that_nobody_can_read_holds_up_no_other(post: Post, asked: Referral) -> None:
    post.send(b"\x00\xff\r\n\r\n\x00", ANSWERS)
    answer(post, asked)
    assert fetch_mail() == 2
    asked.refresh_from_db()
    assert asked.answer.text == "In week 48."
