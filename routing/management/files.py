"""What the commands have in common: files of people, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError

BAD_INPUT = 2  # exit code


@contextmanager
def reading(path: Path) -> Iterator[Iterator[str]]:
    """The lines of a CSV file. What is wrong with it ends the command, in words."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield lines
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=BAD_INPUT) from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is no text in UTF-8.", returncode=BAD_INPUT) from error
    except ValueError as bad:  # BadCorpus and BadPlaces tell the rows
        raise CommandError(str(bad), returncode=BAD_INPUT) from bad
