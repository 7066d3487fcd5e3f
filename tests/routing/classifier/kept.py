"""The classifier of the starter corpus, trained once for each state of all that it comes from.

Learning takes a minute of a processor, and the same code learns the same from the same examples
(see test_training). Kept beside the database of the tests: see tests/prepared.py.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache

from routing.classifier import starter
from routing.classifier.classifier import Classifier
from routing.classifier.storing import dumps, loads
from tests.prepared import KEPT
from webcare.env import BASE_DIR


@cache
def classifier_of_the_starter_corpus() -> Classifier:
    kept = KEPT / f"classifier-{_state()}"
    if not kept.exists():
        learned = dumps(starter.trained().classifier)
        KEPT.mkdir(parents=True, exist_ok=True)
        for earlier in KEPT.glob("classifier-*"):
            earlier.unlink(missing_ok=True)
        made = KEPT / f"made-{os.getpid()}"
        made.write_bytes(learned)
        made.rename(kept)
    return loads(kept.read_bytes())


def _state() -> str:
    """Of the code, the examples, the packages and Python."""
    code = sorted((BASE_DIR / "routing").rglob("*.py"))
    corpus = sorted(path for path in starter.FOLDER.iterdir() if path.is_file())
    read = [path.read_bytes() for path in (BASE_DIR / "requirements.txt", *code, *corpus)]
    return hashlib.sha256(b"\0".join((sys.version.encode(), *read))).hexdigest()[:16]
