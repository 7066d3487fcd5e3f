"""Finding the questions that are asked often, and the answer that each gets most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from inbox.alone import alone
from inbox.models import Message
from inbox.workflow import Sending
from routing.models import Kind
from webcare.talk.alike import LEAST, Asked, group
from webcare.talk.models import Asking, Heard, Question
from webcare.talk.words import terms

ASKING = 7_053  # the number of its advisory lock
WEEKS = 8
MOST = 6_000  # questions that are looked at, the newest
MOST_ANSWERS = 30  # of a question, the newest, to find the one that is given most
SAME = 0.6  # of the words of two answers, from which they are the same
WORDS = 12  # of a question, by which the next one is recognised


def ask(now: datetime | None = None) -> int:
    """Group what was asked in the last weeks. How many questions are new; 0 too while another is at
    it."""
    now = now or timezone.now()
    with alone(ASKING) as mine:
        if not mine:
            return 0
        with transaction.atomic():
            return _ask(now - timedelta(weeks=WEEKS), now)


def _ask(since: datetime, now: datetime) -> int:
    """What found its question stays there."""
    moments, asked = _asked(since, now)
    known = list(Question.objects.filter(askings__at__gte=since).distinct().order_by("pk"))
    found, changed = [], []
    for one in group(asked, [question.terms for question in known]):
        members = [asked[place] for place in one.members]
        if one.known is not None:
            question = known[one.known]
        else:
            leader = asked[one.leader or 0]
            question = Question(terms=_shared(leader, members), since=moments[leader.conversation])
            question.example_id = leader.conversation
            if not question.terms:
                continue
            question.save()
            found.append(question)
        changed.append(question)
        Asking.objects.bulk_create(
            [
                Asking(
                    question=question,
                    conversation_id=member.conversation,
                    at=moments[member.conversation],
                )
                for member in members
            ]
        )
    _answer({question.pk: question for question in [*known, *changed]}, since)
    _forget()
    return len(found)


def _forget() -> None:
    """What too few ask any more, as words were taken back; not what a colleague said something
    of."""
    citizens = Count("askings__conversation__author", distinct=True)
    few = Question.objects.filter(website="").annotate(citizens=citizens)
    few.filter(citizens__lt=LEAST // 2).delete()


def _asked(since: datetime, now: datetime) -> tuple[dict[int, datetime], list[Asked]]:
    """What was asked and found no question yet, by the first day of its conversation."""
    rows = Heard.objects.filter(
        at__gte=since, at__lte=now, conversation__kind__in=[Kind.QUESTION, Kind.REPORT]
    ).exclude(Exists(Asking.objects.filter(conversation=OuterRef("conversation"))))
    moments: dict[int, datetime] = {}
    found: dict[int, Asked] = {}
    for pk, citizen, at, said in rows.order_by("-at", "-pk").values_list(
        "conversation", "conversation__author", "at", "terms"
    )[:MOST]:
        words = [term for term in said if " " not in term]
        if len(words) >= 2:
            found[pk], moments[pk] = Asked(pk, citizen, words), at
    return moments, [found[pk] for pk in sorted(found)]


def _shared(leader: Asked, members: Sequence[Asked]) -> list[str]:
    """Words of the leader that another citizen says too, the commonest first: nobody is known by
    them."""
    said = {(word, one.citizen) for one in members for word in one.terms}
    times = Counter(word for word, _citizen in said)
    shared = [word for word in leader.terms if times[word] >= LEAST // 2]
    return sorted(shared, key=lambda word: -times[word])[:WORDS]


# Answers -----------------------------------------------------------------------------------------


def _answer(questions: dict[int, Question], since: datetime) -> None:
    """The answer that each gets most since then. What a machine said by itself is none."""
    asked = Asking.objects.filter(question__in=questions, at__gte=since)
    native = Q(outbound=None)
    by_a_person = Q(outbound__by__isnull=False, outbound__follow_up=None)
    rows = Message.objects.filter(
        native | by_a_person & Q(outbound__state=Sending.SENT),
        conversation__in=asked.values("conversation"),
        incoming=False,
        deleted_at=None,
    ).exclude(text="")
    when = asked.filter(conversation=OuterRef("conversation"), at__lte=OuterRef("created_at"))
    first: dict[int, tuple[int, str]] = {}
    for pk, conversation, text in (
        rows.filter(Exists(when))
        .order_by("created_at", "pk")
        .values_list("pk", "conversation", "text")
    ):
        first.setdefault(conversation, (pk, text))
    of = dict(asked.values_list("conversation", "question"))
    given: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for conversation, answer in reversed(first.items()):  # the newest first
        given[of[conversation]].append(answer)
    for pk, question in questions.items():
        answers = given[pk][:MOST_ANSWERS]
        question.answered = len(answers)
        question.answer_id, question.alike = most_given(answers)
    Question.objects.bulk_update(questions.values(), ["answer", "alike", "answered"])


def most_given(answers: Iterable[tuple[int, str]]) -> tuple[int | None, int]:
    """The newest of those that are most alike, and how many those are. ``answers``: newest
    first."""
    read = [(pk, frozenset(terms(text)) or frozenset([text])) for pk, text in answers]
    best: tuple[int | None, int] = (None, 0)
    for pk, words in read:
        alike = sum(len(words & other) >= SAME * len(words | other) for _pk, other in read)
        if alike > best[1]:
            best = pk, alike
    return best
