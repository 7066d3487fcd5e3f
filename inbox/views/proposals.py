"""What a conversation's page shows of what departments said, and of their letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from inbox.hops import handed_back
from inbox.models import Event, Forwarding
from inbox.timeline import Entry
from routing import desk
from routing.mail.about import Post
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


def returned(back: Collection[Forwarding], forwardings: Sequence[Forwarding]) -> Returned:
    """``back``: what came back in this case."""
    oldest_first = sorted(forwardings, key=attrgetter("pk"))
    last = {one.referral.department_id: one.pk for one in oldest_first}
    return Returned(
        reasons=list(back),
        departments=frozenset(
            at for one in back if last.get(at := one.referral.department_id) == one.pk
        ),
        often=len(back) >= handed_back.MOST_HAND_BACKS,
    )


def at_desk(
    forwarding: Forwarding | None, letters: Mapping[int, Post], unmanned: Collection[int]
) -> AtDesk | None:
    """None where no department has a question.

    letters    by primary key of the question
    unmanned   primary keys of departments where nobody would see it
    """
    if forwarding is None:
        return None
    referral = forwarding.referral
    return AtDesk(
        mail_trouble=desk.mail_trouble(referral),
        unseen=referral.department_id in unmanned,
        post=letters[referral.pk],
    )


def proposals_shown(
    entries: Sequence[Entry],
    forwardings: Iterable[Forwarding],
    proposed: Iterable[Forwarding],
    letters: Mapping[int, Post],
    files: Iterable[Enclosure],
) -> list[Proposal]:
    held, sent = _held(entries), _by_question(files)
    newest = max((one.pk for one in forwardings), default=0)
    return [
        Proposal(
            forwarding=one,
            answer=one.answer,
            files=sent[one.referral_id],
            newest=one.pk == newest,
            doubted=one.answer.source == Source.MAIL and not letters[one.referral_id].vouched,
            held=held.get(one.pk, ""),
            post=letters[one.referral_id],
            may_go_back=one.pk == newest and desk.may_be_hand_back(one.answer),
        )
        for one in proposed
        if one.answer
    ]


def _by_question(files: Iterable[Enclosure]) -> Mapping[int, list[Enclosure]]:
    found: dict[int, list[Enclosure]] = defaultdict(list)
    for file in files:
        found[file.referral_id].append(file)
    return found


def _held(entries: Sequence[Entry]) -> dict[int, str]:
    events = [entry.it for entry in entries if isinstance(entry.it, Event)]
    return {
        event.data["forwarding"]: event.data["held"] for event in events if event.data.get("held")
    }
