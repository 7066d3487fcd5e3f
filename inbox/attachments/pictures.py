"""Looking at pictures of strangers, carefully: size first, one frame, no metadata."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import IO, Any

from PIL import Image, ImageOps

PHOTO = 50_000_000  # pixels; phones make 12 to 50 million, in JPEG, which can be read smaller
MOST_PIXELS = 25_000_000  # of others: unpacked that is 100 MB, of WebP four times so
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
THUMBNAIL = (480, 480)
WHITE = (255, 255, 255)
ORIENTATION = 0x0112  # of EXIF
ON_ITS_SIDE = (5, 6, 7, 8)
KEPT_INFO = ("icc_profile", "transparency", "gamma", "srgb")

# What Pillow raises for bytes that are no picture; it says ``SyntaxError`` for a broken PNG.
BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError, EOFError, MemoryError)


class NotAPicture(Exception):
    """Damaged, or so large that unpacking it would do harm."""


@dataclass(frozen=True)
class Picture:
    """``width`` and ``height`` are as shown, turned the right way up. ``thumbnail`` is a JPEG."""

    width: int
    height: int
    thumbnail: bytes


def look(file: IO[bytes]) -> Picture:
    """The size of a picture and a small one to show. Raises NotAPicture."""
    try:
        with _opened(file) as image:
            width, height = image.size
            if image.getexif().get(ORIENTATION, 1) in ON_ITS_SIDE:
                width, height = height, width
            image.draft("RGB", THUMBNAIL)  # lets a JPEG be read smaller than it is
            image.thumbnail(THUMBNAIL)  # at once: a copy of the whole may be 200 MB
            return Picture(width, height, _bare(ImageOps.exif_transpose(image)))
    except BROKEN as error:
        raise NotAPicture(str(error)) from error
    finally:
        file.seek(0)


def clean(file: IO[bytes]) -> bytes:
    """The same picture without what a phone writes beside it, such as where it was taken.

    Raises NotAPicture. A moving GIF has no such data and stays as it is.
    """
    try:
        with _opened(file) as image:
            if image.format == "GIF":
                file.seek(0)
                return file.read()
            # Some phones put several pictures in one JPEG, which Pillow calls MPO: the first is it.
            kept = "JPEG" if image.format == "MPO" else str(image.format)
            return _saved(ImageOps.exif_transpose(image), kept)
    except BROKEN as error:
        raise NotAPicture(str(error)) from error
    finally:
        file.seek(0)


def _opened(file: IO[bytes]) -> Image.Image:
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(file, formats=FORMATS)
        except Image.DecompressionBombWarning as error:
            raise NotAPicture(str(error)) from error
    most = PHOTO if image.format in {"JPEG", "MPO"} else MOST_PIXELS
    if image.width * image.height > most:
        raise NotAPicture(f"{image.width} × {image.height} pixels")
    return image


def _bare(small: Image.Image) -> bytes:
    if small.mode in {"RGBA", "LA", "P", "PA"} or "transparency" in small.info:
        seen = small.convert("RGBA")
        small = Image.new("RGB", seen.size, WHITE)
        small.paste(seen, mask=seen.getchannel("A"))
    bare = Image.new("RGB", small.size)
    bare.paste(small.convert("RGB"))
    return _saved(bare, "JPEG", quality=80)


def _saved(image: Image.Image, format_: str, quality: int = 92) -> bytes:
    out = io.BytesIO()
    # What Pillow would take along by itself: comments, EXIF, XMP. Colours stay as they are.
    image.info = {key: image.info[key] for key in KEPT_INFO if key in image.info}
    options: dict[str, Any] = {"quality": quality} if format_ in {"JPEG", "WEBP"} else {}
    image.save(out, format_, icc_profile=image.info.get("icc_profile"), **options)
    return out.getvalue()
