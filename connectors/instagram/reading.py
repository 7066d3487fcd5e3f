"""From Instagram's bodies to messages and posts, oldest first. Readers raise Unreadable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from connectors.base import (
    Capability,
    Connection,
    Form,
    Incoming,
    Item,
    Person,
    Post,
    Profile,
    Raw,
    Unreadable,
)
from connectors.instagram.changes import CHANGES
from connectors.instagram.naming import MENTION, parts
from connectors.instagram.payloads import Comment, Medium, Mentioned
from connectors.meta.letters import MESSAGES, letters
from connectors.meta.messaging import PERSON
from connectors.meta.payloads import Profile as Named
from connectors.meta.reading import WEBHOOK, Reader, guarded, listed, subject_of
from connectors.meta.webhooks import reader
from connectors.payloads import fit, read

MEDIA, COMMENTS, REPLIES, COMMENT = "media", "comments", "replies", "comment"
MEDIUM, TAGGED, MENTIONED, NAMED = "medium", "tagged", "mentioned", "person"
HASHTAG = "hashtag"


def _media(raw: Raw, _us: Connection) -> list[Item]:
    media, odd = listed(Medium, raw)
    return [*(_post(each) for each in reversed(media)), *odd]


def _medium(raw: Raw, _us: Connection) -> list[Item]:
    return [_post(read(Medium, raw.body))]


def _comments(raw: Raw, us: Connection) -> list[Item]:
    subject = subject_of(raw)
    comments, odd = listed(Comment, raw)
    return _in_order([*_with_replies(comments, subject, us), *odd])


def _replies(raw: Raw, us: Connection) -> list[Item]:
    subject = subject_of(raw)
    replies, odd = listed(Comment, raw)
    return _in_order([*(_message(reply, "", subject, us) for reply in replies), *odd])


def _comment(raw: Raw, us: Connection) -> list[Item]:
    return [_message(read(Comment, raw.body), "", "", us)]


def _tagged(raw: Raw, us: Connection) -> list[Item]:
    """Photos in which we are tagged. Only those that name us in words can be answered."""
    media, odd = listed(Medium, raw)
    others = [each for each in reversed(media) if not each.is_by(us)]
    return [*(_by_caption(each, us, tagged=True) for each in others), *odd]


def _found(raw: Raw, us: Connection) -> list[Item]:
    """Under a hashtag. By the name that it would have as a mention: it may be one as well."""
    media, odd = listed(Medium, raw)
    query = subject_of(raw)
    found = [
        replace(
            _by_caption(each, us),
            form=Form.FOUND,
            allows=frozenset(),
            found_by=query,
        )
        for each in reversed(media)
    ]
    return [*found, *odd]


def _mentioned(raw: Raw, us: Connection) -> list[Item]:
    medium, comment = parts(subject_of(raw))
    found = read(Mentioned, raw.body)
    if comment and found.mentioned_comment:
        return [_by_comment(found.mentioned_comment, medium, us)]
    if found.mentioned_media and not comment:
        return [_by_caption(found.mentioned_media, us)]
    raise Unreadable("nothing is said of what was asked about")


def _named(raw: Raw, us: Connection) -> list[Item]:
    citizen = read(Named, raw.body)
    known = subject_of(raw).removeprefix(PERSON)
    return [Profile(Person(known, handle=citizen.username, name=citizen.name))]


READERS: dict[str, Reader] = {
    MEDIA: _media,
    MEDIUM: _medium,
    COMMENTS: _comments,
    REPLIES: _replies,
    COMMENT: _comment,
    TAGGED: _tagged,
    MENTIONED: _mentioned,
    HASHTAG: _found,
    NAMED: _named,
    MESSAGES: letters,
    WEBHOOK: reader(CHANGES),
}


def _in_order(found: Iterable[Item]) -> list[Item]:
    messages = [item for item in found if isinstance(item, Incoming)]
    others = [item for item in found if not isinstance(item, Incoming)]
    return [*sorted(messages, key=lambda message: message.created_at), *others]


def _with_replies(comments: list[Comment], medium: str, us: Connection) -> Iterator[Item]:
    for comment in comments:
        yield _message(comment, medium, "", us)
        for value in comment.replies.data if comment.replies else []:
            yield from guarded(REPLIES, partial(_below, value, medium, comment.id, us))


def _below(value: object, medium: str, above: str, us: Connection) -> list[Item]:
    return [_message(fit(Comment, value), medium, above, us)]


def _post(medium: Medium) -> Post:
    attachments = medium.attachments
    return Post(medium.id, medium.caption, medium.timestamp, medium.permalink, attachments)


def _message(comment: Comment, medium: str, above: str, us: Connection) -> Incoming:
    """Only a comment at the top takes answers, so that is what ``answer_to`` names.

    ``medium`` and ``above`` are for what the comment itself does not say.
    """
    medium = comment.media.id if comment.media else medium
    above = comment.parent_id or above
    thread = above or comment.id
    return Incoming(
        external_id=comment.id,
        author=comment.person(us),
        text=comment.text,
        created_at=comment.timestamp,
        thread_id=thread,
        current_id=comment.id,
        answer_to=above,
        parent_id=above or medium,
        post_id=medium,
        permalink=comment.media.permalink if comment.media else "",
        hidden=comment.hidden,
        reactions=comment.like_count,
    )


def _by_comment(comment: Comment, medium: str, us: Connection) -> Incoming:
    name = f"{MENTION}{medium}/{comment.id}"
    return Incoming(
        external_id=name,
        author=comment.person(us),
        text=comment.text,
        created_at=comment.timestamp,
        thread_id=comment.id,
        current_id=name,
        permalink=comment.media.permalink if comment.media else "",
        form=Form.MENTION,
        allows=frozenset({Capability.REPLY}),
        reactions=comment.like_count,
    )


def _by_caption(medium: Medium, us: Connection, *, tagged: bool = False) -> Incoming:
    named = not tagged or f"@{us.handle}".casefold() in medium.caption.casefold()
    return Incoming(
        external_id=f"{MENTION}{medium.id}",
        author=medium.person(us),
        text=medium.caption,
        created_at=medium.timestamp,
        thread_id=medium.id,
        current_id=f"{MENTION}{medium.id}",
        permalink=medium.permalink,
        form=Form.MENTION,
        attachments=medium.attachments,
        allows=frozenset({Capability.REPLY}) if named else frozenset(),
    )
