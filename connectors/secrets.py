"""Credentials at rest: encrypted with Fernet, under keys that can be rotated."""

from __future__ import annotations

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class Undecipherable(ValueError):
    """A stored credential that none of the keys decrypts."""


def encrypt(plain: dict[str, str]) -> str:
    return _fernet().encrypt(json.dumps(plain).encode()).decode()


def decrypt(stored: str) -> dict[str, str]:
    """The credentials as they were stored. Raises Undecipherable."""
    try:
        return dict(json.loads(_fernet().decrypt(stored.encode())))
    except InvalidToken as error:
        raise Undecipherable("None of WEBCARE_CREDENTIAL_KEYS decrypts this credential.") from error


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.CREDENTIAL_KEYS])


class Secrets(dict[str, str]):
    """A mapping of secrets that never shows its values."""

    def __repr__(self) -> str:
        return f"Secrets({', '.join(sorted(self))})"

    __str__ = __repr__


class Undeciphered(Secrets):
    """Stored under a key we do not have. Empty to who reads it; kept as it is until replaced."""

    def __init__(self, stored: str) -> None:
        super().__init__()
        self.stored = stored


class EncryptedField(models.TextField[Any, Any]):
    """A dict of strings, encrypted in the database and never shown by ``repr``."""

    _pyi_private_set_type: Any  # for the type checker
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *args: object) -> Secrets:
        if not value:
            return Secrets()
        try:
            return Secrets(decrypt(value))
        except Undecipherable:
            return Undeciphered(value)

    def to_python(self, value: Any) -> Secrets:
        return value if isinstance(value, Secrets) else Secrets(value or {})

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, Undeciphered):
            return value.stored
        return encrypt(dict(value)) if value else ""
