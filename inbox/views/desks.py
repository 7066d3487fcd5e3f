"""What a conversation's page shows of departments: where it is, where it went, and may go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from inbox import promises
from inbox.actions.forwarding.along import NOT_PLACED
from inbox.forms import ReferForm, TellForm
from inbox.hops.answered_before import suggestions
from inbox.hops.asked import asked
from inbox.models import Conversation, Draft, Hop, Message
from inbox.reading import Reading
from inbox.timeline import Entry
from inbox.views.access import number
from inbox.views.begun import own
from inbox.views.proposals import at_desk, proposals_shown, returned
from routing.agreed import calendars_of
from routing.mail.about import Post, sorted_out
from routing.models import Department, Referral, Subject


@dataclass(frozen=True)
class About:
    """What an agent wants to know of a department before asking it something."""

    department: Department
    unmanned: bool
    subjects: Iterable[Subject]
    deadline: datetime


@dataclass(frozen=True)
class Stop:
    """A desk that a question passed, with every hop that says so. None: the webcare team."""

    department: Department | None
    hops: list[Hop]


def standing(read: Reading) -> dict[str, Any]:
    """Where it is. What is a function is worked out only where it is shown."""
    forwardings = list(read.forwardings)
    open_one = next((one for one in forwardings if one.referral.state == Referral.State.OPEN), None)
    return {
        "forwarding": open_one,
        "at_desk": lambda: at_desk(open_one, _letters(read), read.unmanned),
        "wants": asked(open_one, read.wondering),
        "returned": returned(read.came_back, forwardings),
        "path": lambda: path(read.hops),
        "departments": read.departments,
    }


def shown(
    request: HttpRequest, chosen: Conversation, entries: Sequence[Entry], read: Reading
) -> dict[str, Any]:
    """What departments said, and where it may go."""
    said = [
        one
        for one in read.messages
        if not (hasattr(one, "outbound") and one.outbound.state in NOT_PLACED)
    ]
    return {
        **_question(request, chosen, read, said),
        "told": proposals_shown(
            entries, read.forwardings, read.proposals, _letters(read), read.files
        ),
        "suggestions": partial(suggestions, chosen, _words(said)),
        "about": lambda: about(request, chosen, read),
        "tell_form": TellForm(),
    }


def _question(
    request: HttpRequest, chosen: Conversation, read: Reading, said: Sequence[Message]
) -> dict[str, Any]:
    """The form with the words that this person began for a department."""
    begun = own(read.drafts, request, Draft.Mode.REFER)
    initial: dict[str, Any] = {"version": chosen.version}
    initial["department"] = asked_for(request, chosen) or None
    if begun:
        initial |= {"question": begun.text, "version": begun.version or chosen.version}
    return {
        "refer_form": ReferForm(said=said, departments=read.departments, initial=initial),
        "refer_over": begun.revision if begun else 0,
        "refer_aside": begun.aside if begun else "",
    }


def _letters(read: Reading) -> dict[int, Post]:
    return sorted_out([one.referral_id for one in read.forwardings], read.letters)


def _words(said: Sequence[Message]) -> str:
    return "\n".join(message.text for message in said if message.incoming)


# Where it went -----------------------------------------------------------------------------------


def path(hops: Iterable[Hop]) -> list[Stop]:
    """Every desk in order; hops that stay at the same one are told together."""
    stops: list[Stop] = [Stop(None, [])]
    for hop in hops:
        if stops[-1].department == hop.went_to:
            stops[-1].hops.append(hop)
        else:
            stops.append(Stop(hop.went_to, [hop]))
    return stops if len(stops) > 1 else []


# Where it may go ---------------------------------------------------------------------------------


def asked_for(request: HttpRequest, chosen: Conversation) -> int:
    """Primary key of the department that is chosen in the form, in the address, in the question
    that is being written, or by the routing; 0 for none."""
    said = request.POST.get("refer-department") or request.GET.get("to")
    said = said or getattr(chosen, "begun_for", None)
    return number(said) if said else chosen.department_id or 0


def about(request: HttpRequest, chosen: Conversation, read: Reading) -> About | None:
    """None where no department is chosen yet."""
    wanted = asked_for(request, chosen)
    department = next((one for one in read.departments if one.pk == wanted), None)
    if department is None:
        return None
    hours = calendars_of(read.hours)
    return About(
        department=department,
        unmanned=wanted in read.unmanned,
        subjects=read.subjects,
        deadline=promises.deadline(chosen, department, timezone.now(), hours),
    )
