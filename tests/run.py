"""Every check of the project: ``make test``, ``make thorough``, ``make lint``."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

LINT = {
    "style": ["ruff", "check", "--quiet", "."],
    "format": ["ruff", "format", "--quiet", "--check", "."],
    "types": ["mypy", "."],
    "imports": ["lint-imports"],
    "django": ["python", "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": ["python", "manage.py", "translations", "check"],
}
# Each with services of its own: more than there are processors, for many tests wait for something.
# Who goes where is in ``tests.side_by_side``.
SIDE_BY_SIDE = ["-n", "4"]
TESTS = {"tests": ["python", "-m", "pytest", "-q", "--durations", "20", *SIDE_BY_SIDE]}


def main(arguments: list[str]) -> int:
    if "--thorough" in arguments:
        os.environ["WEBCARE_THOROUGH"] = "1"
    checks = LINT if "--lint" in arguments else TESTS | LINT
    with ThreadPoolExecutor(2) as two:  # the slowest of them beside all others
        passed = dict(zip(checks, two.map(_passes, checks, checks.values()), strict=True))
    failed = [name for name, good in passed.items() if not good]
    if failed:
        print(f"\nFailed: {', '.join(failed)}.")  # noqa: T201
        return 1
    print(f"\nAll {len(passed)} checks passed.")  # noqa: T201
    return 0


def _passes(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    loud = name == "tests"
    done = subprocess.run(command, capture_output=not loud, text=True, check=False)
    good = done.returncode == 0
    if not good and not loud:
        print(done.stdout + done.stderr)  # noqa: T201
    mark = "ok" if good else "FAILED"
    print(f"  {name:14} {mark:6} {time.monotonic() - started:6.1f} s", flush=True)  # noqa: T201
    return good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
