"""The short version of ``make chaos``: a small town, the faults that matter most."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from webcare.env import BASE_DIR

MESSAGES = "60"
ANSWERS = "15"
# Killed workers have a test of their own, tests/inbox/test_crash.py.
SHORT = [
    "accepted, answer lost",
    "Redis stopped, emptied, started",
]


@pytest.mark.stack
@pytest.mark.timeout(600)
def test_nothing_is_lost_and_nothing_is_sent_twice() -> None:
    # Services of its own: this run's are not to be killed.
    ours = ("DATABASE_URL", "REDIS_URL", "WEBCARE_VAR")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.chaos", "--short", "--json"),
            *("--messages", MESSAGES, "--answers", ANSWERS),
        ],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    rows = json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else []
    assert [row["fault"] for row in rows] == SHORT, done.stderr[-4000:]
    assert [row for row in rows if not row["good"]] == []
    assert done.returncode == 0, done.stderr[-4000:]
