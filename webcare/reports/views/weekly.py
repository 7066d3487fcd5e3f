"""The weekly mail: who gets it and when, what it looks like, and what did not leave."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inbox.refusals import Refused
from inbox.views.access import person
from routing.views.link_guards import open_to_all
from webcare.figures.periods import Period, week_of
from webcare.reports.access import takes_along
from webcare.reports.forms import ReaderForm, RhythmForm
from webcare.reports.models import Copy, Reader, Rhythm
from webcare.reports.weekly import readers, sending
from webcare.reports.weekly.composing import letter, reader_of
from webcare.reports.weekly.contents import for_lead, in_public

SHOWN = 30  # copies


def last_week() -> Period:
    return week_of(timezone.localdate()).previous


@require_GET
@takes_along
def page(request: HttpRequest) -> HttpResponse:
    return _page(request, RhythmForm(instance=Rhythm.now()), ReaderForm())


def _page(request: HttpRequest, rhythm: RhythmForm, reader: ReaderForm) -> HttpResponse:
    user = person(request)
    everyone = list(Reader.objects.select_related("user", "named_by").order_by("pk"))
    context = {
        "rhythm": rhythm,
        "form": reader,
        "readers": everyone,
        "mine": next((one for one in everyone if one.user_id == user.pk), None),
        "copies": Copy.objects.select_related("reader__user")[:SHOWN],
        "week": last_week(),
    }
    status = 422 if rhythm.errors or reader.errors else 200
    return render(request, "reports/weekly.html", context, status=status)


@require_GET
@takes_along
def preview(request: HttpRequest) -> HttpResponse:
    """The mail as it goes, in the language of who looks; ``?text`` its other half."""
    public = "public" in request.GET
    week = last_week()
    it = letter(in_public(week) if public else for_lead(week, person(request)))
    if "text" in request.GET:
        return HttpResponse(f"{it.subject}\n\n{it.text}", content_type="text/plain; charset=utf-8")
    return HttpResponse(it.on_screen)


@require_POST
@takes_along
def send_me(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not user.email:
        messages.error(request, _("There is no address of yours. Ask an administrator."))
    elif problem := sending.send_now(user, last_week()):
        messages.error(request, _("It did not leave: %(problem)s") % {"problem": problem})
    else:
        messages.success(request, _("It was sent to %(address)s.") % {"address": user.email})
    return redirect("weekly")


@require_POST
@takes_along
def rhythm(request: HttpRequest) -> HttpResponse:
    form = RhythmForm(request.POST, instance=Rhythm.now())
    if not form.is_valid():
        return _page(request, form, ReaderForm())
    form.save()
    messages.success(request, _("Saved."))
    return redirect("weekly")


@require_POST
@takes_along
def name_reader(request: HttpRequest) -> HttpResponse:
    form = ReaderForm(request.POST)
    if not form.is_valid():
        return _page(request, RhythmForm(instance=Rhythm.now()), form)
    try:
        reader = readers.name(form.cleaned_data["address"], person(request))
    except Refused as refused:
        form.add_error("address", str(refused))
        return _page(request, RhythmForm(instance=Rhythm.now()), form)
    said = _("%(name)s gets it.") if reader.agreed_at else _("%(name)s was asked by mail.")
    messages.success(request, said % {"name": reader})
    return redirect("weekly")


@require_POST
@takes_along
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    readers.take_off(get_object_or_404(Reader, pk=pk))
    messages.success(request, _("Saved."))
    return redirect("weekly")


@require_POST
@takes_along
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Once more, of what did not leave."""
    copy = get_object_or_404(Copy.objects.select_related("reader__user"), pk=pk, sent_at=None)
    sending.again(copy)
    return redirect("weekly")


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Whoever is signed in begins or stops for themselves."""
    user = person(request)
    there = Reader.objects.filter(user=user).exists()
    if not (there or user.has_perm(sending.LEADS)):
        raise Http404
    readers.choose(user, wants=request.POST.get("wants") == "1")
    messages.success(request, _("Saved."))
    return redirect("weekly" if request.POST.get("next") == "weekly" else "preferences")


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail, without an account. Looking does nothing: mail filters look too (RFC 8058)."""
    reader = reader_of(token)
    if reader is None:
        raise Http404
    if request.method == "POST":
        readers.stop(reader)
    stopped = Reader.objects.filter(pk=reader).exclude(stopped_at=None).exists()
    gone = not Reader.objects.filter(pk=reader).exists()
    return render(request, "reports/stop.html", {"stopped": stopped or gone})


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """An address that was named says yes."""
    reader = readers.asked(token)
    if reader is None:
        raise Http404
    if request.method == "POST":
        readers.agree(reader)
    return render(request, "reports/agree.html", {"agreed": request.method == "POST"})
