"""`make demo` as a person meets it: a clear start, a clean end, and data that stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests import prepared
from tests.browser.conftest import STOP_SECONDS, Demo, start_demo
from webcare.env import BASE_DIR

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]


def test_ctrl_c_leaves_no_process_and_a_second_start_keeps_the_data(tmp_path: Path) -> None:
    prepared.database(tmp_path)
    first = start_demo(tmp_path)
    asked = _ask(first)
    family = psutil.Process(first.process.pid).children(recursive=True)
    assert first.stop() == 0
    psutil.wait_procs(filter(_lives, family), timeout=STOP_SECONDS)
    assert not [process for process in family if _lives(process)]
    assert not _using(tmp_path)

    second = start_demo(tmp_path)
    try:
        everything = second.simulator.control("GET", "posts/x")
        assert asked in [post["id"] for post in everything]
    finally:
        second.stop()


def _ask(demo: Demo) -> str:
    draft = {
        "platform": "x",
        "author": "noor_voorbeeld",
        "text": "@GemVoorbeeld hoi",
        "parent": None,
    }
    return str(demo.simulator.control("POST", "posts", draft)["id"])


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _using(var: Path) -> list[str]:
    """Processes that still work in this folder, PostgreSQL and Redis among them."""
    return [
        " ".join(process.info["cmdline"] or [])
        for process in psutil.process_iter(["cmdline"])
        if str(var) in " ".join(process.info["cmdline"] or []) and _lives(process)
    ]


def test_taken_port_is_told_in_words(demo: Demo) -> None:
    port = demo.address.rsplit(":", 1)[1]
    environment = {**os.environ, "WEBCARE_PORT": port}
    refused = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode != 0
    assert f"Port {port} is taken" in refused.stderr
    assert "WEBCARE_PORT=" in refused.stderr
