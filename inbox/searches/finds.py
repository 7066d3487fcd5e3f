"""From a message that was found to a row of the stream, and back."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any

from connectors.base import Attachment, Capability, Form, Incoming, MediaKind, Person
from connectors.models import Account
from inbox.models import Find

SHORTEST = 30  # characters; fewer are the same by chance
_ASIDE = re.compile(r"https?://\S+|[@#]\w+|[^\w\s]")
MOST_ATTACHED = 10


def of(account: Account, item: Incoming) -> Find:
    """The row for this message, not saved. The name of who wrote it is left behind."""
    return Find(
        account=account,
        external_id=item.external_id,
        person=item.author.id[:64],
        handle=item.author.handle[:100],
        text=clean(item.text),
        permalink=item.permalink[:500],
        said=_said(item),
        words=words(item.text),
        created_at=item.created_at,
    )


def message(find: Find, found_by: str) -> Incoming:
    """The message again, to be taken into the inbox."""
    said = find.said
    allows = said.get("allows")
    return Incoming(
        external_id=find.external_id,
        author=Person(find.person, find.handle),
        text=find.text,
        created_at=find.created_at,
        thread_id=said["thread_id"],
        current_id=said["current_id"],
        answer_to=said["answer_to"],
        parent_id=said["parent_id"],
        permalink=find.permalink,
        form=Form.FOUND,
        attachments=tuple(_attachment(one) for one in said["attachments"]),
        allows=None if allows is None else frozenset(Capability(one) for one in allows),
        reactions=said["reactions"],
        as_of=find.found_at,
        found_by=found_by,
    )


def words(text: str) -> str:
    """The same for the same words, whatever case, links and names stand around them."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = " ".join(_ASIDE.sub(" ", folded).split())
    return hashlib.sha256(bare.encode()).hexdigest() if len(bare) >= SHORTEST else ""


def clean(text: str) -> str:
    """What PostgreSQL can store of it."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def _said(item: Incoming) -> dict[str, Any]:
    return {
        "thread_id": item.thread_id,
        "current_id": item.current_id,
        "answer_to": item.answer_to,
        "parent_id": item.parent_id,
        "reactions": item.reactions,
        "allows": None if item.allows is None else sorted(one.value for one in item.allows),
        "attachments": [
            {"kind": one.kind.value, "key": one.key, "url": one.url, "alt": clean(one.alt)}
            for one in item.attachments[:MOST_ATTACHED]
        ],
    }


def _attachment(said: dict[str, str]) -> Attachment:
    return Attachment(MediaKind(said["kind"]), said["key"], said["url"], alt=said["alt"])
