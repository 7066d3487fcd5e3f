"""The page of learning: versions and their figures, and files to learn from."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from routing import learning
from routing.bells import wake
from routing.forms.learning import ExamplesForm, PlacesForm
from routing.learning import Loaded, NotUsable, attempts
from routing.learning.alone import is_busy
from routing.learning.exporting import exported
from routing.learning.overview import lacking, overview
from routing.models import Trained
from routing.rules.overview import without_place
from routing.views.access import person

PAGE = "routing/learning/learning.html"
EXAMPLES, CORRECTIONS = "voorbeelden", "correcties"

trains = permission_required("routing.train", raise_exception=True)


@require_GET
@trains
def page(request: HttpRequest) -> HttpResponse:
    part = "#versions" if getattr(request, "htmx", None) else ""
    return render(request, f"{PAGE}{part}", _context())


@require_POST
@trains
def train(request: HttpRequest) -> HttpResponse:
    """Let a worker train."""
    if is_busy():
        messages.info(request, _("Routing is being trained already. Look again in a minute."))
    elif why := lacking():
        messages.error(request, why)
    else:
        attempts.ask(person(request))
        wake("train", person(request).pk)
        messages.success(request, _("Training begins. It takes a minute; this page shows it."))
    return _back()


@require_POST
@trains
def activate(request: HttpRequest, number: int) -> HttpResponse:
    try:
        learning.activate(number, person(request))
    except Trained.DoesNotExist as error:
        raise Http404 from error
    except NotUsable as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Version %(number)d is used now.") % {"number": number})
    return _back()


@require_GET
@trains
def export(request: HttpRequest, what: str) -> StreamingHttpResponse:
    """All that is learned from, or what colleagues corrected, as CSV."""
    today = timezone.localdate().isoformat()
    response = StreamingHttpResponse(
        exported(corrections=what == CORRECTIONS), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{what}-{today}.csv"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@trains
def examples(request: HttpRequest) -> HttpResponse:
    form = ExamplesForm(request.POST, request.FILES)

    def load() -> str:
        given = form.cleaned_data
        as_words = given["what"] == ExamplesForm.WORDS
        take = learning.load_words if as_words else learning.load_examples
        done = take(given["file"], replace=given["replace"])
        return f"{_words(done) if as_words else _messages(done)} {_('Train to use them.')}"

    return _loaded(request, form, load, "examples_form")


@require_POST
@trains
def places(request: HttpRequest) -> HttpResponse:
    form = PlacesForm(request.POST, request.FILES)

    def load() -> str:
        done = learning.load_places(form.cleaned_data["file"])
        if lost := without_place():
            names = ", ".join(rule.name for rule in lost)
            told = _("These rules name a place that is not in this list: %(rules)s.")
            messages.warning(request, told % {"rules": names})
        return ngettext(
            "%(number)d place is known.", "%(number)d places are known.", done.added
        ) % {"number": done.added}

    return _loaded(request, form, load, "places_form")


def _loaded(
    request: HttpRequest, form: forms.Form, load: Callable[[], str], name: str
) -> HttpResponse:
    """What is wrong with a file is said at its field, row by row; then nothing was changed."""
    if form.is_valid():
        try:
            messages.success(request, load())
        except ValueError as bad:  # BadCorpus and BadPlaces tell the rows, one on a line
            for line in str(bad).splitlines():
                form.add_error("file", line)
        else:
            return _back()
    return render(request, PAGE, _context() | {name: form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _context() -> dict[str, object]:
    return {**overview(), "examples_form": ExamplesForm(), "places_form": PlacesForm()}


def _messages(done: Loaded) -> str:
    told = {"number": done.added}
    return (
        ngettext(
            "%(number)d message was taken over.", "%(number)d messages were taken over.", done.added
        )
        % told
    )


def _words(done: Loaded) -> str:
    told = {"number": done.added}
    return (
        ngettext("%(number)d word was taken over.", "%(number)d words were taken over.", done.added)
        % told
    )


def _back() -> HttpResponse:
    response = redirect("learning")
    response.status_code = 303
    return response
