"""Everything a colleague can do with a conversation. Screens, API, tasks and tests call these.

Each action locks the conversation, changes it, appends an Event in the same transaction and
rings after commit. What cannot be done raises Refused, with a sentence for the screen.
"""

from inbox.actions.acting import act, can
from inbox.actions.answering import by_hand, reply
from inbox.actions.claiming import claim, release
from inbox.actions.closing import close, reopen
from inbox.actions.deciding import confirm, drop, retry, take_by_hand
from inbox.actions.drafting import check_text
from inbox.actions.forwarding import (
    MOST_REFERRALS,
    past_too_many_desks,
    refer,
    take_answer,
    withdraw,
)
from inbox.actions.sorting import choose_department, choose_kind, note

__all__ = [
    "MOST_REFERRALS",
    "act",
    "by_hand",
    "can",
    "check_text",
    "choose_department",
    "choose_kind",
    "claim",
    "close",
    "confirm",
    "drop",
    "note",
    "past_too_many_desks",
    "refer",
    "release",
    "reopen",
    "reply",
    "retry",
    "take_answer",
    "take_by_hand",
    "withdraw",
]
