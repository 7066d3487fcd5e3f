"""A long day of twenty colleagues, and how it went: ``make twenty``."""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webcare.settings")

import django

django.setup()

from tests import prepared  # noqa: E402 - after the set-up
from tests.browser.conftest import LAST_LINES, start_demo  # noqa: E402
from tests.browser.day import Play  # noqa: E402


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--agents", type=int, default=20)
    asked.add_argument("--questions", type=int, default=500)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as var:
        prepared.database(Path(var))
        demo = start_demo(Path(var))
        try:
            print(asyncio.run(Play(demo, given.agents, given.questions).run()).row())  # noqa: T201
        except BaseException:
            print("".join(demo.lines[-LAST_LINES:]))  # noqa: T201 - why, perhaps
            raise
        finally:
            demo.stop()


if __name__ == "__main__":
    main()
