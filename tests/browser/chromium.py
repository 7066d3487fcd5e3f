"""A Chromium for the browser tests: the machine's own, or the one that npm brought.

The package @sparticuz/chromium ships a headless Chromium for Linux on x64 with the libraries it
needs, compressed with brotli.
"""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Browser, sync_playwright

from webcare.env import BASE_DIR

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = BASE_DIR / "node_modules" / "@sparticuz" / "chromium" / "bin"
UNPACKED = BASE_DIR / "var" / "chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PACKAGED_ARGUMENTS = ["--no-zygote", "--headless=shell"]


def launch_options() -> dict[str, Any]:
    """What Playwright needs to start it. Raises FileNotFoundError: these tests never just skip.

    WEBCARE_CHROMIUM names a program, or is "package" for the one from npm.
    """
    asked = os.environ.get("WEBCARE_CHROMIUM", "")
    found = asked or next(filter(None, map(shutil.which, NAMES)), "package")
    if found != "package":
        return {"executable_path": found, "args": ARGUMENTS}
    program = _unpack()
    libraries = f"{UNPACKED / 'lib'}:{os.environ.get('LD_LIBRARY_PATH', '')}"
    return {
        "executable_path": str(program),
        "args": [*ARGUMENTS, *PACKAGED_ARGUMENTS],
        "env": {**os.environ, "LD_LIBRARY_PATH": libraries},
    }


def opened() -> Iterator[Browser]:
    """One Chromium, for a fixture of the tests that need eyes.

    Not for longer than those: while it is open this thread has a loop, and nothing else that is
    asynchronous can run in it.
    """
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(**launch_options())
        yield started
        started.close()


def _unpack() -> Path:
    program = UNPACKED / "chromium"
    if program.exists():
        return program
    UNPACKED.mkdir(parents=True, exist_ok=True)
    for name in ("al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"):
        _untar(PACKAGE / name)
    unfinished = program.with_suffix(".part")
    unfinished.write_bytes(brotli.decompress((PACKAGE / "chromium.br").read_bytes()))
    unfinished.chmod(0o755)
    return unfinished.rename(program)


def _untar(archive: Path) -> None:
    plain = UNPACKED / archive.with_suffix("").name
    plain.write_bytes(brotli.decompress(archive.read_bytes()))
    with tarfile.open(plain) as tar:
        tar.extractall(UNPACKED, filter="data")
    plain.unlink()
