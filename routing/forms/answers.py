"""What an official fills in: one field for each of the two ways out."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The webcare team checks it and places it under the citizen's message."),
        error_messages={"required": _("Write an answer first.")},
    )


class HandBackForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is this not for you, and for whom is it?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why, so that the next one is the right one.")},
    )
