"""What an answer has to be before it may leave, on its way to this platform."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from connectors.base import Capability, ConnectorError, Media, MediaRule, Reason, Way
from connectors.models import Account
from inbox.models import Attachment, Conversation
from inbox.refusals import Refused, explain
from inbox.ways import Offer, offers, parts_of, ways


@dataclass(frozen=True)
class Draft:
    """An answer that fits the way it goes. ``texts`` are its parts in order; none when only
    attachments go."""

    way: Way
    texts: list[str]

    def pieces(self, media: Sequence[Attachment]) -> Iterator[tuple[str, Sequence[Attachment]]]:
        """The messages to place, in order: words with attachments, or each by itself."""
        together = self.way.media is not None and self.way.media.with_text
        if not together:
            yield from (("", [one]) for one in media)
        for number, text in enumerate(self.texts):
            yield text, media if together and not number else []


def draft(
    conversation: Conversation,
    text: str,
    way: Capability | str | None = None,
    *,
    media: bool = False,
    split: bool = False,
) -> Draft:
    """The text, checked against the way it goes; without ``way`` the first that is open.

    media   whether attachments go along, so that there may be no words
    split   whether it may go in several messages
    """
    chosen = _way(conversation, way)
    if not text and media and chosen.media and not chosen.media.with_text:
        return Draft(chosen, [])
    return Draft(chosen, check_text(conversation.account, text, chosen, split=split))


def _way(conversation: Conversation, wanted: Capability | str | None) -> Way:
    known = ways(conversation)
    if wanted is not None:
        name = wanted.value if isinstance(wanted, Capability) else wanted
        known = [way for way in known if way.capability.value == name]
    else:
        made = offers(conversation)
        open_ways = [offer.way for offer in made if not offer.refused]
        known = open_ways or [offer.way for offer in made] or known
    if not known:
        raise Refused(explain(Reason.NOT_ALLOWED))
    return known[0]


def check_text(account: Account, text: str, way: Way, *, split: bool = False) -> list[str]:
    """The parts in which this text goes. Raises Refused for what the platform would not take."""
    if not account.active:
        raise Refused(_("This channel is switched off. Ask an administrator."))
    if not text.strip():
        raise Refused(explain(Reason.EMPTY))
    length, limit = way.text.count(text), way.text.limit
    if length <= limit:
        return [text]
    parts = parts_of(way, text) if split and way.parts > 1 else [text]
    if 1 < len(parts) <= way.parts:
        return parts
    raise Refused(
        _("This is %(over)d too long for %(platform)s: %(length)d of %(limit)d. Shorten it.")
        % {
            "over": length - limit,
            "platform": account.connector_class.label,
            "length": length,
            "limit": limit,
        }
    )


def check_media(way: Way, media: Sequence[Attachment]) -> None:
    """Raises Refused for attachments that the platform would not take this way."""
    if not media:
        return
    if way.media is None:
        raise Refused(_("No attachment can go along this way. Remove it, or choose another way."))
    limit = way.media.alt_limit
    if limit and any(len(one.alt) > limit for one in media):
        raise Refused(
            _("A description may have %(limit)d characters. Shorten it.") % {"limit": limit}
        )
    together = [_media(one) for one in media]
    for message in [together] if way.media.with_text else [[one] for one in together]:
        _check_taken(way.media, message)


def _check_taken(rule: MediaRule, media: Sequence[Media]) -> None:
    try:
        rule.check(media)
    except ConnectorError as error:
        raise Refused(f"{explain(error.reason)} ({error.detail})") from error


def _media(one: Attachment) -> Media:
    return Media(name=str(one), mime=one.mime, size=one.size, alt=one.alt)


def offered(conversation: Conversation, way: Way) -> Offer:
    """This way as it is open now. Raises Refused when it is not."""
    made = offers(conversation)
    if not made:
        raise Refused(explain(Reason.TARGET_GONE))
    for offer in made:
        if offer.way.capability is way.capability:
            if offer.refused:
                raise Refused(str(offer.refused))
            return offer
    raise Refused(explain(Reason.NOT_ALLOWED))
