"""The weekly mail: text and HTML in one message, with the picture inside it.

Its HTML looks the way it does by attributes and tables alone: that is what every mail program
knows. Only to be narrower on a telephone it has a few styles.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from email.mime.image import MIMEImage
from functools import cache
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from webcare.reports.weekly.contents import Contents
from webcare.reports.weekly.picture import HEIGHT, WIDTH, drawn, in_words
from webcare.reports.weekly.todo import absolute

SALT = "webcare.reports.weekly"
PICTURE = "week@webcare"
STYLE = "css/weekly.css"


@dataclass(frozen=True)
class Letter:
    """What is in the mail. ``html`` asks for the picture by ``cid:``."""

    subject: str
    text: str
    html: str
    picture: bytes

    @property
    def on_screen(self) -> str:
        """The same HTML for a browser: it has no parts to look in, and takes styles from files."""
        drawn = f"data:image/png;base64,{b64encode(self.picture).decode()}"
        sheet = f'<link rel="stylesheet" href="{static(STYLE)}">'
        html = self.html.replace(f"cid:{PICTURE}", drawn)
        return html.replace(f"<style>{_style()}</style>", sheet)


class _WithPicture(EmailMultiAlternatives):
    """The picture belongs to the text, and is no attachment."""

    mixed_subtype = "related"


def letter(contents: Contents, stop: str = "") -> Letter:
    """In the language that is active. ``stop``: where this reader stops it, "" for a preview."""
    context: dict[str, Any] = {
        "contents": contents,
        "municipality": settings.MUNICIPALITY,
        "stop": stop,
        "style": _style(),
        "picture": f"cid:{PICTURE}",
        "picture_in_words": in_words(contents.days),
        "width": WIDTH,
        "height": HEIGHT,
        "dashboards": absolute(reverse("figures")),
        "talk": absolute(reverse("talk")),
    }
    subject = _("Webcare in week %(week)d: %(headline)s") % {
        "week": contents.week,
        "headline": contents.headline,
    }
    return Letter(
        subject=" ".join(subject.split()),
        text=render_to_string("mail/weekly.txt", context),
        html=render_to_string("mail/weekly.html", context),
        picture=drawn(contents.days),
    )


@cache
def _style() -> str:
    return (settings.BASE_DIR / "static" / STYLE).read_text(encoding="utf-8")


def mail_of(it: Letter, to: str, stop: str = "") -> EmailMultiAlternatives:
    """``stop`` is also where mail programs post to when somebody presses their own button."""
    headers = {"Auto-Submitted": "auto-generated"}
    if stop:
        headers |= {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    mail = _WithPicture(subject=it.subject, body=it.text, to=[to], headers=headers)
    mail.attach_alternative(it.html, "text/html")
    picture = MIMEImage(it.picture, "png")
    picture.add_header("Content-ID", f"<{PICTURE}>")
    picture.add_header("Content-Disposition", "inline", filename="week.png")
    mail.attach(picture)
    return mail


def stop_link(reader: int) -> str:
    """Where a press stops it; "" where nobody knows our address."""
    return absolute(reverse("weekly_stop", args=[signing.dumps(reader, salt=SALT)]))


def reader_of(token: str) -> int | None:
    """The primary key that ``stop_link`` signed; None for a forgery. It works as long as the mail
    is kept."""
    try:
        return int(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
