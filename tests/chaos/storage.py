"""A disk that can be full."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class Disk(FileSystemStorage):
    """The file system, until the file named in CHAOS_DISK exists: then nothing more fits."""

    def _save(self, name: str, content: Any) -> str:
        if Path(os.environ["CHAOS_DISK"]).exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        return str(super()._save(name, content))  # type: ignore[misc]
