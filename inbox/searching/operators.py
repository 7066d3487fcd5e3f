"""The operators of a search and what can be said of them, in Dutch and in English.

Each is known by its English name; ``docs/workspace/find.md`` lists them for people.
"""

from __future__ import annotations

from inbox.searching.plain import plain
from inbox.workflow import Status
from routing.models import Kind

CHANNEL, FROM, DEPARTMENT, STATUS = "channel", "from", "department", "status"
BEFORE, AFTER, ON, IS, KIND, WHO = "before", "after", "on", "is", "kind", "who"
LANGUAGE, NEIGHBOURHOOD, LABEL = "language", "neighbourhood", "label"
MENTIONS, SENT_TO = "mentions", "sent-to"

OPERATORS = {
    "kanaal": CHANNEL,
    "channel": CHANNEL,
    "van": FROM,
    "from": FROM,
    "afdeling": DEPARTMENT,
    "vakafdeling": DEPARTMENT,
    "department": DEPARTMENT,
    "status": STATUS,
    "voor": BEFORE,
    "before": BEFORE,
    "na": AFTER,
    "after": AFTER,
    "sinds": AFTER,
    "since": AFTER,
    "op": ON,
    "on": ON,
    "is": IS,
    "soort": KIND,
    "kind": KIND,
    "wie": WHO,
    "who": WHO,
    "taal": LANGUAGE,
    "language": LANGUAGE,
    "wijk": NEIGHBOURHOOD,
    "buurt": NEIGHBOURHOOD,
    "neighbourhood": NEIGHBOURHOOD,
    "district": NEIGHBOURHOOD,
    "label": LABEL,
    "noemt": MENTIONS,
    "mentions": MENTIONS,
    "doorverwezen": SENT_TO,
    "elsewhere": SENT_TO,
}

ALL = ""
STATUSES: dict[str, str] = {
    "open": Status.OPEN,
    "doorgezet": Status.REFERRED,
    "bij-vakafdeling": Status.REFERRED,
    "vakafdeling": Status.REFERRED,
    "referred": Status.REFERRED,
    "beantwoord": Status.ANSWERED,
    "answered": Status.ANSWERED,
    "afgehandeld": Status.CLOSED,
    "gesloten": Status.CLOSED,
    "dicht": Status.CLOSED,
    "closed": Status.CLOSED,
    "uitgesteld": "snoozed",
    "snoozed": "snoozed",
    "alle": ALL,
    "alles": ALL,
    "all": ALL,
}

WHERE = {
    "mail": "mail",
    "e-mail": "mail",
    "telefoon": "phone",
    "phone": "phone",
    "formulier": "form",
    "form": "form",
    "balie": "desk",
    "desk": "desk",
    "anders": "other",
    "other": "other",
}

KINDS: dict[str, str] = {
    **{kind.value: kind.value for kind in Kind},
    "question": Kind.QUESTION,
    "report": Kind.REPORT,
    "complaint": Kind.COMPLAINT,
    "idea": Kind.IDEA,
    "other": Kind.OTHER,
}

UNANSWERED, MINE, NOBODYS = "unanswered", "mine", "nobodys"
LATE, SOON, URGENT, DANGER = "late", "soon", "urgent", "danger"
HOUR, NOT_SENT = "hour", "not_sent"
PRIVATE, PUBLIC, LEAD, SNOOZED = "private", "public", "lead", "snoozed"
ELSEWHERE, TO_CHECK = "elsewhere", "to_check"
MENTIONED, UNREAD = "mentioned", "unread"
MAIL_FAILED, ASK = "mail_failed", "ask"
BUNDLED, ALIKE = "bundled", "alike"
MENTION, QUOTE, FOUND, REVIEW, STORY = "mention", "quote", "found", "review", "story"
STATES = {
    "onbeantwoord": UNANSWERED,
    "unanswered": UNANSWERED,
    "mijn": MINE,
    "van-mij": MINE,
    "mine": MINE,
    "van-niemand": NOBODYS,
    "niemand": NOBODYS,
    "nobodys": NOBODYS,
    "nobody": NOBODYS,
    "te-laat": LATE,
    "late": LATE,
    "bijna-te-laat": SOON,
    "soon": SOON,
    "soon-late": SOON,
    "binnen-het-uur-te-laat": HOUR,
    "within-the-hour": HOUR,
    "niet-verstuurd": NOT_SENT,
    "not-sent": NOT_SENT,
    "dringend": URGENT,
    "spoed": URGENT,
    "urgent": URGENT,
    "gevaar": DANGER,
    "danger": DANGER,
    "prive": PRIVATE,
    "private": PRIVATE,
    "openbaar": PUBLIC,
    "public": PUBLIC,
    "teamleider": LEAD,
    "lead": LEAD,
    "uitgesteld": SNOOZED,
    "snoozed": SNOOZED,
    "doorverwezen": ELSEWHERE,
    "elsewhere": ELSEWHERE,
    "genoemd": MENTIONED,
    "mentioned": MENTIONED,
    "ongelezen": UNREAD,
    "unread": UNREAD,
    "controleren": TO_CHECK,
    "te-controleren": TO_CHECK,
    "to-check": TO_CHECK,
    "mail-niet-aangekomen": MAIL_FAILED,
    "mail-failed": MAIL_FAILED,
    "nazorg": ASK,
    "ask": ASK,
    "bundel": BUNDLED,
    "bundled": BUNDLED,
    "dezelfde-vraag": ALIKE,
    "alike": ALIKE,
    "vermelding": MENTION,
    "mention": MENTION,
    "citaat": QUOTE,
    "quote": QUOTE,
    "zoekopdracht": FOUND,
    "found": FOUND,
    "recensie": REVIEW,
    "review": REVIEW,
    "story": STORY,
}

ME = ("ik", "mij", "me")
NOBODY = ("niemand", "nobody", "none")
NO_DEPARTMENT = NO_LABEL = ("geen", "none")

LANGUAGES = {
    "nederlands": "nl",
    "dutch": "nl",
    "engels": "en",
    "english": "en",
    "duits": "de",
    "german": "de",
    "frans": "fr",
    "french": "fr",
    "turks": "tr",
    "turkish": "tr",
    "arabisch": "ar",
    "arabic": "ar",
    "pools": "pl",
    "polish": "pl",
    "oekraiens": "uk",
    "ukrainian": "uk",
    "spaans": "es",
    "spanish": "es",
    "fries": "fy",
    "frisian": "fy",
}


def spelled(value: str) -> str:
    """What is said of an operator, however it was spelled: “Te  Láát” is "te-laat"."""
    return "-".join(plain(value).lower().split())
