"""From Arrival to Conversation: repeatable, in any order, and nothing is lost on the way.

Bodies come twice, out of order and late. So every message is found by its identity, a thread by
its root and its citizen, older news never overwrites newer, and where a conversation stands is
worked out afterwards from what it holds.

    arrivals.py   one Arrival, from opening to its verdict
    gusts.py      many Arrivals at once
    turns.py      one reader of each account at a time
    fitting.py    what the tables cannot hold
    book.py       all that one body touches: looked up at once, written back at the end
    reading.py    each kind of item, in the order in which it can be read
    messages.py   messages that are new, and messages that are shown again
    ours.py       what we wrote ourselves, here or in the platform's own app
    news.py       deletions, hidden states, reactions and names
"""

from inbox.ingest.arrivals import ingest
from inbox.ingest.gusts import catch_up, ingest_waiting
from inbox.ingest.news import forget_early
from inbox.ingest.reading import take_found

__all__ = ["catch_up", "forget_early", "ingest", "ingest_waiting", "take_found"]
