"""The referral desk: every write on a forwarded question.

Each function locks the question, looks whether it may still be done, writes, and wakes after commit
(``routing.signals``). What cannot be done raises ``Refused``, whose text is a sentence for the
screen. Who may see a question is for the caller to check: ``Referral.objects.visible_to``.
"""

from __future__ import annotations

from routing.desk.asking import ask_agent, ask_citizen, tell
from routing.desk.claiming import claim, claim_by_link, release
from routing.desk.closing import (
    answer,
    hand_back,
    may_be_hand_back,
    take_as_hand_back,
    withdraw,
)
from routing.desk.direct import (
    Mandate,
    answer_directly,
    approve,
    mandate,
    refuse,
    take_back,
)
from routing.desk.enclosing import MOST_FILES, enclose, leave_out
from routing.desk.mailing import mail_again, mail_trouble
from routing.desk.people import (
    all_unmanned,
    answering,
    colleagues,
    officials,
    unmanned,
    unmanned_among,
)
from routing.desk.referring import mark_raised, move_deadline, refer, take_up
from routing.desk.refusals import AlreadyClaimed, AlreadyClosed, NotAllowed, NotKept, Refused

__all__ = [
    "MOST_FILES",
    "AlreadyClaimed",
    "AlreadyClosed",
    "Mandate",
    "NotAllowed",
    "NotKept",
    "Refused",
    "all_unmanned",
    "answer",
    "answer_directly",
    "answering",
    "approve",
    "ask_agent",
    "ask_citizen",
    "claim",
    "claim_by_link",
    "colleagues",
    "enclose",
    "hand_back",
    "leave_out",
    "mail_again",
    "mail_trouble",
    "mandate",
    "mark_raised",
    "may_be_hand_back",
    "move_deadline",
    "officials",
    "refer",
    "refuse",
    "release",
    "take_as_hand_back",
    "take_back",
    "take_up",
    "tell",
    "unmanned",
    "unmanned_among",
    "withdraw",
]
