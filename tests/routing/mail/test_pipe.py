"""A mail server hands letters to ``manage.py receive_mail``."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from routing.mail import keeping
from routing.models import Letter, Referral
from tests.routing.mail.test_receiving import reply

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


def pipe(raw: bytes) -> None:
    call_command("receive_mail", stdin=BytesIO(raw))


def test_letter_is_taken_in(asked: Referral) -> None:
    pipe(reply(asked).as_bytes())
    asked.refresh_from_db()
    assert asked.answer.text == "In week 48."


def test_database_that_is_away_lets_the_mail_server_try_again(asked: Referral) -> None:
    def away(*_query: Any) -> Any:
        raise OperationalError("gone")

    with connection.execute_wrapper(away), pytest.raises(CommandError) as refused:
        pipe(b"Subject: hallo\r\n\r\nhallo\r\n")
    assert refused.value.returncode == 75
    assert not Letter.objects.exists()


def test_letter_above_the_limit_is_kept_whole(asked: Referral, settings: Any) -> None:
    settings.LETTER_LIMIT = 100_000
    raw = reply(asked).as_bytes() + b"x" * 3_000_000
    pipe(raw)
    kept = Letter.objects.get()
    assert (kept.why, kept.referral) == (Letter.Why.TOO_LARGE, asked)
    with kept.raw.open() as file:
        assert file.read() == raw


def test_letter_that_is_not_kept_goes_back_to_who_wrote_it(
    asked: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LARGEST", 100_000)
    with pytest.raises(CommandError) as refused:
        pipe(reply(asked).as_bytes() + b"x" * 3_000_000)
    assert refused.value.returncode == 69
    assert not Letter.objects.exists()
