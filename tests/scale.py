"""What the pages of Insight cost in a town of 1,000,000 messages, beside a town of 50,000.

    python -m tests.scale [--large 1000000] [--months 24]

Two invented pasts (``manage.py demo_history``) are laid under ``var/scale`` and kept: making the
large one takes long. Each page is asked for three times by a team lead; the middle one counts. What
is worth something is the ratio of one run, on whatever machine: a page that reads all that was ever
said takes twenty times as long, one that reads its period does not.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from statistics import median
from typing import Any

from tests.prepared import database
from webcare.env import BASE_DIR

KEPT = BASE_DIR / "var" / "scale"
MOST_QUERIES = 12
KNOWN = "/rapporten/vast/"
PAGES = (
    *("/cijfers/", "/cijfers/periode/", "/cijfers/periode/?period=year"),
    *("/cijfers/achter/?measure=received", "/onderwerpen/", "/onderwerpen/vragen/"),
    *("/onderwerpen/ideeen/", "/onderwerpen/klachten/", "/luisteren/", "/signalen/"),
    *("/rapporten/", "/doorzettingen/?days=90", "/inbox/"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=50_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=24)
    asked = parser.parse_args()
    small, large = (measure(size, asked.months) for size in (asked.small, asked.large))
    say(f"{'page':40} {'queries':>8} {asked.small:>10,} {asked.large:>10,}  ratio")
    for page in PAGES:
        before, after = small[page], large[page]
        say(
            f"{page:40} {after['queries']:>8} {before['ms']:>7.0f} ms {after['ms']:>7.0f} ms"
            f"  {after['ms'] / before['ms']:.1f}"
        )
    worst = max(large[page]["queries"] for page in PAGES)
    say(f"At most {worst} queries for a page; {MOST_QUERIES} are allowed.")
    return 0 if worst <= MOST_QUERIES else 1


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def measure(messages: int, months: int) -> dict[str, Any]:
    """By page: how many queries, and milliseconds."""
    var = KEPT / f"{messages}-{months}"
    env = {**os.environ, "WEBCARE_VAR": str(var), "PYTHONWARNINGS": "ignore"}
    if not (var / "made").exists():
        database(var)
        manage = [sys.executable, "manage.py", "demo_history"]
        size = ["--messages", str(messages), "--months", str(months)]
        subprocess.run([*manage, *size], env=env, cwd=BASE_DIR, check=True)
        (var / "made").touch()
    look = [sys.executable, "-m", "tests.scale", "look"]
    found = subprocess.run(look, env=env, cwd=BASE_DIR, check=True, stdout=subprocess.PIPE)
    pages: dict[str, Any] = json.loads(found.stdout.splitlines()[-1])
    return pages


def look() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webcare.settings")
    from webcare.local import embedded_services

    with embedded_services():
        import django

        django.setup()
        say(json.dumps({page: _cost(page) for page in PAGES}))


def _cost(page: str) -> dict[str, float]:
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from webcare.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="lena"), "webcare.rights.PersonBackend")
    took = []
    for _ in range(3):
        cache.clear()  # as for who asks first,
        client.get(KNOWN)  # and is known here already
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(page)
        took.append(1000 * (time.perf_counter() - begun))
        if answer.status_code != 200:
            sys.exit(f"{page} answers {answer.status_code}")
    return {"queries": len(asked), "ms": median(took)}


if __name__ == "__main__":
    if sys.argv[1:] == ["look"]:
        look()
    else:
        sys.exit(main())
