"""Following a colleague on a day along: what they have before them now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from redis import RedisError

from inbox.colleagues import presence, visiting
from inbox.models import Conversation

if TYPE_CHECKING:
    from inbox.colleagues.presence import Here
    from inbox.models import Visit
    from webcare.models import User


class Sight(StrEnum):
    """What there is to see."""

    NOBODY = "nobody"  # today there is nobody to follow
    PAUSED = "paused"  # they want to be alone for a while
    UNKNOWN = "unknown"  # Redis says nothing now
    AWAY = "away"
    QUEUE = "queue"
    ELSEWHERE = "elsewhere"  # a conversation that the observer may not see, or that is gone
    OPEN = "open"


@dataclass(frozen=True)
class Followed:
    """What an observer sees over the shoulder of a colleague.

    conversation   primary key; 0 unless ``sight`` is OPEN
    """

    sight: Sight
    conversation: int
    visit: Visit | None

    @property
    def mark(self) -> str:
        """Differs when there is something else to see."""
        return f"{self.sight}-{self.conversation}"


def followed(observer: User) -> Followed:
    """What the colleague has open beside whom this person sits today."""
    visit = visiting.of_today(observer)
    if visit is None or visit.beside_id is None:
        return Followed(Sight.NOBODY, 0, visit)
    if visit.paused_at:
        return Followed(Sight.PAUSED, 0, visit)
    try:
        here = presence.of(visit.beside_id)
    except RedisError:
        return Followed(Sight.UNKNOWN, 0, visit)
    return Followed(*_seen(here, observer), visit)


def _seen(here: Here | None, observer: User) -> tuple[Sight, int]:
    if here is None:
        return Sight.AWAY, 0
    if not here.conversation:
        return Sight.QUEUE, 0
    shown = Conversation.objects.visible_to(observer).filter(pk=here.conversation)
    return (Sight.OPEN, here.conversation) if shown.exists() else (Sight.ELSEWHERE, 0)


def beside_anyway(visits: Iterable[Visit], user: User) -> set[int] | None:
    """Primary keys of the observers who were asked to stay away for a while, and still have a
    conversation open that this person has open, so that the line and the conversation say the same.
    None where nobody was asked; then Redis is not asked either."""
    asked = {visit.observer_id for visit in visits if visit.paused_at}
    if not asked:
        return None
    try:
        return asked & presence.company(user.pk)
    except RedisError:
        return set()
