"""Bundles: conversations about the same, what Webcare noticed and what colleagues gathered."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from inbox import actions
from inbox.crisis.line import pinned
from inbox.models import Bundle, BundleAnswer, Bundled, Conversation, Delivery
from inbox.refusals import Refused
from inbox.views import bundle_page
from inbox.views.access import number, person, reads, works
from inbox.views.work import back

SHOWN = 50  # bundles of each sort


class AnswerForm(forms.Form):
    """One answer for all in a bundle. ``after`` is the newest that was on the screen."""

    text = forms.CharField(
        label=gettext_lazy("One answer for all"),
        help_text=gettext_lazy("{naam} becomes the name of each citizen, where it is known."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    shorter = forms.CharField(
        label=gettext_lazy("Shorter, for where this does not fit"),
        help_text=gettext_lazy(
            "May stay empty: a long answer then goes in several messages where the platform allows."
        ),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    four_eyes = forms.BooleanField(
        label=gettext_lazy("A colleague looks before it is sent"), required=False
    )
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)


@require_GET
@reads
def overview(request: HttpRequest) -> HttpResponse:
    """What is open, what was noticed, and what was finished lately."""
    rows = Bundle.objects.select_related("made_by")
    context = {
        "open": rows.filter(state=Bundle.State.OPEN)[:SHOWN],
        "noticed": rows.filter(state=Bundle.State.NOTICED, number__gt=1)[:SHOWN],
        "done": rows.filter(state=Bundle.State.DONE)[:SHOWN],
    }
    return render(request, "inbox/bundle/overview.html", context)


@require_GET
@reads
def page(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _find(pk))


def _find(pk: int) -> Bundle:
    """With the line of the crisis, where one lasts."""
    found = Bundle.objects.select_related("made_by", "done_by")
    return get_object_or_404(found.annotate(line_nl=pinned("nl"), line_en=pinned("en")), pk=pk)


def _show(request: HttpRequest, bundle: Bundle, form: AnswerForm | None = None) -> HttpResponse:
    """The page of a bundle, or a part of it: what was sent, or what we say about the crisis."""
    htmx = request.htmx  # type: ignore[attr-defined]
    part = htmx.target if htmx else ""
    answer = bundle.answers.select_related("by", "approved_by").last()
    if part == "bundle-line":
        response = render(request, "inbox/bundle/_line.html", {"bundle": bundle})
    elif part == "given":
        given = bundle_page.sent(request, bundle, answer)
        response = render(request, "inbox/bundle/_given.html", given)
    else:
        starts = _line(request, bundle)
        context = {
            **bundle_page.shown(request, bundle, answer),
            "answer": answer,
            "starts": starts,
            "form": form or AnswerForm(initial=_known(answer) | starts),
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
        response = render(request, "inbox/bundle/page.html", context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _line(request: HttpRequest, bundle: Bundle) -> dict[str, str]:
    """The answer begins with the line of the crisis, for who asked for it in a language."""
    words = getattr(bundle, f"line_{request.GET.get('line', '')}", "")
    return {"text": words} if words else {}


def _known(answer: BundleAnswer | None) -> dict[str, Any]:
    if answer is None:
        return {}
    said = {"text": answer.text, "shorter": answer.shorter, "four_eyes": answer.four_eyes}
    return {**said, "after": answer.pk}


@require_POST
@works
def gather(request: HttpRequest) -> HttpResponse:
    """Put the conversations that were chosen in a bundle: ``bundle``, or a new one with this
    ``title``. They are ``conversation``, or in the queue ``chosen``, more than once."""
    answer = _gather(request)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(answer["Location"])
    return answer


def _gather(request: HttpRequest) -> HttpResponse:
    given = request.POST
    named = [*given.getlist("conversation"), *given.getlist("chosen")]
    visible = Conversation.objects.visible_to(request.user)
    chosen = visible.filter(pk__in=[number(one.partition("-")[0]) for one in named])
    bundle = get_object_or_404(Bundle, pk=number(given["bundle"])) if given.get("bundle") else None
    rows = list(chosen)
    try:
        made = actions.gather(rows, person(request), title=given.get("title", ""), bundle=bundle)
    except Refused as refused:
        messages.error(request, str(refused))
        return _to(bundle) if bundle else _to_queue()
    inside = made.entries.filter(conversation__in=rows, state=Bundled.State.IN).count()
    if left := len(rows) - inside:
        said = ngettext(
            "%(number)d conversation is in another bundle and stayed there.",
            "%(number)d conversations are in another bundle and stayed there.",
            left,
        )
        messages.warning(request, said % {"number": left})
    return _to(made)


@require_POST
@works
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    bundle = _find(pk)
    return _do(
        request, bundle, lambda: actions.rename_bundle(bundle, request.POST.get("title", ""))
    )


@require_POST
@works
def take_out(request: HttpRequest, pk: int, conversation: int) -> HttpResponse:
    bundle = _find(pk)
    visible = Conversation.objects.visible_to(request.user)
    row = visible.filter(pk=conversation, bundled__bundle=bundle).first()
    if row is None:
        raise Http404
    answer = _do(request, bundle, lambda: actions.take_out(bundle, row, person(request)))
    return back(row) if request.POST.get("next") == "conversation" else answer


@require_POST
@works
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    bundle = _find(pk)
    return _do(
        request, bundle, lambda: actions.finish_bundle(bundle, person(request)), _("Finished.")
    )


# One answer for all ------------------------------------------------------------------------------


@require_POST
@works
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the answer, and look what each would get."""
    bundle, form = _find(pk), AnswerForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.write_together(
                bundle,
                given["text"],
                person(request),
                shorter=given["shorter"],
                four_eyes=given["four_eyes"],
                after=given["after"],
            )
        except Refused as refused:
            form.add_error("text", str(refused))
            if newest := bundle.answers.last():  # which is shown now: the next press knows it
                form.data = {**request.POST.dict(), "after": newest.pk}
        else:
            return _to(bundle, "#ready")
    return _show(request, bundle, form)


@require_POST
@works
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    bundle = _find(pk)
    answer = _answer(request, bundle)
    return _do(request, bundle, lambda: actions.approve_together(answer, person(request)))


@require_POST
@works
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the answer to the conversations that were chosen, each as it was on the screen."""
    bundle = _find(pk)
    answer, given = _answer(request, bundle), request.POST
    visible = Conversation.objects.visible_to(request.user)
    chosen = visible.filter(pk__in=[number(one) for one in given.getlist("conversation")])
    versions = {
        one: number(given.get(f"version-{one}", "")) for one in chosen.values_list("pk", flat=True)
    }
    return _do(request, bundle, lambda: actions.send_together(answer, versions, person(request)))


def _answer(request: HttpRequest, bundle: Bundle) -> BundleAnswer:
    """The one that was on the screen."""
    return get_object_or_404(bundle.answers, pk=number(request.POST.get("answer", "")))


@require_POST
@works
def again(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """Send one that failed or is in doubt again, by itself."""
    bundle = _find(pk)
    one = get_object_or_404(
        Delivery.objects.select_related("outbound__conversation", "outbound__after"),
        pk=delivery,
        answer__bundle=bundle,
        outbound__isnull=False,
        conversation__in=Conversation.objects.visible_to(request.user),
    )
    outbound = one.outbound
    if outbound is None:
        raise Http404
    return _do(request, bundle, lambda: actions.retry(outbound, person(request)))


def _do(
    request: HttpRequest, bundle: Bundle, action: Callable[[], Any], done: str = ""
) -> HttpResponse:
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if done:
            messages.success(request, done)
    return _to(bundle)


def _to(bundle: Bundle, place: str = "") -> HttpResponse:
    response = redirect("bundle", pk=bundle.pk)
    response["Location"] += place
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _to_queue() -> HttpResponse:
    response = redirect("inbox")
    response.status_code = HTTPStatus.SEE_OTHER
    return response
