"""The words upwards, each sent after commit. They only wake; the tables are the truth.

referred     referral_id: int                       a department was asked something
answered     answer_id: int                         it answered, or gave the question back
remarked     remark_id: int                         something was said between the department and
                                                    the inbox, either way: ``Remark.way`` says which
taken_up     referral_id: int, department_id: int   another department took the question from this
                                                    department; the Referral says which it is now
withdrawn    referral_id: int                       no answer is needed any more
changed      referral_id: int                       anything of it looks different now: open pages
                                                    look again. Sent with each of the others too.
learned      no arguments                          another version of the classifier is used now
"""

from django.dispatch import Signal

referred = Signal()
answered = Signal()
remarked = Signal()
taken_up = Signal()
withdrawn = Signal()
changed = Signal()
learned = Signal()
