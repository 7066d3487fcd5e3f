"""A PostgreSQL with every table in it, made once and copied: migrating takes ten seconds each time.

Kept under ``var/prepared``, one for each state of the migrations and of the packages that bring
some.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import psutil

from webcare.env import BASE_DIR

KEPT = BASE_DIR / "var" / "prepared"
SERVICES = ("DATABASE_URL", "REDIS_URL")


def database(var: Path) -> None:
    """Lay a migrated PostgreSQL under ``var``. What was there is forgotten."""
    data = var / "postgresql"
    _end(data / "postmaster.pid")
    shutil.rmtree(data, ignore_errors=True)
    var.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(_kept()), str(data)], check=True)  # noqa: S607 - owners too


def _end(postmaster: Path) -> None:
    """Of a run that was killed a server may be left; its number may be another's by now."""
    with suppress(OSError, ValueError, IndexError, psutil.Error):
        left = psutil.Process(int(postmaster.read_text().splitlines()[0]))
        if left.name() == "postgres":
            left.send_signal(signal.SIGQUIT)
            left.wait(10)


@cache
def _kept() -> Path:
    kept = KEPT / _state()
    if not kept.exists():
        for earlier in KEPT.glob("[0-9a-f]" * 16):  # not what another run is making
            shutil.rmtree(earlier, ignore_errors=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT) as made:
            _migrate(Path(made))
            with suppress(OSError):  # another run was first
                (Path(made) / "postgresql").rename(kept)
    return kept


def _migrate(var: Path) -> None:
    ours = {name: value for name, value in os.environ.items() if name not in SERVICES}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=BASE_DIR,
        env={**ours, "WEBCARE_VAR": str(var)},
        check=True,
    )


def migrations() -> list[Path]:
    found = (*BASE_DIR.glob("*/migrations/*.py"), *BASE_DIR.glob("webcare/*/migrations/*.py"))
    return sorted(found)


def _state() -> str:
    files = [BASE_DIR / "requirements.txt", *migrations()]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
