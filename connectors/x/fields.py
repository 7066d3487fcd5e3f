"""What we ask of X for each post and each direct message."""

from __future__ import annotations

from typing import Any

PAGE_SIZE = 100
FIELDS: dict[str, Any] = {
    "tweet_fields": [
        *("attachments", "author_id", "conversation_id", "created_at", "display_text_range"),
        *("edit_history_tweet_ids", "entities", "in_reply_to_user_id", "note_tweet"),
        *("public_metrics", "referenced_tweets"),
    ],
    "expansions": ["attachments.media_keys", "author_id", "referenced_tweets.id"],
    "user_fields": ["name", "username"],
    "media_fields": ["alt_text", "media_key", "preview_image_url", "type", "url", "variants"],
}
LETTER_FIELDS: dict[str, Any] = {
    "dm_event_fields": [
        *("attachments", "created_at", "dm_conversation_id", "entities", "event_type", "id"),
        *("participant_ids", "referenced_tweets", "sender_id", "text"),
    ],
    "expansions": ["attachments.media_keys", "sender_id"],
    "user_fields": FIELDS["user_fields"],
    "media_fields": FIELDS["media_fields"],
}
