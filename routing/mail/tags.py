"""What mail programs mean by an HTML element, told from its name, class, id and style."""

from __future__ import annotations

import re
from typing import Any

from routing.mail.lines import Role

SKIPPED = frozenset(
    {"script", "style", "head", "title", "template", "object", "svg", "select", "textarea"}
)
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt"}
    | {"fieldset", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"}
    | {"main", "nav", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul"}
)
ROWS = frozenset({"table", "thead", "tbody", "tr"})
MARK_CLASS = "webcare-mark"
"""Put it on the element that holds ``MARK`` in our mails: it survives a translation."""

_HIDDEN = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_NO_MARGIN = re.compile(r"margin(?:-top)?\s*:\s*0(?:px|cm|in|pt|em)?(?:[\s;!]|$)", re.IGNORECASE)
_LEFT_BORDER = re.compile(r"border-left\s*:(?!\s*(?:none|0|medium none))", re.IGNORECASE)
# Another reader of the same letter, Outlook on the web, puts "x_" before every class and id.
_TIGHT = re.compile(r"(?:x_)*Mso(?:Normal|PlainText|List\w*)|(?:x_)*elementToProof", re.IGNORECASE)
_INTROS = frozenset({"gmail_attr", "moz-cite-prefix", "reply-intro", "hmmessageattr"})
_SIGNATURES = frozenset(
    {"gmail_signature", "moz-signature", "applemailsignature", "ms-outlook-mobile-signature"}
    | {"signature", "protonmail_signature_block", "composer_signature"}
)
_BORDERS = frozenset(
    {"appendonsend", "divrplyfwdmsg", "mail-editor-reference-message-container", "yahoo_quoted"}
    | {"moz-forward-container", "outlookmessageheader", "zwchr", MARK_CLASS}
)
_QUOTES = frozenset({"gmail_quote", "protonmail_quote", "clean_bq", "mail-quote", "k9mail"})
_WORD_BULLET = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)


def name(element: Any) -> str:
    """The tag, "" for what is none."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def role(element: Any) -> Role:
    """What the element says of all the lines in it, or of what follows it."""
    known = _names(element)
    if known & _BORDERS:
        return Role.BORDER
    if known & _INTROS:
        return Role.INTRO
    return Role.SIGNATURE if known & _SIGNATURES else Role.TEXT


def is_quote(element: Any) -> bool:
    """A block quote that a mail program made; people use the others to indent."""
    if name(element) != "blockquote":
        return False
    style = element.get("style") or ""
    return (
        element.get("type", "").lower() == "cite"
        or element.get("cite") is not None
        or bool(_names(element) & _QUOTES)
        or bool(_LEFT_BORDER.search(style))
    )


def is_hidden(element: Any) -> bool:
    return bool(_HIDDEN.search(element.get("style") or ""))


def is_tight(element: Any) -> bool:
    """A paragraph without an empty line around it."""
    classes = (element.get("class") or "").split()
    return any(_TIGHT.fullmatch(one) for one in classes) or bool(
        _NO_MARGIN.search(element.get("style") or "")
    )


def is_word_bullet(element: Any) -> bool:
    """Word writes the sign before an item as text, with spaces behind it."""
    return name(element) == "span" and bool(_WORD_BULLET.search(element.get("style") or ""))


def is_data(table: Any) -> bool:
    """A table of short cells beside one another; the others only place things on the page."""
    if next(table.iterdescendants("table", "blockquote", "li", "hr"), None) is not None:
        return False
    widths = [_width(row) for row in table.iter("tr")]
    return bool(widths) and max(widths) >= 2


def _width(row: Any) -> int:
    """How many cells say something; none where one says too much to stand in a row."""
    texts = [" ".join("".join(cell.itertext()).split()) for cell in row.iterchildren("td", "th")]
    return 0 if any(len(text) > 300 for text in texts) else sum(bool(text) for text in texts)


def emoji(image: Any) -> str:
    """The sign that a picture stands for, "" for other pictures."""
    alt = (image.get("alt") or "").strip()
    return alt if 0 < len(alt) <= 8 and not any(char.isascii() for char in alt) else ""


def _names(element: Any) -> set[str]:
    said = [element.get(name) or "" for name in ("class", "id", "data-smartmail")]
    return {re.sub(r"^(x_)+", "", one) for one in " ".join(said).lower().split()}
