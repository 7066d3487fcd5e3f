"""What a lead fills in about signals."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.models import Department, Place
from webcare.warnings.actions import LEARNED_FOR, Peak
from webcare.warnings.models import Alertness, Signal
from webcare.warnings.spikes import Scope

LONGEST_DAYS = 92
OF_OTHERS = (Signal.Reason.EVENT, Signal.Reason.WEEKLY, Signal.Reason.OTHER)
TIMES = (
    (2.5, gettext_lazy("About twice as busy")),
    (5.0, gettext_lazy("About four times as busy")),
    (12.0, gettext_lazy("Ten times as busy")),
)


class MarkForm(forms.Form):
    """Whether it was real, and why not."""

    verdict = forms.ChoiceField(choices=[("true", ""), ("false", "")])
    reason = forms.ChoiceField(
        label=gettext_lazy("Why was it a false alarm?"),
        choices=[(one.value, one.label) for one in LEARNED_FOR],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != Signal.Kind.SPIKE:  # nobody posts or campaigns so that it is silent
            reason: Any = self.fields["reason"]
            reason.choices = [choice for choice in reason.choices if choice[0] in OF_OTHERS]


class PeakForm(forms.Form):
    """What is expected, where, and when."""

    name = forms.CharField(
        label=gettext_lazy("What"),
        help_text=gettext_lazy("Such as “Intocht Sinterklaas” or “Tax letters”."),
        max_length=100,
    )
    where = forms.ChoiceField(label=gettext_lazy("Where"))
    word = forms.CharField(
        label=gettext_lazy("Or with this word"),
        help_text=gettext_lazy("May stay empty. Then it is not about a place."),
        max_length=80,
        required=False,
    )
    starts_at = forms.DateTimeField(
        label=gettext_lazy("From"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Until"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    lift = forms.TypedChoiceField(
        label=gettext_lazy("How busy will it be?"), choices=TIMES, coerce=float
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.exclude(neighbourhood="").order_by("neighbourhood")
        names = places.values_list("neighbourhood", flat=True).distinct()
        departments = Department.objects.filter(active=True).order_by("name")
        self._departments = {str(one.pk): one.name for one in departments}
        where: Any = self.fields["where"]
        where.choices = [
            ("all:", _("The whole town")),
            (_("Neighbourhood"), [(f"place:{name}", name) for name in names]),
            (
                _("Department"),
                [(f"department:{pk}", name) for pk, name in self._departments.items()],
            ),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end comes after the beginning."))
        elif starts and ends and (ends - starts).days > LONGEST_DAYS:
            self.add_error("ends_at", _("At most three months."))
        return given

    @property
    def peak(self) -> Peak:
        given = self.cleaned_data
        scope, _sign, key = given["where"].partition(":")
        label = self._departments.get(key, key) if scope == Scope.DEPARTMENT else key
        if word := given["word"].strip().lower():
            scope, key, label = Scope.WORD, word, word
        period = given["starts_at"], given["ends_at"]
        return Peak(given["name"], Scope(scope), key, *period, given["lift"], label)


class AlertnessForm(forms.ModelForm[Alertness]):
    """How soon something is said."""

    least = forms.IntegerField(
        label=gettext_lazy("At least so many people"),
        help_text=gettext_lazy("Fewer are never a signal, however unusual it is."),
        min_value=6,
        max_value=500,
    )

    class Meta:
        model = Alertness
        fields = ("level", "least")
        widgets: ClassVar = {"level": forms.RadioSelect}
