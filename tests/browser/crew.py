"""Many colleagues for a running demo, each signed in: ``crew(demo, 20)``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from tests.browser.conftest import Demo
from webcare.env import BASE_DIR

_HIRE = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from webcare.models import User
from webcare.roles import give_role
keys = {{}}
for number in range(1, {many} + 1):
    user, _ = User.objects.get_or_create(
        username=f"collega-{{number}}", defaults=dict(first_name="Collega", last_name=str(number))
    )
    give_role(user, "Agent")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    keys[str(user)] = session.session_key
print(json.dumps([settings.SESSION_COOKIE_NAME, keys]))
"""


@dataclass(frozen=True)
class Colleague:
    """Somebody who answers; ``cookie`` is how their browser is known."""

    name: str
    cookie: Any


def crew(demo: Demo, many: int) -> list[Colleague]:
    """So many agents, made in the demo's own database, with a session each."""
    ours = ("DATABASE_URL", "REDIS_URL")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", _HIRE.format(many=many)],
        cwd=BASE_DIR,
        env={**environment, "WEBCARE_VAR": str(demo.var)},
        capture_output=True,
        text=True,
        check=True,
    )
    cookie, keys = json.loads(said.stdout.strip().splitlines()[-1])
    return [
        Colleague(name, {"name": cookie, "value": key, "url": demo.address})
        for name, key in keys.items()
    ]
