"""What colleagues fill in on a conversation."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from connectors.base import ANSWERS, Capability
from routing.models import Department, Kind


class ReplyForm(forms.Form):
    """``key`` makes a second click the same answer.

    ``seen`` and ``proposal`` are the newest message and the newest proposal that were shown when
    the writing began, ``seen_at`` is when that was. ``way`` is how the answer goes, ``split`` that
    a long one may go in parts. Attachments come as ``media`` and ``alt-<number>`` in the request.
    """

    text = forms.CharField(
        label=_("Answer"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    way = forms.ChoiceField(
        required=False, choices=[("", ""), *((way.value, way.value) for way in ANSWERS)]
    )
    split = forms.BooleanField(label=_("Spread over several messages"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    proposal = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def chosen_way(self) -> Capability | None:
        """None when nobody chose."""
        chosen = self.cleaned_data.get("way")
        return Capability(chosen) if chosen else None

    @property
    def knowing(self) -> dict[str, Any]:
        """What the writer saw, and the number of this answer."""
        return {name: self.cleaned_data[name] for name in ("key", "seen", "seen_at", "proposal")}


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
