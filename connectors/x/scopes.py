"""What an account has to allow us on X (X docs, "OAuth 2.0", and OpenAPI 2.166 per endpoint)."""

from __future__ import annotations

SCOPES = (
    *("tweet.read", "tweet.write", "users.read", "tweet.moderate.write"),
    *("dm.read", "dm.write", "media.write", "like.write", "mute.write", "offline.access"),
)


def missing_from(granted: str) -> tuple[str, ...]:
    """What was not given, of scopes apart by spaces; nothing when we were never told."""
    known = granted.split()
    return tuple(scope for scope in SCOPES if scope not in known) if known else ()
