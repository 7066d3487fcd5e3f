"""How an answer can go, in the words of the composer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.base import Capability, Since, Way, Window
from inbox.models import Conversation, Outbound
from inbox.ways import Offer, compose_link
from routing.templatetags.deadlines import span

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()

SOON = timedelta(hours=4)

LABELS: dict[Capability, Promise] = {
    Capability.REPLY: gettext_lazy("Public answer"),
    Capability.COLD_REPLY: gettext_lazy("Public answer"),
    Capability.PRIVATE_REPLY: gettext_lazy("Private answer"),
    Capability.DM: gettext_lazy("Private message"),
}


@register.filter
def way_label(way: Way) -> Promise:
    return LABELS[way.capability]


@register.filter
def way_icon(way: Way) -> str:
    return "public" if way.public else "private"


@register.filter
def audience(way: Way, conversation: Conversation) -> str:
    """Who reads an answer that goes this way."""
    platform = conversation.account.label
    if way.public:
        return _("Everyone can read this on %(platform)s.") % {"platform": platform}
    if way.once and not way.windows:  # which say so as well
        return _("Only the citizen reads this. %(platform)s allows one such message.") % {
            "platform": platform
        }
    return _("Only the citizen reads this, on %(platform)s.") % {"platform": platform}


@register.filter
def left(moment: datetime) -> str:
    """How long until then, in one unit: "34 min", "21 hours", "6 days"."""
    return span(moment - timezone.now())


@register.filter
def share_left(offer: Offer) -> int:
    """How much of the time to answer is left, in hundredths; 100 where it never ends."""
    if offer.closes_at is None:
        return 100
    whole, rest = offer.closes_at - offer.target.created_at, offer.closes_at - timezone.now()
    return max(min(round(100 * rest / whole), 100), 0) if whole else 0


@register.filter
def why_it_closes(offer: Offer, conversation: Conversation) -> StrOrPromise:
    """The platform's rule behind ``closes_at``: that of the window which closes last."""
    windows = _windows(offer, conversation)
    return windows[-1].why if windows else ""


@register.filter
def closed_at(offer: Offer, conversation: Conversation) -> datetime | None:
    """When the time to answer ended; None where that is not what is wrong."""
    windows = _windows(offer, conversation)
    end = offer.target.created_at + windows[-1].length if windows else None
    return end if end and end <= timezone.now() else None


@register.filter
def opens_again(way: Way) -> bool:
    """Whether it opens again as soon as the citizen writes something."""
    return any(window.since is Since.CITIZEN for window in way.windows)


def _windows(offer: Offer, conversation: Conversation) -> list[Window]:
    features = conversation.account.features
    return [one for one in offer.way.windows if not one.feature or one.feature in features]


@register.filter
def closes_soon(moment: datetime) -> bool:
    return moment - timezone.now() < SOON


@register.simple_tag(takes_context=True)
def compose_address(context: Mapping[str, Any], outbound: Outbound) -> str:
    """The platform's own composer with this answer in it, or ""; asks nothing of the database."""
    said = [entry.it for entry in context["timeline"] if entry.kind == "message"]
    answered = outbound.message.parent_id
    question = next((message for message in said if message.external_id == answered), None)
    if question is None:
        return ""
    text, connector = outbound.message.text, context["connector"]
    return compose_link(context["conversation"], question, text, connector)
