"""``manage.py receive_mail < letter``: for a mail server that hands letters to a command."""

from __future__ import annotations

import sys
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from routing.mail.receiving import receive

TRY_AGAIN = 75  # EX_TEMPFAIL: the mail server keeps the letter and comes back
CHUNK = 1024 * 1024


class Command(BaseCommand):
    """Exits with 0 when the letter is kept, and with 75 when it is not: try again later."""

    help = "Take in one e-mail from standard input."
    requires_system_checks = ()
    stealth_options = ("stdin",)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            raw, size = read_letter(options.get("stdin") or sys.stdin.buffer)
            receive(raw, size)
        except Exception as error:  # whatever it is: the mail server must not lose the letter
            raise CommandError(f"Not kept: {error}", returncode=TRY_AGAIN) from error


def read_letter(file: IO[bytes]) -> tuple[bytes, int]:
    """What we read of it, and its size in bytes. Of one that never ends we keep the beginning."""
    raw = file.read(settings.LETTER_LIMIT + 1)
    size = len(raw)
    while more := file.read(CHUNK):
        size += len(more)
    return raw, size
