"""The list of abusive words, for the administrator."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from inbox.citizens import rudeness
from inbox.views.access import person

changes_words = permission_required("inbox.change_rudewords", raise_exception=True)


class WordsForm(forms.Form):
    """One word a line."""

    words = forms.CharField(
        label=gettext_lazy("Abusive words"),
        help_text=gettext_lazy(
            "One on each line. With * behind it, everything that begins so. Not the name of an "
            "illness by itself: people have those."
        ),
        required=False,
        max_length=8000,
        widget=forms.Textarea({"rows": 18, "spellcheck": "false"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@changes_words
def rude_words(request: HttpRequest) -> HttpResponse:
    form = WordsForm(initial={"words": rudeness.words()})
    if request.method == "POST" and (form := WordsForm(request.POST)).is_valid():
        rudeness.keep(form.cleaned_data["words"], person(request))
        messages.success(request, _("Kept. Open pages follow within half a minute."))
        return HttpResponseRedirect(reverse("rude_words"), status=HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "inbox/person/rude_words.html", {"form": form}, status=status)
