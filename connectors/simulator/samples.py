"""Small real files, made on the spot: a PNG, an MP4, an MP3 and a PDF."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

_WIDTH, _HEIGHT = 640, 480
_SKIES = ((247, 200, 115), (142, 202, 230), (224, 122, 95), (92, 127, 168))
# One MPEG-1 Layer III frame of silence, 128 kbit/s at 44.1 kHz (ISO 11172-3).
_FONT = "<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
_SILENCE = b"\xff\xfb\x90\x00" + bytes(413)


def picture(number: int) -> bytes:
    """A PNG of 640 × 480: a sky above a meadow."""
    sky = bytes(_SKIES[number % len(_SKIES)])
    rows = [sky] * (_HEIGHT * 2 // 3) + [b"\x6a\x7b\x3c"] * (_HEIGHT - _HEIGHT * 2 // 3)
    raw = b"".join(b"\x00" + colour * _WIDTH for colour in rows)
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    # The number makes no two of them the same bytes.
    text = f"Comment\0{number}".encode("latin-1")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, content)
        for kind, content in (
            (b"IHDR", header),
            (b"tEXt", text),
            (b"IDAT", zlib.compress(raw)),
            (b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def film(number: int) -> bytes:
    """The boxes of an MP4 of one second, without a track: recognised, and nothing to see."""
    kind = _box(b"ftyp", b"isom\x00\x00\x02\x00isomiso2mp41")
    times = struct.pack(">IIIII", 0, 0, 0, 1000, 1000)
    matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    volume = struct.pack(">IH10x", 0x10000, 0x100)
    movie = _box(b"mvhd", times + volume + matrix + bytes(24) + struct.pack(">I", 1))
    return kind + _box(b"moov", movie) + _box(b"mdat", str(number).encode())


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def sound(number: int) -> bytes:
    """An MP3 of a second of silence."""
    return _SILENCE * (38 + number % 3)


def document(number: int) -> bytes:
    """A PDF of one page."""
    words = f"BT /F1 18 Tf 72 720 Td (Bijlage {number}) Tj ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources{_FONT}>>",
        f"<</Length {len(words)}>>stream\n{words}\nendstream",
    )
    text, places = "%PDF-1.4\n", []
    for at, each in enumerate(objects, 1):
        places.append(len(text))
        text += f"{at} 0 obj{each}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer<</Size 5/Root 1 0 R>>\nstartxref\n{len(text)}\n%%EOF\n"
    return f"{text}xref\n0 5\n0000000000 65535 f \n{table}{end}".encode("latin-1")


SAMPLES: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "image": ("image/png", picture),
    "video": ("video/mp4", film),
    "audio": ("audio/mpeg", sound),
    "file": ("application/pdf", document),
}
