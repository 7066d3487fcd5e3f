"""What the tables can hold. A name that is too long hinders nothing beside it in the same body."""

from __future__ import annotations

from connectors.base import Aside, Incoming, Item, Kept, Profile
from connectors.base import Post as OwnPost
from inbox.models import Author, Conversation, Message, Post


def fitting(item: Item) -> Item:
    """The item itself, or why it cannot be taken in."""
    for name, value, longest in _names(item):
        if len(value) > longest:
            what = type(item).__name__.lower()
            return Aside(what, Kept.UNREADABLE, f"{name}: longer than {longest} characters")
    return item


def _names(item: Item) -> list[tuple[str, str, int]]:
    found = [("external_id", getattr(item, "external_id", ""), MESSAGE)]
    match item:
        case OwnPost():
            found = [("external_id", item.external_id, POST)]
        case Profile():
            found = [("person", item.person.id, AUTHOR)]
        case Incoming():
            found += [
                ("author", item.author.id, AUTHOR),
                ("thread_id", item.thread_id, THREAD),
                ("post_id", item.post_id, POST),
                ("parent_id", item.parent_id, MESSAGE),
                ("current_id", item.current_id, MESSAGE),
                ("answer_to", item.answer_to, MESSAGE),
            ]
    return found


def _longest(model: type[Author | Conversation | Message | Post], name: str) -> int:
    field = model._meta.get_field(name)
    return getattr(field, "max_length", None) or 0


MESSAGE = _longest(Message, "external_id")
THREAD = min(_longest(Message, "thread_id"), _longest(Conversation, "thread_id"))
AUTHOR = _longest(Author, "external_id")
POST = _longest(Post, "external_id")
