"""The public thread around a conversation: what others wrote there, and what we answered them.

What came in here is all there is: nothing is asked of the platform for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from connectors.base import Capability
from inbox.models import Conversation, Message

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User

STEP, MOST = 20, 500


@dataclass(frozen=True)
class Around:
    """The nearest messages of others, in order of time.

    before, after   than the newest words of the conversation's own citizen
    more            there are others, further away
    """

    before: Sequence[Message]
    after: Sequence[Message]
    more: bool

    @property
    def count(self) -> int:
        return len(self.before) + len(self.after)


def around(conversation: Conversation, user: User | AnonymousUser, most: int = STEP) -> Around:
    """The ``most`` messages that are nearest in time; none around what is private."""
    if conversation.private:
        return Around((), (), more=False)
    most = min(max(most, STEP), MOST)
    moment = _moment(conversation)
    others = _of_others(conversation, user)
    before = others.filter(created_at__lte=moment).order_by("-created_at", "-pk")[: most + 1]
    after = others.filter(created_at__gt=moment).order_by("created_at", "pk")[: most + 1]
    nearest = sorted([*before, *after], key=lambda each: abs(each.created_at - moment))
    chosen = sorted(nearest[:most], key=lambda each: (each.created_at, each.pk))
    return Around(
        [each for each in chosen if each.created_at <= moment],
        [each for each in chosen if each.created_at > moment],
        more=len(nearest) > most and most < MOST,
    )


def _moment(conversation: Conversation) -> datetime:
    newest = conversation.messages.filter(incoming=True).aggregate(at=Max("created_at"))["at"]
    return newest or conversation.created_at


def others_wrote(user: User | AnonymousUser) -> Exists:
    """Whether anything stands around a conversation, for a query of conversations."""
    here = Q(thread_id=OuterRef("thread_id")) | Q(post=OuterRef("post"))
    visible = Conversation.objects.visible_to(user).exclude(pk=OuterRef("pk"))
    beside = visible.filter(here, account=OuterRef("account"), private=False)
    return Exists(beside.filter(Exists(_public().filter(conversation=OuterRef("pk")))))


def _of_others(conversation: Conversation, user: User | AnonymousUser) -> QuerySet[Message]:
    """What stands in public, in this thread or under the same post of ours."""
    here = Q(thread_id=conversation.thread_id)
    if conversation.post_id:
        here |= Q(post=conversation.post_id)
    visible = Conversation.objects.visible_to(user).exclude(pk=conversation.pk)
    beside = visible.filter(here, account=conversation.account_id, private=False)
    public = _public().filter(conversation__in=beside.values("pk"))
    return public.select_related("author", "conversation__author").prefetch_related("attachments")


def _public() -> QuerySet[Message]:
    stands = Message.objects.filter(external_id__isnull=False)
    return stands.exclude(way=Capability.PRIVATE_REPLY.value)
