"""The page of one question, and what remains of it for whom it is no longer there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime

from routing import desk
from routing.forms.answers import AnswerForm, AskForm, CannedForm, HandBackForm, RefuseForm
from routing.models import Concept, Referral, Remark
from routing.views.access import person

GONE = 404
WORDS = ("text", "reason", "ask-text", "why")  # the fields in which somebody writes


def show(
    request: HttpRequest, referral: Referral, *, status: int = 200, **given: Any
) -> HttpResponse:
    """The page; ``given`` are forms as they were filled in, and what was refused."""
    said = list(referral.remarks.select_related("by"))
    context = {
        "referral": referral,
        "messages_shown": messages_of(referral),
        "remarks": said,
        "asked_last": asked_last(referral, said),
        "concept": concept_of(referral),
        **enclosed(referral),
        **_answering(request, referral, said),
        "hand_back_form": HandBackForm(referral),
        "ask_form": AskForm(prefix="ask"),
        "refuse_form": RefuseForm(),
    }
    return render(request, "routing/question.html", context | given, status=status)


def standing(request: HttpRequest, referral: Referral) -> HttpResponse:
    """The part of the page that says who is on it and until when, as it is now."""
    said = list(referral.remarks.all())
    context = {
        "referral": referral,
        "asked_last": asked_last(referral, said),
        "concept": concept_of(referral),
    }
    return render(request, "routing/question.html#standing", context)


def messages_of(referral: Referral) -> list[dict[str, Any]]:
    """The messages of the snapshot with ``at`` as a datetime, or None."""
    said = referral.snapshot.get("messages", [])
    return [{**message, "at": parse_datetime(message.get("at") or "")} for message in said]


def concept_of(referral: Referral) -> Concept | None:
    """The answer that waits for a colleague's look; of a closed question, that never left."""
    return getattr(referral, "concept", None)


def asked_last(referral: Referral, said: list[Remark]) -> Remark | None:
    """What the department waits for an answer to."""
    if not referral.waiting_for:
        return None
    asked = {Remark.Way.TO_AGENT, Remark.Way.TO_CITIZEN}
    return next((remark for remark in reversed(said) if remark.way in asked), None)


def enclosed(referral: Referral) -> dict[str, Any]:
    """Files: what came along with the question, and what the department sends."""
    files = list(referral.enclosures.all())
    return {
        "files_along": [one for one in files if not one.of_department],
        "files_of_department": [one for one in files if one.of_department],
        "most_files": desk.MOST_FILES,
    }


def _answering(request: HttpRequest, referral: Referral, said: list[Remark]) -> dict[str, Any]:
    if referral.state != Referral.State.OPEN:
        return {"answer_form": AnswerForm()}
    allowed = desk.mandate(referral)
    alone = allowed is desk.Mandate.FOUR_EYES and not (
        desk.colleagues(referral.department, person(request)).exists()
    )
    mine = [one.text for one in said if one.way == Remark.Way.CONCEPT and one.by == request.user]
    return {
        "answer_form": AnswerForm(initial={"text": mine[-1] if mine else ""}),
        "canned_form": CannedForm(referral),
        "has_canned": referral.department.canned.exists(),
        "mandate": allowed.value,
        "nobody_looks_along": alone,
    }


def to_list() -> HttpResponse:
    response = redirect("questions")
    response.status_code = 303
    return response


def to_question(referral: Referral) -> HttpResponse:
    response = redirect("question", pk=referral.pk)
    response.status_code = 303
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """Not, or no longer, a question of theirs; what they wrote is given back.

    Says the same of a question that never was. Raises Http404 when they wrote nothing.
    """
    words = [request.POST.get(name, "").strip() for name in WORDS]
    if not any(words):
        raise Http404
    given = {"words": "\n\n".join(filter(None, words))}
    return render(request, "routing/gone.html", given, status=GONE)
