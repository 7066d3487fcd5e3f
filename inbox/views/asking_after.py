"""Whether the citizen is asked later if it is solved, and what we ask."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from inbox import actions
from inbox.canned.variables import VARIABLES, unknown
from inbox.follow_up import texts
from inbox.models import FollowUpText
from inbox.views.access import find, number, person, works
from inbox.views.work import back, do

changes_texts = permission_required("inbox.change_followuptext", raise_exception=True)


@require_POST
@works
def ask_after(request: HttpRequest, pk: int) -> HttpResponse:
    """From the conversation itself, after it was answered."""
    conversation, days = find(request, pk), number(request.POST.get("ask_after", ""))
    return do(request, conversation, lambda: actions.ask_after(conversation, days, person(request)))


@require_POST
@works
def do_not_ask_after(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    actions.do_not_ask_after(conversation, person(request))
    return back(conversation)


class TextForm(forms.ModelForm[FollowUpText]):
    """What is asked in one language."""

    class Meta:
        model = FollowUpText
        fields: ClassVar = ["text"]
        widgets: ClassVar = {"text": forms.Textarea({"rows": 4})}

    def __init__(self, language: str, text: str, data: Any = None) -> None:
        self.language = FollowUpText.Language(language)
        super().__init__(data, instance=FollowUpText(text=text), prefix=language)
        self.fields["text"].required = False
        self.fields["text"].label = self.language.label
        self.fields["text"].help_text = _("Empty it to get our own words back.")

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if wrong := unknown(text):
            raise forms.ValidationError(
                _("There is no variable %(names)s.") % {"names": ", ".join(wrong[:5])}
            )
        return text


@require_http_methods(["GET", "HEAD", "POST"])
@changes_texts
def follow_up_texts(request: HttpRequest) -> HttpResponse:
    """What we ask in each language."""
    data = request.POST if request.method == "POST" else None
    shown = [TextForm(language, text, data) for language, text in texts.texts().items()]
    if data is not None and all(form.is_valid() for form in shown):
        for form in shown:
            if form.has_changed():
                texts.keep(form.language, form.cleaned_data["text"], person(request))
        messages.success(request, _("Saved."))
        response = redirect("follow_up_texts")
        response.status_code = HTTPStatus.SEE_OTHER
        return response
    status = HTTPStatus.OK if data is None else HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"forms": shown, "variables": VARIABLES}
    return render(request, "inbox/follow_up/texts.html", context, status=status)
