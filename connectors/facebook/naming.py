"""The names of things on Facebook, and where a person sees them."""

from __future__ import annotations

from django.conf import settings

from connectors.base import Capability, Connection

# Before the id of what names us elsewhere: it may not be ours to look at again.
MENTION = "mention/"
# What can be done with a review, and with what stands elsewhere.
IN_PUBLIC = frozenset({Capability.REPLY})


def is_on_page(external_id: str, us: Connection) -> bool:
    """Whether this is the id of a post on our Page. Posts that merely tag us are elsewhere."""
    return external_id.startswith(f"{us.external_id}_")


def link(external_id: str, us: Connection) -> str:
    """The address of a post ``{page}_{post}`` or of a comment ``{post}_{comment}``."""
    external_id = external_id.removeprefix(MENTION)
    first, _, last = external_id.partition("_")
    page = f"{settings.FACEBOOK_WEB_URL}/{us.handle or us.external_id}"
    if is_on_page(external_id, us):
        return f"{page}/posts/{last}"
    return f"{page}/posts/{first}?comment_id={last}"


def rating_id(story: str, us: Connection) -> str:
    """A recommendation is the post of a story, which Meta names without the Page."""
    return story if "_" in story else f"{us.external_id}_{story}"


def rating_text(text: str, stars: int | None) -> str:
    """Stars are of before 2018; they would be lost without words."""
    return f"{'★' * min(stars, 5)} {text}".strip() if stars else text
