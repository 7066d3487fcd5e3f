"""One day in the town: what citizens say, what colleagues answer, and what became of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection
from django.db.models import Q, Window
from django.db.models.functions import RowNumber
from django.db.utils import InterfaceError

from connectors.models import Account, Arrival
from inbox import actions
from inbox.models import Attachment, Conversation, Message, Outbound
from inbox.outbox import MOST_SEARCHES
from inbox.workflow import UNDERWAY, Sending
from tests.chaos.plant import Plant
from webcare.models import User

# Of a hundred messages, how many go where.
SHARES = (
    ("x", "posts", 35),
    ("facebook", "posts", 25),
    ("instagram", "posts", 15),
    ("x", "directs", 5),
    ("facebook", "directs", 10),
    ("instagram", "directs", 10),
)
AT_ONCE = 250
PATIENCE = 900  # seconds until a day has to be whole
GONE = (OperationalError, InterfaceError)


class Unproved(Exception):
    """The day went by without the fault."""


@dataclass
class Day:
    """What was offered and asked for so far.

    offered   per platform, ids of what citizens wrote and what can come in
    comments  those of them that everybody can see
    gone      a platform that nothing can come from or go to any more
    asked     texts of our answers, each with the message or the person it is for
    edited    ids of what citizens changed, with the words as they are now
    removed   ids of what citizens took back
    pictures  how many came along
    healed    when the fault was over, on the monotonic clock; None when it never was
    """

    plant: Plant
    messages: int
    answers: int
    offered: dict[str, list[str]] = field(default_factory=dict)
    comments: dict[str, list[str]] = field(default_factory=dict)
    gone: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    edited: dict[str, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    pictures: int = 0
    healed: float | None = None
    _said: int = 0

    # Citizens ----------------------------------------------------------------------------------

    def offer(self, share: float = 1.0) -> None:
        """Citizens write this share of the day's messages."""
        wanted = min(int(self.messages * share + 0.5), self.messages - self._said)
        plan = [place for place in SHARES for _ in range(place[2])]
        batches: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for number in range(self._said, self._said + wanted):
            platform, road, _ = plan[(number * 37) % len(plan)]
            batches.setdefault((platform, road), []).append(self._words(platform, road, number))
        self._said += wanted
        for (platform, road), drafts in batches.items():
            for start in range(0, len(drafts), AT_ONCE):
                path = "bulk" if road == "posts" else "directs/bulk"
                batch = drafts[start : start + AT_ONCE]
                answer = self.plant.control("POST", path, batch)
                if platform != self.gone:
                    self.offered.setdefault(platform, []).extend(answer["ids"])
                if road == "posts":
                    self.comments.setdefault(platform, []).extend(answer["ids"])

    def _words(self, platform: str, road: str, number: int) -> dict[str, Any]:
        mention = "@GemVoorbeeld " if platform == "x" and road == "posts" else ""
        words = {
            "platform": platform,
            "author": f"inwoner_{number}",
            "text": f"{mention}Vraag {number}: wanneer komt de ophaaldienst?",
        }
        if platform != "x" and road == "posts":
            words["parent"] = self._own_post(platform)
        return words

    def _own_post(self, platform: str) -> str:
        everything = self.plant.control("GET", f"posts/{platform}?own=1")
        return next(
            str(post["id"]) for post in everything if post["municipality"] and not post["parent_id"]
        )

    def change_minds(self) -> None:
        """Some comments on Facebook, which tells of both, are changed or taken back."""
        for number, each in enumerate(self.comments["facebook"][::10]):
            path = f"posts/facebook/{each}"
            if number % 2:
                self.removed.add(each)
                self.plant.control("DELETE", path)
            else:
                self.edited[each] = f"Vraag, bij nader inzien: {number}"
                self.plant.control("PATCH", path, {"text": self.edited[each]})

    # Colleagues --------------------------------------------------------------------------------

    def ask(self, share: float = 1.0, on: Iterable[str] = ()) -> None:
        """A colleague answers this share, as soon as there is enough to answer.

        on   platforms of which a question that everybody can see is to be among them
        """
        wanted = min(int(self.answers * share + 0.5), self.answers - len(self.asked))
        by = User.objects.get(username="anouk")
        self.until(lambda: self._are_there(wanted, on), "questions to answer")
        for conversation in self._unanswered()[:wanted]:
            text = f"Antwoord {len(self.asked)}: morgen tussen acht en tien."
            sent = actions.reply(conversation, text, by)
            self.asked[sent.message.text] = self._addressee(conversation)  # signed on X

    def _are_there(self, wanted: int, on: Iterable[str]) -> bool:
        first = list(self._unanswered()[:wanted])
        # Not the private ones: Instagram's are answered at the Page's address.
        seen = {each.account.kind for each in first if not each.private}
        return len(first) == wanted and seen >= {*on}

    def _addressee(self, conversation: Conversation) -> str:
        if conversation.private:
            return conversation.author.external_id
        question = conversation.messages.filter(incoming=True, text__contains="Vraag ").earliest(
            "pk"
        )
        return str(question.external_id)

    def _unanswered(self) -> Any:
        lasting = Message.objects.filter(incoming=True).exclude(external_id__in=self.removed)
        asked = lasting.filter(text__contains="Vraag ").values("conversation")
        open_ones = Conversation.objects.filter(status="open", pk__in=asked, outbounds=None)
        # Of every account in turn, what everybody can see and what is private.
        turn = Window(RowNumber(), partition_by=["account", "private"], order_by="pk")
        return open_ones.select_related("account").annotate(turn=turn).order_by("turn", "pk")

    # What became of it -------------------------------------------------------------------------

    def missing(self) -> set[str]:
        """Ids of what citizens wrote and the inbox does not have."""
        missing: set[str] = set()
        for platform, ids in self.offered.items():
            held = Message.objects.filter(account__kind=platform, incoming=True)
            missing |= set(ids) - set(held.values_list("external_id", flat=True))
        return missing - self.removed  # one that was gone before it was told need not be here

    def unlike(self) -> set[str]:
        """Ids of what stands in the inbox otherwise than its citizen left it."""
        held = Message.objects.filter(incoming=True)
        there = held.filter(external_id__in=self.removed, deleted_at=None)
        words = held.filter(external_id__in=self.edited).values_list("external_id", "text")
        otherwise = {str(each) for each, text in words if text != self.edited[str(each)]}
        return otherwise | {str(each) for each in there.values_list("external_id", flat=True)}

    def twice_here(self) -> int:
        """How many messages stand in the inbox more than once."""
        texts = Message.objects.filter(incoming=True, text__contains="Vraag ")
        return texts.count() - texts.values("text").distinct().count()

    def placed(self) -> Counter[str]:
        """Our answers as they stand on the platforms."""
        return Counter(row["text"] for row in self._outbox())

    def misplaced(self) -> int:
        """How many of them stand with somebody else than who asked."""
        return sum(
            self.asked[row["text"]] not in (row["parent_id"], row.get("recipient"))
            for row in self._outbox()
            if row["text"] in self.asked
        )

    def _outbox(self) -> list[dict[str, Any]]:
        return [row for row in self.plant.control("GET", "outbox") if row["via"] == "api"]

    def for_a_person(self) -> Counter[str]:
        """Answers that a person has to decide about, by platform: in doubt for good, refused, or
        waiting for a platform that is gone."""
        doubtful = Q(state=Sending.UNCERTAIN, searches__gte=MOST_SEARCHES)
        stranded = Q(state__in=UNDERWAY, conversation__account__kind=self.gone)
        waiting = Outbound.objects.filter(doubtful | Q(state=Sending.FAILED) | stranded)
        return Counter(waiting.values_list("conversation__account__kind", flat=True))

    def left(self) -> str:
        """What is not whole yet, in a few words; "" when all is."""
        underway = Outbound.objects.underway().exclude(conversation__account__kind=self.gone)
        decided = self.for_a_person()
        decided.pop(self.gone, None)
        elsewhere = Attachment.objects.exclude(message__account__kind=self.gone)
        counts = {
            "missing": len(self.missing()),
            "unlike what the citizen left": len(self.unlike()),
            "twice in the inbox": self.twice_here(),
            "answers to somebody else": self.misplaced(),
            "unread": Arrival.objects.waiting().count(),
            "underway": underway.exclude(
                state=Sending.UNCERTAIN, searches__gte=MOST_SEARCHES
            ).count(),
            "for a person who need not decide": decided.total(),
            "attachments not kept": elsewhere.exclude(state=Attachment.State.KEPT).count(),
            "pictures that never came": max(0, self.pictures - Attachment.objects.count()),
        }
        return ", ".join(f"{count} {what}" for what, count in counts.items() if count)

    def prove(self, true: object, otherwise: str) -> None:
        """Raises Unproved: a fault that did not strike proves nothing."""
        if not true:
            raise Unproved(otherwise)

    def until(self, done: Callable[[], Any], what: str, seconds: float = PATIENCE) -> None:
        """Wait; a database that is away is not an answer. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while True:
            self.plant.start_what_ended()
            try:
                if done():
                    return
            except GONE:
                connection.close()
            if time.monotonic() > deadline:
                raise TimeoutError(f"waited {seconds:.0f} s for {what}")
            time.sleep(0.2)

    def heal(self) -> None:
        """The fault is over from here on."""
        self.healed = time.monotonic()

    def account(self, kind: str) -> Account:
        return Account.objects.get(kind=kind)
