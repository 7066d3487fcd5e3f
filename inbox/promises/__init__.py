"""Promised times on conversations: until when we have, worked out from what happened.

Nothing here counts down: a promise is a moment, which changes only when something happens to the
conversation or when other times are promised.

    history.py    what was asked and answered in a conversation, and who worked on it
    turns.py      when it was our turn, and when the citizen's; pure
    reckoning.py  the moments themselves, written on the conversation
    deadlines.py  what that leaves a department
"""

from inbox.promises.deadlines import deadline
from inbox.promises.reckoning import reckon, reckon_all, reckon_open

__all__ = ["deadline", "reckon", "reckon_all", "reckon_open"]
