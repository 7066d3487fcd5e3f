"""Forwarding to departments, and what is said with them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inbox import actions, attachments, names
from inbox.forms import ReferForm, TellForm
from inbox.models import Conversation, Forwarding
from inbox.reading import DEPARTMENT, Reading
from inbox.refusals import Refused
from inbox.views.access import find, number, person, reads, works
from inbox.views.along import laid_ready
from inbox.views.desks import about, asked_for
from inbox.views.onward import onward
from inbox.views.screen import show
from inbox.views.together import meanwhile
from inbox.views.work import back, do
from routing.models import Department, Enclosure
from routing.views.enclosures import serve


@require_POST
@works
def refer(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    form = _form(request, conversation)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.refer(
                conversation,
                given["department"],
                given["question"],
                person(request),
                along=form.along,
                deadline=given["deadline"],
                subject=given["subject"],
                version=given["version"],
            )
        except Refused as refused:
            form.add_error("question", str(refused))
        else:
            messages.success(request, _("Forwarded to %(name)s.") % {"name": given["department"]})
            return onward(request, conversation)
    return show(
        request,
        conversation,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        refer_form=form,
        tab="refer",
        meanwhile=meanwhile(conversation, form),
    )


@require_POST
@works
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The form once more, with what is known of the department, and with what it will see."""
    conversation = find(request, pk)
    form = _form(request, conversation)
    form.is_valid()
    given: dict[str, Any] = {"refer_form": form}
    if "preview" in request.POST:
        question = form.cleaned_data.get("question", "")
        given["package"] = actions.pack(conversation, question, form.along)
    if request.htmx and request.htmx.target == "refer-look":  # type: ignore[attr-defined]
        read = Reading(conversation, person(request), asked_for(request, conversation))
        read.ask(DEPARTMENT)
        given |= {"conversation": conversation, "about": about(request, conversation, read)}
        return render(request, "inbox/inbox.html#refer-look", given)
    given["meanwhile"] = meanwhile(conversation, form)
    return show(request, conversation, tab="refer", **given)


def _form(request: HttpRequest, conversation: Conversation) -> ReferForm:
    said = actions.sayable(conversation).prefetch_related("attachments")
    return ReferForm(request.POST, said=list(said))


@require_POST
@works
def refer_onward(request: HttpRequest, pk: int, forwarding: int) -> HttpResponse:
    """To whom the department says it belongs, with the same question."""
    conversation = find(request, pk)
    given_back = _find(conversation, forwarding)
    return do(request, conversation, lambda: actions.refer_onward(given_back, person(request)))


@require_POST
@works
def withdraw(request: HttpRequest, pk: int, forwarding: int) -> HttpResponse:
    conversation = find(request, pk)
    asked = _find(conversation, forwarding)
    return do(request, conversation, lambda: actions.withdraw(asked, person(request)))


@require_POST
@works
def mail_again(request: HttpRequest, pk: int, forwarding: int) -> HttpResponse:
    """To the department, whose mail did not arrive."""
    conversation = find(request, pk)
    asked = _find(conversation, forwarding)
    return do(request, conversation, lambda: actions.mail_again(asked, person(request)))


@require_POST
@works
def as_given_back(request: HttpRequest, pk: int, forwarding: int) -> HttpResponse:
    """What came by mail says that it is not theirs; ``suggestion`` names whose it is, or nobody."""
    conversation = find(request, pk)
    asked, wanted = _find(conversation, forwarding), request.POST.get("suggestion", "")
    known = Department.objects.filter(active=True)
    suggestion = get_object_or_404(known, pk=number(wanted)) if wanted else None
    return do(
        request,
        conversation,
        lambda: actions.take_as_hand_back(asked, suggestion, person(request)),
    )


@require_POST
@works
def tell(request: HttpRequest, pk: int, forwarding: int) -> HttpResponse:
    """Say something to the department that has the question."""
    conversation = find(request, pk)
    asked, form = _find(conversation, forwarding), TellForm(request.POST)
    if form.is_valid():
        try:
            actions.tell_department(asked, form.cleaned_data["text"], person(request))
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, _("Told to %(name)s.") % {"name": asked.referral.department})
            return back(conversation)
    return show(
        request, conversation, status=HTTPStatus.UNPROCESSABLE_ENTITY, tell_form=form, tab="refer"
    )


def _find(conversation: Conversation, pk: int) -> Forwarding:
    rows = Forwarding.objects.select_related(
        "referral__department", "answer__suggestion", "conversation"
    )
    return get_object_or_404(rows, pk=pk, conversation=conversation)


# Files of the department -------------------------------------------------------------------------


@require_safe
@reads
def file(request: HttpRequest, pk: int, enclosure: int) -> HttpResponseBase:
    """A file that went along or came back with a question of this conversation."""
    if names.are_concealed():
        raise Http404
    return serve(request, _enclosure(find(request, pk), enclosure))


@require_POST
@works
def take_along(request: HttpRequest, pk: int, enclosure: int) -> HttpResponse:
    """Lay a picture of the department ready, to go along with the answer."""
    conversation = find(request, pk)
    row = _enclosure(conversation, enclosure)

    def copy() -> None:
        try:
            with row.file.open() as stored:
                content = ContentFile(stored.read(), row.name)
        except OSError as error:
            raise Refused(_("This file is no longer there.")) from error
        attachments.upload(conversation, content, person(request))

    return laid_ready(request, conversation, copy)


def _enclosure(conversation: Conversation, pk: int) -> Enclosure:
    return get_object_or_404(Enclosure, pk=pk, referral__forwarding__conversation=conversation)
