"""The names of things on Instagram.

A comment or photo of somebody else that names us can only be asked for, and answered, together
with our own number and that of the photo. So its name here holds both.
"""

from __future__ import annotations

MEDIUM = "medium/"  # a Pointer to a photo of our own
# The name of a message: ``mention/{medium}`` or ``mention/{medium}/{comment}``.
MENTION = "mention/"
MENTIONED = "mentioned/"  # the Pointer to one whose words we do not have yet


def mentioned(medium: str, comment: str = "") -> str:
    """The Pointer to what names us."""
    return MENTIONED + "/".join(filter(None, (medium, comment)))


def parts(name: str) -> tuple[str, str]:
    """Medium and comment ("" for a caption) of a mention's name or Pointer."""
    medium, _, comment = name.partition("/")[2].partition("/")
    return medium, comment
