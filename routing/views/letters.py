"""The tray: mail from departments that did not become an answer by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from routing import desk
from routing.forms.letters import UseForm
from routing.mail import mailboxes, tray
from routing.mail.keeping import left_out_words, read_again
from routing.mail.senders import authenticity_words
from routing.models import Letter
from routing.views.access import person

State = Letter.State
IN_ORDER = (State.TRAY, State.TAKEN, State.AUTOMATIC, State.BOUNCE, State.PUT_AWAY)

sorts = permission_required("routing.sort_letter", raise_exception=True)


@require_GET
@sorts
def letters(request: HttpRequest) -> HttpResponse:
    """``show``: a state of a letter, the tray without it; ``after``: a place in the list; ``heap``:
    who sent too many letters, to look at those."""
    shown = request.GET.get("show", Letter.State.TRAY)
    if shown not in Letter.State.values:
        raise Http404
    heap = request.GET.get("heap")
    try:
        page = tray.page(shown, request.GET.get("after", ""), heap=heap)
    except tray.BadPlace as bad:
        raise Http404 from bad
    context = {
        "shown": shown,
        "states": [(state.value, state.label) for state in IN_ORDER],
        "page": page,
        "heap": heap,
        "heaps": tray.heaps(shown) if heap is None else [],
        "number": tray.waiting(),
        "trouble": mailboxes.trouble(at_once=True),
    }
    return render(request, "routing/letters/letters.html", context)


@require_http_methods(["GET", "POST"])
@sorts
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter. With a POST: looks for questions by ``q``, and keeps what was written."""
    row = _find(pk)
    text = request.POST.get("text")
    form = UseForm(initial={"text": text}) if text is not None else None
    return _show(request, row, form)


@require_GET
@sorts
def raw(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they came, to save."""
    row = _find(pk)
    try:
        with row.raw.open() as file:
            response = HttpResponse(file.read(), content_type="application/octet-stream")
    except FileNotFoundError as error:
        raise Http404 from error
    response["Content-Disposition"] = f'attachment; filename="brief-{row.pk}.eml"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@sorts
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """It becomes the answer to the question that was chosen."""
    row = _find(pk)
    form = UseForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            tray.become_answer(row, given["referral"], given["text"], person(request))
        except (desk.AlreadyClosed, OSError) as refused:
            form.add_error("referral", _why(refused))
        except tray.Handled as refused:
            messages.error(request, str(refused))
            return _to("letter", pk)
        else:
            messages.success(request, _("This is the answer of the department now."))
            return _to("letters")
    return _show(request, row, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
@sorts
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    done = _("Put away. Nothing is thrown away: you find it under “put away”.")
    return _do(request, lambda: tray.put_away(_find(pk), person(request)), done, "letters")


@require_POST
@sorts
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, lambda: tray.put_back(_find(pk)), _("It waits again."), "letter", pk)


@require_POST
@sorts
def put_all_away(request: HttpRequest) -> HttpResponse:
    """What one ``sender`` sent too much of, and that lies under ``show``."""
    shown = request.POST.get("show", Letter.State.TRAY)
    number = tray.put_heap_away(request.POST.get("sender", ""), person(request), shown)
    done = ngettext("%(number)d letter was put away.", "%(number)d letters were put away.", number)
    messages.success(request, done % {"number": number})
    return _to("letters")


def _do(
    request: HttpRequest, act: Callable[[], None], done: str, name: str, *args: int
) -> HttpResponse:
    try:
        act()
    except tray.Handled as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return _to(name, *args)


def _why(refused: Exception) -> str:
    if isinstance(refused, OSError):
        return _("The mail itself cannot be opened now. Try again later.")
    return str(refused)


def _find(pk: int) -> Letter:
    rows = Letter.objects.select_related("referral__department", "handled_by")
    return get_object_or_404(rows, pk=pk)


def _show(
    request: HttpRequest, row: Letter, form: UseForm | None = None, *, status: int = 200
) -> HttpResponse:
    words = request.POST.get("q", "").strip()
    form = form or UseForm(initial={"text": row.text or row.whole.strip()[:8000]})
    chosen = form["referral"].value() or (row.referral_id if not words else None)
    context: dict[str, Any] = {
        "letter": row,
        "left_out": left_out_words(row),
        "form": form,
        "usable": row.state in tray.OPEN,
        "offered": tray.offered(row, words) if row.state in tray.OPEN else [],
        "chosen": str(chosen or ""),
        "words": words,
        "begun": bool(words) or form.is_bound,
        **_inside(row),
    }
    return render(request, "routing/letters/letter.html", context, status=status)


def _inside(row: Letter) -> dict[str, Any]:
    """What only the bytes tell; nothing when the storage does not have them."""
    with suppress(OSError):
        read = read_again(row)
        return {"files": read.attachments, "authenticity": authenticity_words(read)}
    return {"lost": True}


def _to(name: str, *args: int) -> HttpResponse:
    response = redirect(name, *args)
    response.status_code = 303
    return response
