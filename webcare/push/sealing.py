"""Sealing a message for one browser, and saying who sends it.

RFC 8291 (message encryption for Web Push, "aes128gcm" of RFC 8188) and RFC 8292 (VAPID). Some forty
lines over ``cryptography``; the packages that do the same bring an HTTP client of their own along.
"""

from __future__ import annotations

import json
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
RECORD = 4096  # bytes; what we send is one record
MOST = 3000  # bytes of text; a push service takes at most 4096 of all
POINT = 65  # bytes of a public key, uncompressed
AUTH = 16  # bytes
HOURS = 12 * 3600  # seconds that our word is good for; at most a day (RFC 8292 §2)


def encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def browser_key(p256dh: str) -> ec.EllipticCurvePublicKey:
    """The key of a browser. Raises ValueError for what is no point on the curve."""
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode(p256dh))


def seal(
    text: bytes,
    p256dh: str,
    auth: str,
    *,
    key: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body that only this browser can read.

    key, salt   made for this one message; given only to compare with the RFC
    """
    own, mixed = key or ec.generate_private_key(CURVE), salt or os.urandom(16)
    theirs, ours = browser_key(p256dh), point(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    secret = _derive(shared, decode(auth), b"WebPush: info\0" + point(theirs) + ours, 32)
    content = _derive(secret, mixed, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(secret, mixed, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(content).encrypt(nonce, text[:MOST] + b"\x02", None)
    return mixed + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours + sealed


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def authorization(endpoint: str, key: ec.EllipticCurvePrivateKey, contact: str) -> str:
    """The header that tells the push service who we are.

    contact   a ``mailto:`` or ``https:`` address, for who runs that service
    """
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + HOURS,
        "sub": contact,
    }
    signed = ".".join(encode(json.dumps(part).encode()) for part in (_HEADER, claims))
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={encode(point(key.public_key()))}"


_HEADER = {"typ": "JWT", "alg": "ES256"}
