"""The steps of the tours, as data: what each shows, and what to press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User


@dataclass(frozen=True)
class Step:
    """One thing to see and to do.

    slug   what is done there; the practice forms and links end in it
    says   one sentence
    press  what to press, and what then happens
    key    what does it, or begins it, on the keyboard; "" where nothing does
    part   where on the practice screen it is: alone in sight on a phone
    """

    slug: str
    title: Promise
    says: Promise
    press: Promise
    key: str = ""
    part: str = "conversation"


@dataclass(frozen=True)
class Tour:
    """For whom has the permission. Its practice screen is ``templates/tour/<slug>.html``."""

    slug: str
    title: Promise
    about: Promise
    permission: str
    steps: tuple[Step, ...]


AGENT = Tour(
    "webcare",
    _("Answering messages"),
    _("From the queue to the answer, with one practice conversation."),
    "inbox.work_conversation",
    (
        Step(
            "open",
            _("The queue"),
            _(
                "Everyone who waits for us stands here: danger on top, then urgent, then who waits"
                " longest."
            ),
            _("Open the message of Noor Voorbeeld."),
            "j Enter",
            part="queue",
        ),
        Step(
            "sort",
            _("Why this department"),
            _("Webcare proposes a department and says by which words it came to that."),
            _("Choose “Openbare Ruimte & Groen” to agree."),
            "1",
            part="context",
        ),
        Step(
            "claim",
            _("Claim it"),
            _("Say that you are on it, so that no colleague answers the same citizen."),
            _("Press “I am on it”."),
            "c",
        ),
        Step(
            "reply",
            _("Answer where it was asked"),
            _("Your answer goes to the same channel, beneath the question; the button says where."),
            _("Change the words if you like, and press “Place on X”."),
            "r",
        ),
        Step(
            "refer",
            _("Ask a department"),
            _("What you do not know you ask a department; the citizen is sent nowhere."),
            _("Choose “Forward”, and press “Ask the department”."),
            "d",
        ),
        Step(
            "note",
            _("Leave a note"),
            _("A note is for colleagues only, and never looks like an answer."),
            _("Choose “Note”, and press “Keep the note”."),
            "n",
        ),
        Step(
            "close",
            _("Without the mouse"),
            _("Everything has a key, also here: the question mark shows them all."),
            _("Press “Finish”: this conversation is done."),
            "e",
        ),
        Step(
            "seen",
            _("Who else is here"),
            _("You see who reads and who writes; whoever sends second is stopped and shown why."),
            _("Look at what Bas writes, and press “I have seen it”."),
        ),
    ),
)
OFFICIAL = Tour(
    "vakafdeling",
    _("Answering for your department"),
    _("From the question of the webcare team to your answer."),
    "routing.answer_referral",
    (
        Step(
            "claim",
            _("A question for your department"),
            _("The webcare team asks you what a citizen wants to know, and until when."),
            _("Press “I take this”, so that your colleagues see it."),
        ),
        Step(
            "answer",
            _("Your answer"),
            _("Write it as you would say it; the webcare team passes it on."),
            _("Change the words if you like, and press “Answer to the webcare team”."),
        ),
        Step(
            "hand_back",
            _("Not for you?"),
            _("Give it back at once and say why: then it does not lie with you for nothing."),
            _("Open “Not for us”, and press “Give back”."),
        ),
        Step(
            "seen",
            _("When you are away"),
            _("Say when you are away and who stands in, and questions go there."),
            _("Press “I have seen it”. The real page is under “My questions”."),
        ),
    ),
)
LEAD = Tour(
    "teamleider",
    _("Leading the team"),
    _("What is about to be late, what came back too often, and crisis mode."),
    "inbox.declare_crisis",
    (
        Step(
            "open",
            _("What is about to be late"),
            _("The clock behind each message says in words how much time is left."),
            _("Open the message that is too late."),
            "j Enter",
            part="queue",
        ),
        Step(
            "refer",
            _("Given back twice"),
            _("A question that came back twice waits for you: only you may forward it again."),
            _("Read the way it went, and press “Forward once more”."),
        ),
        Step(
            "begin",
            _("Crisis mode"),
            _("When something serious happens, you stop all automatic answers at once."),
            _("Press “Begin crisis mode”. Here it is practice."),
        ),
        Step(
            "seen",
            _("Looking back"),
            _("The pages under “Settings” say what came back, and who looks along for a day."),
            _("Press “I have seen it”."),
        ),
    ),
)
TOURS = (AGENT, LEAD, OFFICIAL)


def tours_of(user: User | AnonymousUser) -> list[Tour]:
    """Those about this person's own work; none for who only looks on or only administers."""
    found = [tour for tour in TOURS if user.has_perm(tour.permission)]
    works = any(tour is not LEAD for tour in found)
    return found if works else []
