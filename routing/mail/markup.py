"""HTML to lines, as mail programs mean it: what is a quote, a signature, a list, an empty line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from routing.mail import tags
from routing.mail.lines import Line, Role
from routing.mail.page import Page

_TAG = re.compile(r"<[^<>]*>")
_TIGHT_STYLE = re.compile(
    r"(?:^|[\s,}])p(?:\.[\w-]+)?\s*(?:,[^{}]{0,200})?\{[^{}]{0,500}margin(?:-top)?\s*:\s*0",
    re.IGNORECASE,
)


def read_markup(html: str) -> list[Line]:
    """The lines of an HTML part."""
    tree = _tree(html)
    lines = list(_read(tree)) if tree is not None else []
    if any(not line.blank for line in lines) or tree is None:
        return lines
    # What is nested too deep for the parser it leaves out; its words still count.
    return [Line(" ".join(line.split())) for line in _TAG.sub(" ", html).split("\n")]


def _tree(html: str) -> Any:
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        return etree.fromstring(html.encode(), parser)
    except (etree.LxmlError, ValueError):
        return None


def _read(tree: Any) -> Iterator[Line]:
    page = Page(tight=any(_TIGHT_STYLE.search(s.text or "") for s in tree.iter("style")))
    walk = etree.iterwalk(tree, events=("start", "end"))
    skipped = None
    for event, element in walk:
        if event == "start":
            if _is_skipped(element):
                skipped = element
                walk.skip_subtree()
            else:
                _begin(page, element)
        else:
            if element is skipped:
                skipped = None
            else:
                _finish(page, element)
            page.say(element.tail or "")
    page.end_line()
    yield from page.lines


def _is_skipped(element: Any) -> bool:
    return tags.name(element) in tags.SKIPPED or tags.is_hidden(element)


def _begin(page: Page, element: Any) -> None:
    """What an element's start tag does, and the text right behind it."""
    name = tags.name(element)
    role = tags.role(element)
    if role is Role.BORDER:
        page.border()
    if name in tags.BLOCKS:
        page.block(name == "p" and not tags.is_tight(element), row=name in tags.ROWS)
    if role in (Role.INTRO, Role.SIGNATURE):
        page.roles.append(role)
    if tags.is_quote(element):
        page.quoted += 1
    _BEGIN.get(name, _nothing)(page, element)
    page.say(element.text or "")


def _finish(page: Page, element: Any) -> None:
    name = tags.name(element)
    _FINISH.get(name, _nothing)(page, element)
    if name in tags.BLOCKS:
        page.block(name == "p" and not tags.is_tight(element), row=name in tags.ROWS)
    if tags.is_quote(element):
        page.quoted -= 1
    if tags.role(element) in (Role.INTRO, Role.SIGNATURE):
        page.end_line()
        page.roles.pop()


def _nothing(page: Page, element: Any) -> None:
    """Most elements only hold text."""


def _list(page: Page, element: Any) -> None:
    start = element.get("start") or "1"
    number = int(start) if start.isdecimal() and len(start) < 6 else 1
    page.lists.append(number if tags.name(element) == "ol" else 0)


def _item(page: Page, element: Any) -> None:
    number = page.lists[-1] if page.lists else 0
    if number:
        page.lists[-1] += 1
    page.bullet(f"{number}. " if number else "- ")


def _table(page: Page, element: Any) -> None:
    page.tables.append(tags.is_data(element))


def _cell(page: Page, element: Any) -> None:
    if page.in_data:
        page.cell()
    else:
        page.block()


def _link(page: Page, element: Any) -> None:
    page.links.append(page.place())


def _span(page: Page, element: Any) -> None:
    if tags.is_word_bullet(element):
        page.links.append(page.place())


def _end_span(page: Page, element: Any) -> None:
    if tags.is_word_bullet(element):
        page.sign(page.links.pop())


_BEGIN: dict[str, Callable[[Page, Any], object]] = {
    "br": lambda page, _element: page.line_break(),
    "ul": _list,
    "ol": _list,
    "li": _item,
    "table": _table,
    "td": _cell,
    "th": _cell,
    "a": _link,
    "pre": lambda page, _element: page.preformatted.append(True),
    "span": _span,
    "img": lambda page, element: page.say(tags.emoji(element)),
}
_FINISH: dict[str, Callable[[Page, Any], object]] = {
    "ul": lambda page, _element: page.lists.pop(),
    "ol": lambda page, _element: page.lists.pop(),
    "table": lambda page, _element: page.tables.pop(),
    "li": lambda page, _element: page.end_item(),
    "pre": lambda page, _element: page.end_preformatted(),
    "span": _end_span,
    "a": lambda page, element: page.link(page.links.pop(), element.get("href") or ""),
}
