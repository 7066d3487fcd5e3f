"""What an official fills in about a question: one field for each way out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from routing.models import CannedAnswer, Department, Referral


class AnswerForm(forms.Form):
    """Files come beside it in the request, as ``files``."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The webcare team checks it and places it under the citizen's message."),
        error_messages={"required": _("Write an answer first.")},
    )


class CannedForm(forms.Form):
    """Words of the department to put in the answer."""

    canned = forms.ModelChoiceField(
        label=_("Canned answer"),
        queryset=CannedAnswer.objects.none(),
        required=False,
        empty_label=_("Choose an answer"),
    )

    def __init__(self, referral: Referral, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["canned"]
        choices.queryset = CannedAnswer.objects.filter(department=referral.department_id)


class HandBackForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is this not for you?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why, so that the next one is the right one.")},
    )
    suggestion = forms.ModelChoiceField(
        label=_("For whom is it, do you think?"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("I do not know"),
    )

    def __init__(self, referral: Referral, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Department.objects.filter(active=True).exclude(pk=referral.department_id)
        choices: Any = self.fields["suggestion"]
        choices.queryset = others


class AskForm(forms.Form):
    text = forms.CharField(
        label=_("What do you want to know?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write first what you want to know.")},
    )


class RefuseForm(forms.Form):
    why = forms.CharField(
        label=_("What should be different?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what should be different.")},
    )


class TakeUpForm(forms.Form):
    """Which of my departments takes up a question of another."""

    department = forms.ModelChoiceField(
        label=_("For which department do you answer?"),
        queryset=Department.objects.none(),
        empty_label=None,
    )

    def __init__(self, mine: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["department"]
        choices.queryset = mine
