"""Names of citizens, for who looks along without them.

Who may not read names gets pages on which nobody has one. An ``Author`` that is read meanwhile has
a number for a name, and before the page leaves, whatever leads to a person is taken out of its
words, so that no template can forget it. Pictures stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property, wraps
from html import escape, unescape
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from connectors.models import Account
from routing.redaction import redact

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from inbox.models import Author
    from webcare.models import User

    View = Callable[..., HttpResponseBase]

_PIECES = re.compile(r"(<[^>]*>)")
_SAYING = re.compile(r'(\s(?:alt|title|aria-label|placeholder|value)=")([^"]*)(")')
_LEADING = re.compile(r'(\s(?:href|src)=")https?://[^"]*(")')


@dataclass
class Concealed:
    """The names that were met while a page was made."""

    names: set[str] = field(default_factory=set)

    @cached_property
    def ours(self) -> list[str]:
        """Our own user names, which stay."""
        return list(Account.objects.values_list("handle", flat=True))


class Concealing(RuntimeError):
    """An author without a name would have been written over the real one."""


_now: ContextVar[Concealed | None] = ContextVar("concealed_names", default=None)


def may_read(user: User | AnonymousUser) -> bool:
    """Who works here; and who looks along, on a day for which a lead chose so."""
    from inbox.models import Visit

    return user.has_perm("inbox.see_names") or Visit.objects.today(user).filter(names=True).exists()


def are_concealed() -> bool:
    return _now.get() is not None


@contextmanager
def concealed() -> Iterator[Concealed]:
    """What is read from the database inside has no names."""
    met = Concealed()
    token = _now.set(met)
    try:
        yield met
    finally:
        _now.reset(token)


def stand_in(author: Author) -> None:
    """For each author that is read: while names are concealed, a number takes their place."""
    met = _now.get()
    if met is None:
        return
    for name in ("name", "handle"):
        if known := author.__dict__.get(name):
            met.names.add(known)
            author.__dict__[name] = ""
    author.__dict__["name"] = _("Citizen %(number)d") % {"number": author.pk}


def bare(text: str) -> str:
    """For whoever makes a text shorter: while names are concealed they are taken out first, as half
    a name is not known for one."""
    met = _now.get()
    return text if met is None else redact(text, sorted(met.names), met.ours)


def without_names(view: View) -> View:
    """The view, with pages that name nobody for who may not read names."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if may_read(request.user):
            return view(request, *args, **kwargs)
        with concealed() as met:
            response = view(request, *args, **kwargs)
        return _told_without(response, met.names)

    return shown


def _told_without(response: HttpResponseBase, names: set[str]) -> HttpResponseBase:
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if is_page and not isinstance(response, StreamingHttpResponse):
        response.content = tell(response.content.decode(), names)  # type: ignore[attr-defined]
    return response


def tell(page: str, names: set[str]) -> str:
    """This HTML without names, numbers and addresses that lead to a person, and without links to
    other places. What is ours stays."""
    ours = SimpleLazyObject(lambda: list(Account.objects.values_list("handle", flat=True)))

    def said(words: str) -> str:
        return escape(redact(unescape(words), sorted(names), ours)) if words.strip() else words

    def tagged(tag: str) -> str:
        tag = _SAYING.sub(lambda found: f"{found[1]}{said(found[2])}{found[3]}", tag)
        return _LEADING.sub(r"\1#\2", tag)

    return "".join(
        tagged(piece) if piece.startswith("<") else said(piece) for piece in _PIECES.split(page)
    )
