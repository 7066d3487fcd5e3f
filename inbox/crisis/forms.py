"""What a lead fills in on the page of crisis mode."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.crisis import Subject, line
from inbox.crisis.roster import roles
from inbox.models import Crisis, CrisisLine, Label
from routing.models import Department, Place


class RoleField(forms.ModelChoiceField[Group]):
    def label_from_instance(self, role: Any) -> str:
        return _(role.name)


class LineForm(forms.Form):
    """What we say about it, in each language. ``seen`` is the newest line that stood there."""

    line_nl = forms.CharField(
        label=gettext_lazy("What we say about it, in Dutch"),
        help_text=gettext_lazy("Stands ready in every answer. May stay empty, and can be changed."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "nl"}),
    )
    line_en = forms.CharField(
        label=gettext_lazy("What we say about it, in English"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def texts(self) -> dict[str, str]:
        """By language."""
        return {code: self.cleaned_data[f"line_{code}"] for code in ("nl", "en")}

    def show_over(self, crisis: Crisis) -> list[CrisisLine]:
        """Over what is said by now: who wrote keeps their words where they changed something, and
        what colleagues said there since is given back. The next press knows it."""
        seen = self.cleaned_data["seen"]
        theirs = line.meanwhile(crisis, self.texts, seen)
        mine = line.changed(crisis, self.texts, seen)
        kept = {code: self.texts[code] for code in mine}
        self.data = filled(crisis, kept)
        for one in theirs:
            self.add_error(f"line_{one.language}", line.SAID_MEANWHILE)
        return theirs


def filled(crisis: Crisis, instead: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
    """What the form starts with: what we say now, or these words by language."""
    said = {**line.current(crisis), **instead}
    return {"seen": line.newest(crisis)} | {f"line_{code}": text for code, text in said.items()}


class CrisisForm(LineForm):
    """Why crisis mode is on, and what it is about."""

    reason = forms.CharField(
        label=gettext_lazy("What is going on"),
        help_text=gettext_lazy("All colleagues read this, such as “Big fire at the harbour”."),
        max_length=200,
    )
    words = forms.CharField(
        label=gettext_lazy("Words"),
        help_text=gettext_lazy(
            "Or how they begin, with commas: “power, cable” also finds “powerless”."
        ),
        max_length=200,
        required=False,
    )
    place = forms.ChoiceField(label=gettext_lazy("Neighbourhood or district"), required=False)
    department = forms.ModelChoiceField(
        label=gettext_lazy("Department"),
        queryset=Department.objects.filter(active=True),
        required=False,
        empty_label=gettext_lazy("All departments"),
    )
    label = forms.ModelChoiceField(
        label=gettext_lazy("Label"),
        queryset=Label.objects.filter(active=True),
        required=False,
        empty_label=gettext_lazy("Whatever"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Place.objects.order_by().values_list("neighbourhood", "district").distinct()
        names = sorted({name for pair in known for name in pair if name})
        place: Any = self.fields["place"]
        place.choices = [("", gettext_lazy("Everywhere")), *((name, name) for name in names)]

    @property
    def subject(self) -> Subject:
        given = self.cleaned_data
        return Subject(given["words"], given["place"], given["department"], given["label"])


class HelperForm(forms.Form):
    """Who helps, as what, and until when."""

    user = forms.ModelChoiceField(
        label=gettext_lazy("Who"), queryset=get_user_model().objects.filter(is_active=True)
    )
    role = RoleField(label=gettext_lazy("As"), queryset=Group.objects.none())
    starts_at = forms.DateTimeField(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("Empty: at once."),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("Empty: until the crisis ends."),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.queryset = roles()
        user: Any = self.fields["user"]
        user.queryset = user.queryset.order_by("first_name", "last_name", "username")


class CrisisNoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Note for the evaluation"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
