"""What a process takes up before it does anything."""

from __future__ import annotations

import subprocess
import sys

from webcare.env import BASE_DIR


def test_neither_web_server_nor_worker_takes_up_what_only_training_needs() -> None:
    code = (
        "import sys, django, webcare.celery; django.setup();"
        "webcare.celery.app.loader.import_default_modules(); import webcare.urls;"
        "sys.exit(str({'sklearn', 'scipy.optimize', 'scipy.stats'} & {*sys.modules} or ''))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == ""
