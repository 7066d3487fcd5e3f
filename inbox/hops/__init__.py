"""From one desk to the next: every assignment, forwarding and return is a hop, with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inbox.models import Conversation, Hop
from inbox.rewriting import rewrite
from routing.models import Department

if TYPE_CHECKING:
    from webcare.models import User

LONGEST = 500  # characters of a reason


@dataclass(frozen=True)
class Step:
    """A hop by a machine. ``conversation`` has no department yet."""

    conversation: Conversation
    how: Hop.How
    to: int
    reason: str


def pass_on(
    conversation: Conversation,
    how: Hop.How,
    to: Department | None,
    reason: str,
    by: User | None = None,
) -> Hop:
    """Note that it goes to this desk; None is the webcare team. Call it with the row locked."""
    last = conversation.passed.order_by("number").last()
    hop = Hop.objects.create(
        conversation=conversation,
        number=last.number + 1 if last else 1,
        how=how,
        came_from_id=last.went_to_id if last else None,
        went_to=to,
        reason=reason[:LONGEST],
        by=by,
    )
    conversation.hops = hop.number
    conversation.save(update_fields=["hops", "updated_at"])
    return hop


def pass_on_together(steps: Sequence[Step]) -> None:
    """The same for many conversations at once, each of them locked. Two queries."""
    for step in steps:
        step.conversation.hops += 1
    Hop.objects.bulk_create(
        Hop(
            conversation=step.conversation,
            number=step.conversation.hops,
            how=step.how,
            went_to_id=step.to,
            reason=step.reason[:LONGEST],
        )
        for step in steps
    )
    moved = [step.conversation for step in steps]
    rewrite(moved, ["hops"])
