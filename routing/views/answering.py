"""What an official does with a question: answer, ask, or give it back. Words are never lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from routing import desk
from routing.forms.answers import AnswerForm, AskForm, CannedForm, HandBackForm
from routing.models import Concept, Referral
from routing.views.access import answers, find, person
from routing.views.showing import gone, show, to_list, to_question

if TYPE_CHECKING:
    from webcare.models import User

View = Callable[[HttpRequest, int], HttpResponse]
Handler = Callable[[HttpRequest, Referral], HttpResponse]


def on_question(handler: Handler) -> View:
    """A POST on a question of theirs. Where it is not, what they wrote is given back."""

    @wraps(handler)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            referral = find(request, pk)
        except Http404:
            return gone(request)
        return handler(request, referral)

    return require_POST(answers(view))


@on_question
def answer(request: HttpRequest, referral: Referral) -> HttpResponse:
    """To the webcare team."""
    return _send(request, referral, desk.answer)


@on_question
def directly(request: HttpRequest, referral: Referral) -> HttpResponse:
    """To the citizen at once, or first to a colleague."""
    return _send(request, referral, desk.answer_directly)


def _send(
    request: HttpRequest, referral: Referral, action: Callable[[Referral, str, User], object]
) -> HttpResponse:
    form, refused = AnswerForm(request.POST), list[str]()
    try:
        refused = keep_files(request, referral)
        if form.is_valid() and not refused:
            given = action(referral, form.cleaned_data["text"], person(request))
            messages.success(request, _thanks(given))
            return to_list()
    except desk.Refused as refusal:
        form.add_error("text", str(refusal))
    return show(
        request,
        referral,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        answer_form=form,
        refused_files=refused,
    )


def _thanks(given: object) -> str:
    if isinstance(given, Concept):
        return _("A colleague is asked to look at your answer. After that it is placed.")
    if getattr(given, "direct", False):
        return _("Thank you. Your answer is placed with the citizen.")
    return _("Thank you. The webcare team places your answer.")


@on_question
def hand_back(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = HandBackForm(referral, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            desk.hand_back(
                referral, given["reason"], person(request), suggestion=given["suggestion"]
            )
        except desk.Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            done = _("Given back. The webcare team looks for the right department.")
            messages.success(request, done)
            return to_list()
    return show(request, referral, status=HTTPStatus.UNPROCESSABLE_ENTITY, hand_back_form=form)


@on_question
def ask(request: HttpRequest, referral: Referral) -> HttpResponse:
    """``whom``: "citizen", or the webcare team."""
    form = AskForm(request.POST, prefix="ask")
    action, done = desk.ask_agent, _("The webcare team sees your question.")
    if request.POST.get("whom") == "citizen":
        action, done = desk.ask_citizen, _("The webcare team asks the citizen for you.")
    if _accepted(form, "text", lambda text: action(referral, text, person(request))):
        messages.success(request, done)
        return to_question(referral)
    return show(request, referral, status=HTTPStatus.UNPROCESSABLE_ENTITY, ask_form=form)


def _accepted(form: Form, field: str, action: Callable[[str], object]) -> bool:
    """Whether it was done; what was refused stands at the field."""
    if form.is_valid():
        try:
            action(form.cleaned_data[field])
        except desk.Refused as refusal:
            form.add_error(field, str(refusal))
    return not form.errors


# While it is being written -----------------------------------------------------------------------


@on_question
def canned(request: HttpRequest, referral: Referral) -> HttpResponse:
    """The page again, with these words of the department behind what was written."""
    form = CannedForm(referral, request.POST)
    chosen = form.cleaned_data["canned"] if form.is_valid() else None
    return _written(request, referral, added=chosen.text if chosen else "")


@on_question
def attach(request: HttpRequest, referral: Referral) -> HttpResponse:
    """The page again, with these files laid ready."""
    return _written(request, referral)


def _written(request: HttpRequest, referral: Referral, *, added: str = "") -> HttpResponse:
    """The page with the text as it was."""
    text = "\n\n".join(filter(None, (request.POST.get("text", "").rstrip(), added)))
    form = AnswerForm(initial={"text": text})
    try:
        refused = keep_files(request, referral)
    except desk.Refused as refusal:
        form = AnswerForm({"text": text})
        form.add_error("text", str(refusal))
        return show(request, referral, status=HTTPStatus.UNPROCESSABLE_ENTITY, answer_form=form)
    given: dict[str, Any] = {"answer_form": form, "refused_files": refused}
    return show(
        request, referral, status=HTTPStatus.UNPROCESSABLE_ENTITY if refused else 200, **given
    )


def keep_files(request: HttpRequest, referral: Referral) -> list[str]:
    """Lay the files of this request ready to go along; why some were not taken, in sentences.

    Raises AlreadyClosed.
    """
    refused = []
    for file in request.FILES.getlist("files"):
        try:
            desk.enclose(
                referral, file.name or "", file.content_type or "", file, of_department=True
            )
        except desk.NotKept as refusal:
            refused.append(str(refusal))
    return refused
