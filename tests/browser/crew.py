"""Many colleagues for a running demo, each signed in: ``crew(demo, 20)``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.browser.conftest import Demo

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
    cookie, keys = json.loads(demo.shell(_HIRE.format(many=many)))
    return [
        Colleague(name, {"name": cookie, "value": key, "url": demo.address})
        for name, key in keys.items()
    ]
