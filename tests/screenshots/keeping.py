"""Pictures on the disk: small, and written anew only when the screen really changed."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

Box = tuple[int, int, int, int]

QUALITY = 28  # letters stay sharp; a thousand pictures stay small
EFFORT = 6  # the most that WebP has
NOTICEABLE = 40  # of 255: less is the loss of the file format
SAME = 0.002  # of the picture: a caret, the edge of a letter


def keep(shot: bytes, path: Path, width: int, moving: Iterable[Box] = ()) -> bool:
    """Write this PNG as a WebP unless the same screen stands there; whether it was written.

    width    of the WebP, in pixels
    moving   left, top, right and bottom of what says another time each day
    """
    taken = Image.open(io.BytesIO(shot)).convert("RGB")
    part = width / taken.width
    moving = [tuple(round(edge * part) for edge in box) for box in moving]  # type: ignore[misc]
    if part < 1:
        taken = taken.resize((width, round(taken.height * part)), Image.Resampling.LANCZOS)
    if path.exists() and alike(Image.open(path).convert("RGB"), taken, moving):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    taken.save(path, "WEBP", quality=QUALITY, method=EFFORT)
    return True


def alike(kept: Image.Image, taken: Image.Image, moving: Iterable[Box] = ()) -> bool:
    """Whether these show the same, but for what moves."""
    if kept.size != taken.size:
        return False
    changed = ImageChops.difference(kept, taken).convert("L")
    cover = ImageDraw.Draw(changed)
    for box in moving:
        cover.rectangle(box, fill=0)
    beyond = sum(changed.histogram()[NOTICEABLE:])
    return beyond <= SAME * changed.width * changed.height
