"""What each sample of X's webhooks and lists says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from connectors.base import Deleted, Form, Kept, MediaKind, Pointer, Post, Revoked

Message = tuple[Form, str, list[MediaKind]]


class Sent(NamedTuple):
    """Something that X tells, by webhook or in a list.

    lacks  what we ask for, and the sample leaves out
    """

    source: str
    says: list[Any]
    lacks: Mapping[str, str] = {}


HALLO: Message = (Form.MESSAGE, "hallo @GemVoorbeeld", [])
OPEN: Message = (Form.MESSAGE, "@GemVoorbeeld Klopt het dat het loket morgen dicht is?", [])
WASTE = "@GemVoorbeeld Er ligt al drie dagen afval op de hoek van de Dorpsstraat"
PASSPORT = "Goedemorgen, mijn paspoort is verlopen. Wat nu?"
# File: what it says, as in ``sampled.meaning``.
SAID = {
    "xaa_post_mention_create": Sent("webhook", [HALLO]),
    "xaa_post_reply_create": Sent(
        "webhook", [Pointer, (Form.MESSAGE, "@GemVoorbeeld Klopt dit?", [])]
    ),
    "xaa_post_delete": Sent("webhook", [Deleted]),
    "xaa_dm_received": Sent("webhook", [(Form.MESSAGE, "Hallo!", [])]),
    "xaa_chat_received": Sent("webhook", [(Form.ENCRYPTED, "", [])]),
    "xaa_oauth_revoke": Sent("webhook", [Revoked]),
    "aaa_tweet_create_events_mention": Sent(
        "webhook", [(Form.MESSAGE, "@GemVoorbeeld Er ligt afval", [])]
    ),
    "aaa_tweet_delete_events": Sent("webhook", [Deleted]),
    "aaa_direct_message_events": Sent("webhook", [(Form.MESSAGE, "Hallo", [])]),
    "aaa_user_event_revoke": Sent("webhook", [Revoked]),
    "get_mentions_200": Sent("mentions", [Post, OPEN, (Form.MESSAGE, WASTE, [MediaKind.IMAGE])]),
    "get_mentions_200_empty": Sent("mentions", []),
    "get_mentions_200_partial_errors": Sent(
        "mentions",
        [(Form.MESSAGE, "@GemVoorbeeld …", [])],
        lacks={
            "created_at": "2026-11-18T08:15:30.000Z",
            "conversation_id": "2090000000000000099",
        },
    ),
    "get_mentions_200_postdialect": Sent("mentions", [Pointer, OPEN]),
    "get_dm_events_200": Sent(
        "direct",
        [
            (Form.MESSAGE, PASSPORT, []),
            (Form.MESSAGE, "Zie foto", [MediaKind.IMAGE]),
            Kept.NOTHING,
        ],
    ),
}
