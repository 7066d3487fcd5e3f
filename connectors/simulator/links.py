"""Where a person sees a post, on the simulator's own address."""

from __future__ import annotations

from connectors.simulator.graph import facebook, instagram
from connectors.simulator.world import Post, World


def link_to(base: str, world: World, post: Post) -> str:
    """The permalink of ``post``; ``base`` is ``http://host:port``."""
    if post.platform == "facebook":
        return facebook.permalink(base, post)
    if post.platform == "instagram":
        return instagram.permalink(base, post)
    return f"{base}/x.com/{world.author(post).handle}/status/{post.id}"
