"""The mail programs somebody can answer with, and the letters they send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage

from connectors.simulator.post import programs
from connectors.simulator.post.answering import Answer, attach, follow, message_to, prefixed


@dataclass(frozen=True)
class Style:
    """A mail program.

    html     None for a program that writes plain text only
    charset  and ``coding`` of its text parts
    """

    label: str
    prefix: str
    text: Callable[[Answer], str]
    html: Callable[[Answer], str] | None
    headers: Mapping[str, str] = field(default_factory=dict)
    charset: str = "utf-8"
    coding: str = "quoted-printable"
    flowed: bool = False


def compose(style: Style, answer: Answer) -> EmailMessage:
    """The whole letter, ready to be sent."""
    original = answer.original
    subject = prefixed(style.prefix, original.subject)
    mail = message_to(answer.recipient, answer.writer, subject, answer.at)
    follow(mail, original)
    for name, value in style.headers.items():
        mail[name] = value
    text = style.text(answer)
    charset = style.charset if _fits(text + _html(style, answer), style.charset) else "utf-8"
    mail.set_content(text, charset=charset, cte=style.coding)
    if style.flowed:
        mail.set_param("format", "flowed")
    if style.html:
        mail.add_alternative(_html(style, answer), "html", charset=charset, cte=style.coding)
    attach(mail, answer.attachments)
    return mail


def _html(style: Style, answer: Answer) -> str:
    return style.html(answer) if style.html else ""


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


STYLES: dict[str, Style] = {
    "outlook": Style(
        "Outlook",
        "RE:",
        programs.outlook_text,
        programs.outlook_html,
        {"Accept-Language": "nl-NL, en-US", "Content-Language": "nl-NL"},
        charset="windows-1252",
    ),
    "gmail": Style("Gmail", "Re:", programs.gmail_text, programs.gmail_html),
    "iphone": Style(
        "iPhone",
        "Re:",
        programs.iphone_text,
        programs.iphone_html,
        {"X-Mailer": "iPhone Mail (22B83)"},
    ),
    "thunderbird": Style(
        "Thunderbird",
        "Re:",
        programs.thunderbird_text,
        None,
        {"User-Agent": "Mozilla Thunderbird", "Content-Language": "nl"},
        coding="8bit",
        flowed=True,
    ),
}
