"""Nodes of the Graph, their fields and their edges (Graph API reference, v26.0).

A node is what a field or an edge can lead to: the Page, the Instagram account, the official who
administers them, or a Post of the world. ``select`` renders the fields asked for; a field that
has no value is left out, as Meta does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.simulator.clock import DAY, now_ms
from connectors.simulator.graph.errors import no_such_field
from connectors.simulator.graph.fields import Field, parse_fields
from connectors.simulator.graph.paging import DEFAULT, Item, Limit, cut
from connectors.simulator.municipality import is_municipality
from connectors.simulator.world import Person, Post, Token, World

Json = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """Who asks, and where. ``token`` is None for the app itself.

    ``address`` is the version's own URL, without a slash at the end; ``base`` is the simulator's.
    """

    world: World
    token: Token | None
    base: str
    address: str
    access_token: str

    @property
    def is_page(self) -> bool:
        return self.token is not None and self.token.kind == "page"


@dataclass(frozen=True)
class Node:
    """Something with an id. ``subject`` is a Post or a Person."""

    kind: Kind
    subject: Any


@dataclass(frozen=True)
class Reference:
    """A field that is a small object of its own, such as ``from``."""

    values: Mapping[str, Any]


@dataclass(frozen=True)
class Edge:
    """What an edge leads to, in its own order. ``summary`` is sent beside ``data``."""

    kind: Kind
    items: Sequence[Item]
    limit: Limit = DEFAULT
    summary: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Kind:
    """A node type: ``name`` as Meta's errors call it, and what can be read from it.

    ``lookups`` are fields that lead to a node named in their modifiers, as
    ``mentioned_media.media_id(1)`` does.
    """

    name: str
    defaults: tuple[str, ...]
    fields: Mapping[str, Callable[[Context, Any], Any]]
    edges: Mapping[str, Callable[[Context, Any, Mapping[str, str]], Edge]]
    lookups: Mapping[str, Callable[[Context, Mapping[str, str]], Node]] = field(
        default_factory=dict
    )


Getter = Callable[[Context, Any], Any]


def always(value: Any) -> Getter:
    """A field with the same value on every node."""
    return lambda *_: value


def of(get: Callable[[Any], Any]) -> Getter:
    """A field that depends on the node alone, not on who asks."""
    return lambda _, subject: get(subject)


def select(context: Context, node: Node, fields: tuple[Field, ...]) -> Json:
    """``node`` with ``fields``, or its defaults; ``id`` is always there. Raises GraphError."""
    wanted = fields or tuple(Field(name) for name in node.kind.defaults)
    rendered: Json = {}
    for each in wanted:
        value = _value(context, node, each)
        rendered |= {} if value is None else {each.name: value}
    if "id" not in node.kind.fields:  # a Recommendation has none
        return rendered
    return rendered | {"id": node.kind.fields["id"](context, node.subject)}


def list_edge(context: Context, node: Node, name: str, parameters: Mapping[str, str]) -> Json:
    """A page of the edge ``name`` of ``node``: ``data``, ``paging`` and perhaps ``summary``."""
    if name not in node.kind.edges:
        raise no_such_field(name, node.kind.name)
    edge = node.kind.edges[name](context, node.subject, parameters)
    identity = node.kind.fields["id"](context, node.subject)
    asked = {"access_token": context.access_token, **parameters}
    page = cut(edge.items, edge.limit, asked, f"{context.address}/{identity}/{name}")
    fields = parse_fields(parameters["fields"]) if parameters.get("fields") else ()
    data = [select(context, Node(edge.kind, item), fields) for item in page.items]
    body: Json = {"data": data}
    body |= {"paging": page.paging} if page.paging else {}
    return body | ({"summary": edge.summary} if edge.summary else {})


def _value(context: Context, node: Node, wanted: Field) -> Any:
    if wanted.name in node.kind.edges:
        return _nested_edge(context, node, wanted)
    if wanted.name in node.kind.lookups:
        found = node.kind.lookups[wanted.name](context, wanted.modifiers)
        return select(context, found, wanted.fields)
    if wanted.name not in node.kind.fields:
        raise no_such_field(wanted.name, node.kind.name)
    value = node.kind.fields[wanted.name](context, node.subject)
    if isinstance(value, Node):
        return select(context, value, wanted.fields)
    if isinstance(value, Reference):
        return _part(value, wanted.fields)
    return value


def _nested_edge(context: Context, node: Node, wanted: Field) -> Json | None:
    parameters = dict(wanted.modifiers)
    if wanted.fields:
        parameters["fields"] = _written(wanted.fields)
    body = list_edge(context, node, wanted.name, parameters)
    return body if body["data"] or "summary" in body else None


def _written(fields: tuple[Field, ...]) -> str:
    """The fields as text again, so that paging links can carry them."""
    parts = []
    for each in fields:
        modifiers = "".join(f".{name}({value})" for name, value in each.modifiers.items())
        nested = f"{{{_written(each.fields)}}}" if each.fields else ""
        parts.append(f"{each.name}{modifiers}{nested}")
    return ",".join(parts)


def _part(reference: Reference, fields: tuple[Field, ...]) -> Json:
    names = [each.name for each in fields] or list(reference.values)
    return {name: reference.values[name] for name in names if name in reference.values}


def from_reference(context: Context, post: Post) -> Reference:
    """``from`` of a comment: name and id on Facebook, username and id on Instagram."""
    author: Person = context.world.author(post)
    if post.platform == "facebook":
        return Reference({"name": author.name, "id": author.id})
    return Reference({"id": author.id, "username": author.handle})


def can_reply_privately(context: Context, post: Post) -> bool:
    """Once, within seven days, and not to oneself (Meta docs, "Private replies")."""
    known = context.world.mail.private_reply(post.platform, post.key)
    return not is_ours(post) and known is None and post.at >= now_ms() - 7 * DAY


def is_ours(post: Post) -> bool:
    return is_municipality(post.platform, post.author)
