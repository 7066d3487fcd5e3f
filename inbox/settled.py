"""How far the history is whole: up to where no Event can still come in between.

Numbers are given out when an Event is written, and it is seen when its transaction ends: a higher
number may be there before a lower one. Who writes an Event holds a lock on the table before it gets
a number, and until it is seen. So when nobody holds one, all that is there is whole; while somebody
does, all that was written before they began.
"""

from __future__ import annotations

from django.db import connection

# Between the moment that an Event bears and its number.
MARGIN_SECONDS = 2

_WHOLE = """
    WITH writing AS (
        SELECT min(coalesce(activity.xact_start, '-infinity')) AS since
        FROM pg_locks AS held LEFT JOIN pg_stat_activity AS activity USING (pid)
        WHERE held.relation = 'inbox_event'::regclass
            AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND held.mode = 'RowExclusiveLock'
            AND held.pid <> pg_backend_pid()
    )
    SELECT id FROM inbox_event, writing
    WHERE writing.since IS NULL OR at < writing.since - make_interval(secs => %s)
    ORDER BY id DESC LIMIT 1
"""


def newest() -> int:
    """The primary key of the last Event of what is whole; 0 for none. One query.

    It may be lower than it was, while somebody writes for long: keep the highest that you saw.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE, [MARGIN_SECONDS])
        found = cursor.fetchone()
    return int(found[0]) if found else 0
