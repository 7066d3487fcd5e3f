"""Which fields and expansions a request asks for, and in which of X's two vocabularies.

No field parameter or ``tweet.fields`` gives the names of OpenAPI 2.166; ``post.fields`` gives
those of 2.167. Both are served at once since August 2026.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from connectors.simulator.x.problems import invalid


def words(text: str) -> frozenset[str]:
    """The names in ``text``, which are apart by spaces."""
    return frozenset(text.split())


_SHARED_FIELDS = words(
    "article attachments card_uri community_id context_annotations conversation_id created_at "
    "display_text_range edit_controls entities geo id lang matched_media_notes media_metadata "
    "non_public_metrics note_request_suggestions organic_metrics paid_partnership "
    "possibly_sensitive promoted_metrics public_metrics reply_settings scopes source "
    "suggested_source_links suggested_source_links_with_counts text withheld"
)
_SHARED_EXPANSIONS = words(
    "article.cover_media article.media_entities attachments.media_keys "
    "attachments.media_source_tweet attachments.poll_ids author_id entities.mentions.username "
    "geo.place_id in_reply_to_user_id"
)
DIRECT_EXPANSIONS = words("participant_ids sender_id")
_USER_FIELDS = words(
    "affiliation confirmed_email connection_status created_at description entities id "
    "is_identity_verified location most_recent_tweet_id name parody pinned_tweet_id "
    "profile_banner_url profile_image_url protected public_metrics receives_your_dm "
    "subscribes_to_you subscription subscription_type url username verified "
    "verified_followers_count verified_type withheld"
)
_MEDIA_FIELDS = words(
    "alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url "
    "promoted_metrics public_metrics type url variants width"
)


@dataclass(frozen=True)
class Vocabulary:
    """The names that differ between the two."""

    parameter: str
    history: str
    references: str
    referenced: str
    note: str
    reposts: str
    includes: str
    fields: frozenset[str]
    expansions: frozenset[str]
    only_expansions: frozenset[str] = frozenset()


TWEETS = Vocabulary(
    parameter="tweet.fields",
    history="edit_history_tweet_ids",
    references="referenced_tweets",
    referenced="referenced_tweets.id",
    note="note_tweet",
    reposts="retweet_count",
    includes="tweets",
    fields=_SHARED_FIELDS
    | {
        "author_id",
        "edit_history_tweet_ids",
        "in_reply_to_user_id",
        "note_tweet",
        "referenced_tweets",
    },
    expansions=_SHARED_EXPANSIONS
    | {
        "edit_history_tweet_ids",
        "entities.note.mentions.username",
        "referenced_tweets.id",
        "referenced_tweets.id.attachments.media_keys",
        "referenced_tweets.id.author_id",
    },
)
POSTS = Vocabulary(
    parameter="post.fields",
    history="edit_history_post_ids",
    references="referenced_posts",
    referenced="referenced_posts",
    note="note_post",
    reposts="repost_count",
    includes="posts",
    fields=_SHARED_FIELDS | {"article_title", "note_post"},
    expansions=_SHARED_EXPANSIONS | {"edit_history_post_ids", "referenced_posts", "username"},
    only_expansions=frozenset({"author_id", "in_reply_to_user_id", "referenced_posts"}),
)


@dataclass(frozen=True)
class Selection:
    vocabulary: Vocabulary
    fields: frozenset[str]
    expansions: frozenset[str]
    user_fields: frozenset[str]
    media_fields: frozenset[str] = frozenset()


def selection_of(query: Mapping[str, str], also: frozenset[str] = frozenset()) -> Selection:
    """What ``query`` asks for. ``also`` are expansions of this endpoint only.

    Raises Problem (400) on a name X does not know.
    """
    vocabulary = POSTS if POSTS.parameter in query else TWEETS
    known = vocabulary.fields | vocabulary.only_expansions
    asked = names_in(query, vocabulary.parameter, known) - vocabulary.only_expansions
    expansions = names_in(query, "expansions", vocabulary.expansions | also)
    implied = {name for name in expansions if name in vocabulary.fields | known}
    if any(name.startswith(vocabulary.referenced) for name in expansions):
        implied.add(vocabulary.references)
    if any(name.startswith("attachments.") for name in expansions):
        implied.add("attachments")
    return Selection(
        vocabulary,
        frozenset(asked | implied | {"id", "text", vocabulary.history}),
        expansions,
        names_in(query, "user.fields", _USER_FIELDS) | {"id", "name", "username"},
        names_in(query, "media.fields", _MEDIA_FIELDS) | {"media_key", "type"},
    )


def names_in(query: Mapping[str, str], parameter: str, known: Collection[str]) -> frozenset[str]:
    """The names ``parameter`` lists. Raises Problem (400) for one that is not in ``known``."""
    names = [name for name in query.get(parameter, "").split(",") if name]
    for name in names:
        if name not in known:
            allowed = ",".join(sorted(known))
            message = f"The `{parameter}` query parameter value [{name}] is not one of [{allowed}]"
            raise invalid(message, {parameter: ",".join(names)})
    return frozenset(names)
