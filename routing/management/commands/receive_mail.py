"""``manage.py receive_mail < letter``: for a mail server that hands letters to a command."""

from __future__ import annotations

import sys
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from routing.mail import keeping
from routing.mail.receiving import receive

REFUSED = 69  # EX_UNAVAILABLE: the mail server sends it back, and who wrote it knows
TRY_AGAIN = 75  # EX_TEMPFAIL: the mail server keeps the letter and comes back
CHUNK = 1024 * 1024


class Command(BaseCommand):
    """Exits with 0 when the letter is kept whole, with 69 when it is larger than we ever keep, and
    with 75 when it was not kept: try again later."""

    help = "Take in one e-mail from standard input."
    requires_system_checks = ()
    stealth_options = ("stdin",)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            receive(read_letter(options.get("stdin") or sys.stdin.buffer))
        except keeping.TooLarge as refused:
            raise CommandError(str(refused), returncode=REFUSED) from refused
        except Exception as error:  # whatever it is: the mail server must not lose the letter
            raise CommandError(f"Not kept: {error}", returncode=TRY_AGAIN) from error


def read_letter(file: IO[bytes]) -> bytes:
    """The letter; of one that is larger than we keep, as much as shows that it is."""
    raw = file.read(keeping.LARGEST + 1)
    while file.read(CHUNK):  # a mail server may take a pipe that closes early for a failure
        pass
    return raw
