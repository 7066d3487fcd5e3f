"""What is new for one person, in few words: for a notification on a page or on their phone.

The history says what happened; a person is told of it from a place in it on. What is told holds no
words of a citizen, unless that person asked for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox import names
from inbox.approving import may_check
from inbox.citizens.rudeness import is_rude
from inbox.models import Conversation, Event, Message, Outbound
from inbox.reminding.people import is_on_roster
from inbox.workflow import Status
from routing import agreed
from routing.promises import Hours

if TYPE_CHECKING:
    from webcare.models import User

SHOWN = 120  # characters of what a citizen wrote
Verb = Event.Verb
# Of a citizen, of a department, of a colleague, or of a sending that needs somebody.
FOR_ASSIGNEE = (
    *(Verb.RECEIVED, Verb.ANSWERED, Verb.HANDED_BACK, Verb.ASKED, Verb.HANDED_OVER),
    *(Verb.NOTED, Verb.WOKEN, Verb.PLEDGE_DUE, Verb.FAILED, Verb.UNCERTAIN),
    *(Verb.SENT_BACK, Verb.APPROVED),
)


@dataclass(frozen=True)
class News:
    """What is new: of the most serious kind only.

    about         "danger", "mention", "mine", "check" or "new"
    conversation  the newest of them
    """

    about: str
    number: int
    conversation: Conversation


def is_told(user: User, now: datetime, hours: Hours | None = None) -> bool:
    """Whether this person may be told something now: they want it, and they are on duty.

    hours   of the webcare team; asked for where they are needed
    """
    return user.notifications and is_on_duty(user, now, hours)


def is_on_duty(user: User, now: datetime, hours: Hours | None = None) -> bool:
    """Whether they are at work: as they say themselves, else in service hours and by the roster.

    hours   of the webcare team; asked for where they are needed
    """
    if not user.is_active or user.duty == "off":
        return False
    if user.duty == "on":
        return True
    known = hours or agreed.hours()
    # What the roster adds is for who is named in it.
    return replace(known, roster=()).is_open(now) or is_on_roster(user, known, now)


def since(user: User, after: int, until: int) -> News | None:
    """What happened for them between these places in the history; None for nothing.

    Nothing for who is not on duty. Seven queries at most.
    """
    if after >= until or not is_told(user, timezone.now()):
        return None
    happened = Event.objects.filter(conversation=OuterRef("pk"), pk__gt=after, pk__lte=until)
    seen = Conversation.objects.visible_to(user)
    for about, rows in _kinds(user, seen, happened).items():
        if rows and (found := list(rows.select_related("account").order_by("-pk")[:100])):
            return News(about, len(found), found[0])
    return None


def _kinds(
    user: User, seen: QuerySet[Conversation], happened: QuerySet[Event]
) -> Mapping[str, QuerySet[Conversation] | None]:
    """The most serious first; None for what they do not want to hear of."""
    others = happened.filter(~Q(actor=user) | Q(actor=None))
    danger = seen.filter(Exists(happened.filter(verb=Verb.DANGER)))
    names_me = others.filter(verb=Verb.NOTED, data__mentions__contains=[user.pk])
    mine = seen.filter(Exists(others.filter(verb__in=FOR_ASSIGNEE)), assignee=user)
    waits = Outbound.objects.to_check().exclude(by=user)
    check = seen.filter(
        Exists(others.filter(verb=Verb.TO_CHECK)), pk__in=waits.values("conversation")
    )
    new = seen.filter(
        Exists(happened.filter(verb=Verb.RECEIVED)), status=Status.OPEN, assignee=None
    )
    return {
        "danger": danger if user.notify_danger else None,
        "mention": seen.filter(Exists(names_me)) if user.notify_mention else None,
        "mine": mine if user.notify_mine else None,
        "check": check if user.notify_check and may_check(user) else None,
        "new": new if user.notify_new else None,
    }


def notification(user: User, news: News) -> dict[str, str]:
    """As the browser takes it: title, body, tag, icon, and ``data``, the address it leads to.

    In the language of that person.
    """
    with translation.override(user.language or translation.get_language()):
        body = _words(news)
        if user.notify_text and names.may_read(user) and (said := _said(news.conversation)):
            body = f"{body}\n{said}"
        address = reverse("inbox")
        if news.number == 1:
            address = reverse("conversation", args=[news.conversation.pk])
        return {
            "title": "Webcare",
            "body": body,
            "tag": news.about,
            "icon": static("icons/192.png"),
            "data": address,
        }


def _words(news: News) -> str:
    if news.about == "danger":
        return _("Somebody may be in danger")
    if news.about == "mention":
        return ngettext(
            "A colleague names you in a note",
            "Colleagues name you in notes in %(number)d conversations",
            news.number,
        ) % {"number": news.number}
    if news.about == "mine":
        return ngettext(
            "Something new in a conversation of yours",
            "Something new in %(number)d conversations of yours",
            news.number,
        ) % {"number": news.number}
    if news.about == "check":
        return ngettext(
            "An answer of a colleague to check",
            "Answers of colleagues to check: %(number)d",
            news.number,
        ) % {"number": news.number}
    return ngettext(
        "New message of a citizen", "New messages of %(number)d citizens", news.number
    ) % {"number": news.number}


def _said(conversation: Conversation) -> str:
    """The newest words of the citizen; none where a page would fold them away."""
    said = Message.objects.filter(conversation=conversation, incoming=True, deleted_at=None)
    text = said.order_by("created_at", "pk").values_list("text", flat=True).last() or ""
    if not conversation.danger and is_rude(text):
        return ""
    return Truncator(" ".join(text.split())).chars(SHOWN)
