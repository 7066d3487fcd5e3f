"""Asking departments, and taking what they say.

along.py      what a department gets to see
asking.py     forwarding a question, and forwarding it on
outstanding.py    taking it back, mailing it again
leading.py    what came back too often is for the team lead
returning.py  an answer, or a question that comes back
placing.py    the answer of a department with a mandate
remarks.py    what is asked and told before a question is answered
"""

from inbox.actions.forwarding.along import Along, Package, pack, sayable
from inbox.actions.forwarding.asking import refer, refer_onward
from inbox.actions.forwarding.leading import past_too_many_desks
from inbox.actions.forwarding.outstanding import mail_again, withdraw
from inbox.actions.forwarding.remarks import relay, take_remark, tell_department
from inbox.actions.forwarding.returning import note_taken_up, take_answer, take_as_hand_back
from inbox.hops.handed_back import MOST_HAND_BACKS

__all__ = [
    "MOST_HAND_BACKS",
    "Along",
    "Package",
    "mail_again",
    "note_taken_up",
    "pack",
    "past_too_many_desks",
    "refer",
    "refer_onward",
    "relay",
    "sayable",
    "take_answer",
    "take_as_hand_back",
    "take_remark",
    "tell_department",
    "withdraw",
]
