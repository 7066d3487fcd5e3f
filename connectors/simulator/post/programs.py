"""How Dutch mail programs write a reply: order, attribution, quote and signature.

The shapes are those the programs write by themselves when somebody types above the quote and
presses Send.
"""

from __future__ import annotations

from html import escape
from textwrap import wrap

from connectors.simulator.municipality import NAME
from connectors.simulator.post.answering import Answer
from connectors.simulator.post.dutch import in_full, in_short, with_day


def _who(answer: Answer) -> str:
    """``Webcare <vraag@…>``, whom the quote is of."""
    name, address = answer.original.sender
    return f"{name} <{address}>" if name else address


def _quoted(text: str) -> str:
    """``> `` before every line, and no space behind it on an empty one (RFC 3676, 4.5)."""
    lines = text.strip().splitlines()
    return "\n".join(f"> {line}" if line and line[0] != ">" else f">{line}" for line in lines)


def _flowed(text: str) -> str:
    """Long lines broken with a space before the break (RFC 3676, 4.2)."""
    return "\n".join(map(_broken, text.splitlines()))


def _broken(line: str) -> str:
    mark = "> " if line.startswith("> ") else ""
    if len(line) <= 76:
        return line
    return mark + f" \n{mark}".join(_wrapped(line.removeprefix(mark)))


def _wrapped(line: str) -> list[str]:
    return wrap(line, 72, break_long_words=False, break_on_hyphens=False)


def _inside(answer: Answer) -> str:
    """The quoted letter as HTML."""
    return answer.original.inside or escape(answer.original.text).replace("\n", "<br>")


def _blocks(lines: list[str], tag: str, attribute: str = "") -> str:
    """One element per line; an empty line keeps its height."""
    opening = f"<{tag} {attribute}>" if attribute else f"<{tag}>"
    return "".join(f"{opening}{escape(line) or '<br>'}</{tag}>" for line in lines)


def outlook_text(answer: Answer) -> str:
    original, name = answer.original, answer.writer.name
    return (
        f"{answer.words.strip()}\n\nMet vriendelijke groet,\n\n{name}\n{NAME}\n\n"
        f"Van: {_who(answer)}\nVerzonden: {in_full(answer.asked_at)}\n"
        f"Aan: {original.recipient[0] or original.recipient[1]}\n"
        f"Onderwerp: {original.subject}\n\n{original.words}\n"
    )


def outlook_html(answer: Answer) -> str:
    original = answer.original
    signature = ["", "Met vriendelijke groet,", "", answer.writer.name, NAME, ""]
    facts = (
        ("Van", _who(answer)),
        ("Verzonden", in_full(answer.asked_at)),
        ("Aan", original.recipient[0] or original.recipient[1]),
        ("Onderwerp", original.subject),
    )
    above = "<br>".join(f"<b>{name}:</b> {escape(value)}" for name, value in facts)
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--\n'
        "p.MsoNormal {margin:0cm; font-size:11.0pt; font-family:Aptos,sans-serif;}\n--></style>"
        '</head><body lang="NL" link="#467886" style="word-wrap:break-word">'
        '<div class="WordSection1">'
        + _blocks([*answer.paragraphs, *signature], "p", 'class="MsoNormal"')
        + '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal">{above}</p></div><p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        f"{_inside(answer)}</div></body></html>"
    )


def _gmail_said(answer: Answer) -> str:
    return f"Op {with_day(answer.asked_at)} om {answer.asked_at:%H:%M} schreef"


def gmail_text(answer: Answer) -> str:
    said, who = _gmail_said(answer), f"{_who(answer)}:"
    # Gmail folds this line at 78 characters, also between the verb and the name.
    between = " " if len(said) + len(who) < 78 else "\n"
    return (
        f"{answer.words.strip()}\n\n-- \n{answer.writer.name}\n{NAME}\n\n\n"
        f"{said}{between}{who}\n\n{_quoted(answer.original.words)}\n"
    )


def gmail_html(answer: Answer) -> str:
    name, address = (escape(each) for each in answer.original.sender)
    signature = escape(answer.writer.name)
    return (
        f'<div dir="ltr">{_blocks(answer.paragraphs, "div")}</div><br>'
        '<span class="gmail_signature_prefix">-- </span><br>'
        f'<div dir="ltr" class="gmail_signature">{signature}<br>{NAME}</div><br>'
        '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f'{_gmail_said(answer)} {name} &lt;<a href="mailto:{address}">{address}</a>&gt;:<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
        'border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f"{_inside(answer)}</blockquote></div>\n"
    )


def _iphone_said(answer: Answer) -> str:
    moment = f"{in_short(answer.asked_at)} om {answer.asked_at:%H:%M}"
    return f"Op {moment} heeft {_who(answer)} het volgende geschreven:"


def iphone_text(answer: Answer) -> str:
    quote = _quoted(f"{_iphone_said(answer)}\n\n{answer.original.words}")
    return f"{answer.words.strip()}\n\nVerstuurd vanaf mijn iPhone\n\n{quote}\n"


def iphone_html(answer: Answer) -> str:
    return (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        '<body dir="auto">'
        + _blocks(answer.paragraphs, "div", 'dir="ltr"')
        + '<br id="lineBreakAtBeginningOfSignature">'
        '<div dir="ltr">Verstuurd vanaf mijn iPhone</div>'
        f'<div dir="ltr"><br><blockquote type="cite">{escape(_iphone_said(answer))}<br><br>'
        f'</blockquote></div><blockquote type="cite"><div dir="ltr">{_inside(answer)}</div>'
        "</blockquote></body></html>"
    )


def thunderbird_text(answer: Answer) -> str:
    name, address = answer.original.sender
    said = f"Op {answer.asked_at:%d-%m-%Y} om {answer.asked_at:%H:%M} schreef {name or address}:"
    return (
        f"{_flowed(answer.words.strip())}\n\n{said}\n"
        f"{_flowed(_quoted(answer.original.words))}\n\n-- \n{answer.writer.name}\n{NAME}\n"
    )
