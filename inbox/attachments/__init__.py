"""Pictures, videos, recordings and files: fetched at once, kept by us, served to who may see them.

expect   what came with a message or post; its fetching begins after commit
fetch    from the platform into the storage backend (``fetching``)
upload   what a colleague gives along with an answer; ``describe`` and ``discard`` go with it
upload_to_note  what a colleague puts with a note, for colleagues only
outgoing what an answer takes along, for the connector
revive   what failed, once more: when its account works again, or when a colleague asks for it
forget   when the citizen takes a message back
"""

from inbox.attachments.expecting import expect
from inbox.attachments.fetching import fetch, waiting
from inbox.attachments.forgetting import forget, tidy
from inbox.attachments.leaving import outgoing, public_url, redeem
from inbox.attachments.reviving import fetch_again, revive
from inbox.attachments.uploads import (
    bind,
    bind_to_note,
    describe,
    discard,
    ready,
    unbind,
    upload,
    upload_to_note,
)

__all__ = [
    "bind",
    "bind_to_note",
    "describe",
    "discard",
    "expect",
    "fetch",
    "fetch_again",
    "forget",
    "outgoing",
    "public_url",
    "ready",
    "redeem",
    "revive",
    "tidy",
    "unbind",
    "upload",
    "upload_to_note",
    "waiting",
]
