"""A real PostgreSQL and Redis for the tests, before Django reads its settings.

Loaded as a pytest plugin (``-p tests.services``). Without DATABASE_URL and REDIS_URL the
embedded services start in a folder of their own, so that a running demo is left alone; two runs
at the same time want one each (WEBCARE_TEST_VAR).
"""

import atexit
import os

from webcare.env import BASE_DIR
from webcare.local import embedded_services

os.environ["WEBCARE_VAR"] = os.environ.get("WEBCARE_TEST_VAR", str(BASE_DIR / "var" / "test"))
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop running
_services = embedded_services()
_services.__enter__()
atexit.register(_services.__exit__, None, None, None)
