"""What colleagues fill in on a conversation."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from routing.models import Department, Kind


class ReplyForm(forms.Form):
    """``key`` makes a second click the same answer.

    ``seen`` and ``proposal`` are the newest message and the newest proposal that were shown when
    the writing began, ``seen_at`` is when that was.
    """

    text = forms.CharField(
        label=_("Answer"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    proposal = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReferForm(forms.Form):
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.filter(active=True)
    )
    question = forms.CharField(
        label=_("What should the department answer?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SortForm(forms.Form):
    """Overruling the routing."""

    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.filter(active=True),
        required=False,
        empty_label=_("None yet"),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Not chosen")), *Kind.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "sort-%s", **kwargs})
        for name in self.fields:
            self.fields[name].widget.attrs["form"] = "sort"
