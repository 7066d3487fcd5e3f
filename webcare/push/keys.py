"""Our own key pair: made once, kept encrypted."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec

from connectors.secrets import Secrets
from webcare.push.models import PushKey
from webcare.push.sealing import CURVE, encode, point


def own_key() -> ec.EllipticCurvePrivateKey:
    """Made at the first call. Raises KeyError where none of our keys decrypts it."""
    row, _ = PushKey.objects.get_or_create(pk=1, defaults={"secret": _new()})
    return ec.derive_private_key(int(row.secret["private"], 16), CURVE)


def public_key() -> str:
    """As a browser wants it to subscribe."""
    return encode(point(own_key().public_key()))


def _new() -> Secrets:
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return Secrets(private=f"{number:064x}")
