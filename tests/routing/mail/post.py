"""Letters as tests need them: from a file, or made."""

from __future__ import annotations

from pathlib import Path

from routing.mail import Letter, read

LETTERS = Path(__file__).parent / "letters"
TOKEN = "k7m2p9qxw4t8z3v6n5r2j8b4"
HOST = "gemeente-voorbeeld.example"


def stored(name: str) -> bytes:
    """The letter letters/<name>.eml as it came."""
    return (LETTERS / f"{name}.eml").read_bytes()


def letter(name: str) -> Letter:
    return read(stored(name))


def note(text: str, *headers: str, kind: str = "text/plain; charset=utf-8") -> bytes:
    """A letter from Sanne with this text and these headers on top."""
    top = [*headers, "From: Sanne Yilmaz <sanne@voorbeeld.example>", "In-Reply-To: <1@example.nl>"]
    head = [*top, "MIME-Version: 1.0", f"Content-Type: {kind}", "Content-Transfer-Encoding: 8bit"]
    return "\r\n".join([*head, "", text]).encode()


def mixed(*parts: str | bytes) -> bytes:
    """A letter of several parts, each with its own headers."""
    top = note("", kind='multipart/mixed; boundary="b"').rpartition(b"Content-Transfer-")[0]
    blocks = [part if isinstance(part, bytes) else part.encode() for part in parts]
    return top + b"\r\n" + b"".join(b"--b\r\n" + block + b"\r\n" for block in blocks) + b"--b--\r\n"
