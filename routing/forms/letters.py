"""A letter of the tray that becomes an answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from routing.models import Referral


class UseForm(forms.Form):
    """To which open question it belongs, and what of it is the answer."""

    referral = forms.ModelChoiceField(
        label=_("To which question does it belong?"),
        queryset=Referral.objects.none(),
        error_messages={
            "required": _("Choose the question that this answers."),
            "invalid_choice": _("This question is no longer open. Choose another."),
        },
    )
    text = forms.CharField(
        label=_("What becomes the answer"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The files of the mail come along."),
        error_messages={"required": _("Write or copy what the answer is.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["referral"]
        choices.queryset = Referral.objects.open()
