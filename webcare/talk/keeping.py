"""Keeping the terms in step with what citizens write.

``figures`` tells which conversations it counts anew, in the transaction in which it does; that is
written down here and read a moment later, so that neither waits for the other and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from inbox.alone import alone
from inbox.models import Conversation
from webcare.catching_up import TOGETHER, catch_up
from webcare.failing import Work
from webcare.talk.models import Asking, Behind, Heard, Praise
from webcare.talk.reading import known, read
from webcare.talk.words import People

KEEPING = 7_051  # the number of its advisory lock
OLD = timedelta(weeks=14)  # from then on nothing is looked for but what was said often
LATELY = timedelta(weeks=5)  # how long ago something turned old that is looked at
RARE = 5  # what fewer conversations speak of in all that time is forgotten when it is old


def behind(pks: Sequence[int]) -> None:
    """Their terms are to be read again."""
    Behind.objects.bulk_create(Behind(conversation=pk) for pk in pks)


def keep_up() -> int:
    """Read what is behind. How many conversations; 0 too while another is at it."""
    with alone(KEEPING) as mine:
        if not mine or not Behind.objects.exists():
            return 0
        whom = known()
        return catch_up(Behind.objects.all(), Work.TALK, lambda pks: _keep(pks, whom))


def rebuild() -> int:
    """Read every conversation again, after whoever is at it. How many."""
    done = newest = 0
    with alone(KEEPING, wait=True):
        whom = known()
        while pks := _after(newest):
            with transaction.atomic():
                _keep(pks, whom)
            newest, done = pks[-1], done + len(pks)
        forget_rare(None)
    return done


def _after(newest: int) -> list[int]:
    rows = Conversation.objects.filter(pk__gt=newest).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:TOGETHER])


def _keep(pks: Sequence[int], whom: People) -> None:
    """What is the same stays untouched."""
    now = read(pks, whom)
    rows = Heard.objects.filter(conversation__in=pks)
    stored = {(row.conversation_id, row.day): row for row in rows}
    gone = [row.pk for key, row in stored.items() if key not in now]
    Heard.objects.filter(pk__in=gone).delete()
    Heard.objects.bulk_create(
        [row for key, row in now.items() if key not in stored or _differ(row, stored[key])],
        update_conflicts=True,
        unique_fields=["conversation", "day"],
        update_fields=["at", "terms"],
    )
    _forget_taken_back(pks)


def _forget_taken_back(pks: Sequence[int]) -> None:
    """What hung on the wall or was a question, and is not there any more."""
    Praise.objects.filter(conversation__in=pks, message__deleted_at__isnull=False).delete()
    heard = Heard.objects.filter(conversation=OuterRef("conversation"))
    Asking.objects.filter(~Exists(heard), conversation__in=pks).delete()


def _differ(now: Heard, stored: Heard) -> bool:
    return (now.at, now.terms) != (stored.at, stored.terms)


# Rare terms --------------------------------------------------------------------------------------

_FORGOTTEN = """
WITH often AS MATERIALIZED (
    SELECT term FROM talk_heard, unnest(terms) AS term GROUP BY term HAVING count(*) >= %s
), kept AS (
    SELECT talk_heard.id, coalesce(
        array_agg(said.term ORDER BY said.place) FILTER (WHERE often.term IS NOT NULL), '{}'
    ) AS terms
    FROM talk_heard, unnest(terms) WITH ORDINALITY AS said (term, place)
    LEFT JOIN often ON often.term = said.term
    WHERE at >= coalesce(%s::timestamptz, '-infinity') AND at < %s
    GROUP BY talk_heard.id
)
UPDATE talk_heard SET terms = kept.terms FROM kept
WHERE talk_heard.id = kept.id AND cardinality(talk_heard.terms) > cardinality(kept.terms)
"""


def forget_rare(lately: timedelta | None = LATELY) -> None:
    """What turned old lately keeps what was said often, so that the table stays small: most pairs
    of words are said once and never again. ``lately`` None: all that is old."""
    before = timezone.now() - OLD
    since = before - lately if lately else None
    with connection.cursor() as cursor:
        cursor.execute(_FORGOTTEN, [RARE, since, before])
