"""Files as citizens and colleagues have them, made on the spot."""

from __future__ import annotations

import io
import zipfile

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from PIL import Image

MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(range(256)) * 40
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 50
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
HTML = b"<!doctype html><script>alert(1)</script>"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"
GPS = 0x8825
MODEL = 0x0110
ORIENTATION = 0x0112


def picture(kind: str = "PNG", size: tuple[int, int] = (800, 600), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (10, 120, 60) if mode == "RGB" else (10, 120, 60, 90)).save(out, kind)
    return out.getvalue()


def photograph() -> bytes:
    """A JPEG as a phone makes it: on its side, with where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MODEL] = "Voorbeeldtoestel"
    exif.get_ifd(GPS)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (800, 600), (200, 90, 30)).save(out, "JPEG", exif=exif, comment=b"thuis")
    return out.getvalue()


def bomb() -> bytes:
    """A small PNG that says it is 60,000 by 60,000."""
    data = bytearray(picture(size=(1, 1)))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    return bytes(data)


def document(*names: str, **contents: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, contents.get(name, b"<x/>"))
    return out.getvalue()


class FullStorage(FileSystemStorage):
    """A disk without room."""

    def _save(self, name: str, content: File[bytes]) -> str:
        raise OSError(28, "No space left on device")
