"""What a conversation's page shows of what departments said, and of their letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch

from inbox import handed_back
from inbox.models import Conversation, Event, Forwarding
from inbox.timeline import Entry
from routing import desk
from routing.mail.about import Post, letters_about
from routing.models import Answer, Enclosure, Source


@dataclass(frozen=True)
class Proposal:
    """What a department said, beside what a colleague should know of it.

    files        those that it sent
    newest       nothing was asked after it
    doubted      it came by mail, and our mail server does not vouch for the sender
    held         why the words of a department with a mandate wait for an agent
    post         the letters about this question
    may_go_back  its words may say that the question is not theirs, and nobody else was asked yet
    """

    forwarding: Forwarding
    answer: Answer
    files: Sequence[Enclosure]
    newest: bool
    doubted: bool
    held: str
    post: Post
    may_go_back: bool


@dataclass(frozen=True)
class AtDesk:
    """What a colleague should know of the question that a department has now.

    mail_trouble   why our mail about it did not arrive, in a sentence, or ""
    unseen         nobody there would see it today
    post           the letters about it
    """

    mail_trouble: str
    unseen: bool
    post: Post


@dataclass(frozen=True)
class Returned:
    """What departments gave back in this case.

    reasons       what came back, oldest first
    departments   primary keys of those that gave it back and were not asked again since
    often         so many times that only the team lead may forward it
    """

    reasons: Sequence[Forwarding] = ()
    departments: frozenset[int] = frozenset()
    often: bool = False


def returned(chosen: Conversation, forwardings: Sequence[Forwarding]) -> Returned:
    """Two queries, none where nothing came back."""
    if not chosen.hand_backs:
        return Returned()
    back = list(handed_back.in_this_case(chosen).select_related("referral__department", "answer"))
    oldest_first = sorted(forwardings, key=attrgetter("pk"))
    last = {one.referral.department_id: one.pk for one in oldest_first}
    return Returned(
        reasons=back,
        departments=frozenset(
            at for one in back if last.get(at := one.referral.department_id) == one.pk
        ),
        often=len(back) >= handed_back.MOST_HAND_BACKS,
    )


def posts(forwardings: Iterable[Forwarding | None]) -> Mapping[int, Post]:
    """The letters about each of these questions, by its primary key. One query, or none."""
    asked = [one.referral_id for one in forwardings if one]
    return letters_about(asked) if asked else {}


def at_desk(forwarding: Forwarding | None, letters: Mapping[int, Post]) -> AtDesk | None:
    """None where no department has a question. One query."""
    if forwarding is None:
        return None
    referral = forwarding.referral
    return AtDesk(
        mail_trouble=desk.mail_trouble(referral),
        unseen=referral.pk in desk.unseen([referral]),
        post=letters[referral.pk],
    )


def proposals_shown(
    entries: Sequence[Entry],
    forwardings: Sequence[Forwarding],
    proposed: Sequence[Forwarding],
    letters: Mapping[int, Post],
) -> list[Proposal]:
    held = _held(entries)
    newest = max((one.pk for one in forwardings), default=0)
    return [
        Proposal(
            forwarding=one,
            answer=one.answer,
            files=one.referral.sent,  # type: ignore[attr-defined] # prefetched by ``with_files``
            newest=one.pk == newest,
            doubted=one.answer.source == Source.MAIL and not letters[one.referral_id].vouched,
            held=held.get(one.pk, ""),
            post=letters[one.referral_id],
            may_go_back=one.pk == newest and desk.may_be_hand_back(one.answer),
        )
        for one in proposed
        if one.answer
    ]


def with_files() -> list[Any]:
    """What ``proposals_shown`` wants prefetched."""
    sent = Enclosure.objects.filter(of_department=True)
    return [Prefetch("referral__enclosures", queryset=sent, to_attr="sent")]


def _held(entries: Sequence[Entry]) -> dict[int, str]:
    events = [entry.it for entry in entries if isinstance(entry.it, Event)]
    return {
        event.data["forwarding"]: event.data["held"] for event in events if event.data.get("held")
    }
