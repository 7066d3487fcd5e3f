"""A browser and its push service: an HTTP server that keeps what it is sent, and can read it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webcare.push.sealing import CURVE, decode, encode, point


@dataclass
class Phone:
    """What came in, and the status it is answered with."""

    url: str = ""
    status: int = 201
    sends_on: str = ""
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def address(self) -> dict[str, str]:
        """As its browser gives it."""
        p256dh = encode(point(self.key.public_key()))
        return {"endpoint": self.url, "p256dh": p256dh, "auth": encode(self.auth)}

    @property
    def read(self) -> list[dict[str, Any]]:
        """The messages, as the browser reads them."""
        return [json.loads(self._open(body)) for _headers, body in self.came]

    def _open(self, body: bytes) -> bytes:
        """RFC 8291 §4, from the side of the browser."""
        salt, length = body[:16], body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
        )
        info = b"WebPush: info\0" + point(self.key.public_key()) + theirs
        secret = _hkdf(shared, self.auth, info, 32)
        content = _hkdf(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _hkdf(secret, salt, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(content).decrypt(nonce, sealed, None)
        return padded.rstrip(b"\0")[:-1]


def _hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def is_signed(header: str, public: str) -> bool:
    """Whether the word of the sender is theirs whose key the browser knows (RFC 8292)."""
    token, known = header.removeprefix("vapid t=").split(", k=")
    signed, _, signature = token.rpartition(".")
    raw = decode(signature)
    pair = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode(public))
    try:
        key.verify(encode_dss_signature(*pair), signed.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return known == public


def claims(header: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(decode(header.removeprefix("vapid t=").split(".")[1]))
    return said


@contextmanager
def phone() -> Iterator[Phone]:
    """One that listens on this machine."""
    made = Phone()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(made.status)
            if made.sends_on:
                self.send_header("Location", made.sends_on)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/send/{os.urandom(8).hex()}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()
