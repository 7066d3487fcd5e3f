"""A department's own settings: who answers, where mail goes, and what it may do by itself.

Each function locks the department, changes it and writes in the administration's log who did so.
What cannot be done raises ``Refused``, whose text is a sentence for the screen. Who may change a
department is for the caller to check: ``changeable_by``. Service hours that a department keeps for
itself are in ``routing.agreed``; here they only get a line in its history.
"""

from __future__ import annotations

from routing.departments.absences import end_absence, set_absence
from routing.departments.access import (
    absences_changeable_by,
    changeable_by,
    entrusted,
    may_change,
    may_set_absence,
    visible_to,
)
from routing.departments.beginning import begin_department
from routing.departments.cover import NobodyLeft
from routing.departments.mailbox import send_test_mail, set_mailbox
from routing.departments.members import add_member, candidates, may_answer, remove_member
from routing.departments.texts import (
    NameTaken,
    describe,
    forget_hours,
    remove_canned,
    remove_subject,
    save_canned,
    save_subject,
    set_hours,
)
from routing.desk import Refused

__all__ = [
    "NameTaken",
    "NobodyLeft",
    "Refused",
    "absences_changeable_by",
    "add_member",
    "begin_department",
    "candidates",
    "changeable_by",
    "describe",
    "end_absence",
    "entrusted",
    "forget_hours",
    "may_answer",
    "may_change",
    "may_set_absence",
    "remove_canned",
    "remove_member",
    "remove_subject",
    "save_canned",
    "save_subject",
    "send_test_mail",
    "set_absence",
    "set_hours",
    "set_mailbox",
    "visible_to",
]
