"""A real PostgreSQL and Redis for the tests, before Django reads its settings.

Loaded as a pytest plugin (``-p tests.services``). Without DATABASE_URL and REDIS_URL the
embedded services start in a folder of their own, so that a running demo is left alone; two runs
at the same time want one each (WEBCARE_TEST_VAR), and so do the processes of one run.
"""

import atexit
import os
from pathlib import Path

from webcare.env import BASE_DIR
from webcare.local import embedded_services

_var = Path(os.environ.get("WEBCARE_TEST_VAR", BASE_DIR / "var" / "test"))
_STARTED = "WEBCARE_TEST_SERVICES"  # by whom we were started, and not for us
_mine = os.environ.get("PYTEST_XDIST_WORKER", "")
if os.environ.pop(_STARTED, ""):
    del os.environ["DATABASE_URL"], os.environ["REDIS_URL"]
elif "DATABASE_URL" not in os.environ and "REDIS_URL" not in os.environ:
    os.environ[_STARTED] = "1"
os.environ["WEBCARE_VAR"] = str(_var / _mine)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop running
_services = embedded_services()
_services.__enter__()
atexit.register(_services.__exit__, None, None, None)
