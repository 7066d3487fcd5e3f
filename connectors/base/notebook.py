"""What one process found out, for the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Notebook(Protocol):
    """What was found out about an app or an account, for whoever speaks for it next. No secrets."""

    def read(self) -> Mapping[str, str]: ...

    def write(self, name: str, value: str) -> None:
        """Stored, for every process, before it returns."""


class Memory:
    """A notebook for who asks one question."""

    def __init__(self) -> None:
        self._notes: dict[str, str] = {}

    def read(self) -> Mapping[str, str]:
        """What was written."""
        return self._notes

    def write(self, name: str, value: str) -> None:
        """For as long as it lasts."""
        self._notes[name] = value
