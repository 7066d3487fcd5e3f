"""What a conversation's page shows of departments: where it is, where it went, and may go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from inbox import promises
from inbox.actions.forwarding.along import NOT_PLACED
from inbox.answered_before import suggestions
from inbox.asked import asked
from inbox.forms import ReferForm, TellForm
from inbox.models import Conversation, Forwarding, Hop, Message
from inbox.timeline import Entry
from inbox.views.access import number
from inbox.views.proposals import at_desk, posts, proposals_shown, returned
from routing import desk
from routing.models import Department, Referral, Subject


@dataclass(frozen=True)
class About:
    """What an agent wants to know of a department before asking it something."""

    department: Department
    unmanned: bool
    subjects: Sequence[Subject]
    deadline: datetime


@dataclass(frozen=True)
class Stop:
    """A desk that a question passed, with every hop that says so. None: the webcare team."""

    department: Department | None
    hops: list[Hop]


def shown(
    request: HttpRequest,
    chosen: Conversation,
    entries: Sequence[Entry],
    forwardings: Sequence[Forwarding],
    proposed: Sequence[Forwarding],
) -> dict[str, Any]:
    """For the conversation's page. What is a function is asked only where it is shown."""
    open_one = next((one for one in forwardings if one.referral.state == Referral.State.OPEN), None)
    messages = [entry.it for entry in entries if isinstance(entry.it, Message)]
    said = [
        one
        for one in messages
        if not (hasattr(one, "outbound") and one.outbound.state in NOT_PLACED)
    ]
    letters = posts([open_one, *proposed])
    return {
        "forwarding": open_one,
        "at_desk": partial(at_desk, open_one, letters),
        "wants": asked(open_one),
        "told": proposals_shown(entries, forwardings, proposed, letters),
        "returned": returned(chosen, forwardings),
        "path": partial(path, chosen),
        "suggestions": partial(suggestions, chosen, _words(said)),
        "about": partial(about, chosen, asked_for(request, chosen)),
        "refer_form": ReferForm(
            said=said, initial={"department": _asked_department(request, chosen)}
        ),
        "tell_form": TellForm(),
    }


def _words(said: Sequence[Message]) -> str:
    return "\n".join(message.text for message in said if message.incoming)


# Where it went -----------------------------------------------------------------------------------


def path(chosen: Conversation) -> list[Stop]:
    """Every desk in order; hops that stay at the same one are told together. One query."""
    stops: list[Stop] = [Stop(None, [])]
    for hop in chosen.passed.select_related("went_to", "by").order_by("number"):
        if stops[-1].department == hop.went_to:
            stops[-1].hops.append(hop)
        else:
            stops.append(Stop(hop.went_to, [hop]))
    return stops if len(stops) > 1 else []


# Where it may go ---------------------------------------------------------------------------------


def asked_for(request: HttpRequest, chosen: Conversation) -> Callable[[], Department | None]:
    """The department that is chosen in the form, in the address, or by the routing."""

    def find() -> Department | None:
        wanted = str(_asked_department(request, chosen) or "")
        if chosen.department and chosen.department.active and wanted == str(chosen.department.pk):
            return chosen.department
        if not number(wanted):
            return None
        return Department.objects.filter(pk=number(wanted), active=True).first()

    return find


def _asked_department(request: HttpRequest, chosen: Conversation) -> Any:
    posted = request.POST.get("refer-department")
    return posted or request.GET.get("to") or chosen.department_id


def about(chosen: Conversation, find: Callable[[], Department | None]) -> About | None:
    """None where no department is chosen yet."""
    department = find()
    if department is None:
        return None
    return About(
        department=department,
        unmanned=desk.unmanned(department),
        subjects=list(department.subjects.all()),
        deadline=promises.deadline(chosen, department, timezone.now()),
    )
