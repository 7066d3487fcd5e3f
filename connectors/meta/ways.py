"""How an answer can go on Facebook and Instagram, and until when.

Meta docs: "Send messages", "Private replies", "Human Agent".
"""

from __future__ import annotations

from datetime import timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from connectors.base import Capability, Feature, MediaRule, Since, TextRule, Way, Window

MB = 1024 * 1024
HUMAN_AGENT = "human_agent"
STANDARD = "standard"

PICTURES = ("image/jpeg", "image/png")
FILMS = ("video/mp4", "video/quicktime", "video/webm")
SOUNDS = ("audio/mpeg", "audio/mp4", "audio/aac", "audio/wav", "audio/x-wav")
MESSENGER_TYPES = (*PICTURES, "image/gif", *FILMS, *SOUNDS, "application/pdf")

HUMAN = Feature(
    HUMAN_AGENT,
    _("Human Agent"),
    _(
        "Granted by Meta after review. With it a colleague may answer until 7 days after the "
        "citizen last wrote; without it until 24 hours."
    ),
)


def private_reply(platform: str, text: TextRule) -> Way:
    """One private message in answer to what somebody wrote in public."""
    why = _("{platform} lets us answer in private once, within 7 days after the message.")
    window = Window(
        timedelta(days=7), Since.MESSAGE, format_lazy(why, platform=platform), name=STANDARD
    )
    return Way(Capability.PRIVATE_REPLY, text, windows=(window,), once=True)


def direct_message(platform: str, text: TextRule, media: MediaRule) -> Way:
    """In the private conversation: a day, and a week where Meta granted that."""
    day = _("{platform} lets us answer within 24 hours after the citizen last wrote.")
    week = _("{platform} lets a colleague answer within 7 days after the citizen last wrote.")
    windows = (
        Window(
            timedelta(hours=24), Since.CITIZEN, format_lazy(day, platform=platform), name=STANDARD
        ),
        Window(
            timedelta(days=7),
            Since.CITIZEN,
            format_lazy(week, platform=platform),
            name=HUMAN_AGENT,
            feature=HUMAN_AGENT,
            by_a_person=True,
        ),
    )
    return Way(Capability.DM, text, media, windows)


def bytes_of(text: str) -> int:
    """Instagram counts a private message in UTF-8 (Meta docs, "Send messages")."""
    return len(text.encode(errors="replace"))
