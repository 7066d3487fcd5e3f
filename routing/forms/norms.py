"""A response norm as a person fills it in."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.models import Department, Kind, ResponseNorm
from routing.promises.norms import HOUR, spoken

MOST = 10_000 * HOUR  # minutes; beyond it somebody typed too many zeros
_WRITTEN = re.compile(
    r"(\d{1,7})(?:[.,](\d{1,2}))?\s*(?:(m|min|minuut|minuten|minute|minutes)|"
    r"(u|uur|uren|h|hour|hours))?\.?"
)


class TimeField(forms.CharField):
    """Service time as people write it: "90", "90 minuten", "4 uur", "1,5 uur". Minutes, or None."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=40, **more)

    def prepare_value(self, value: Any) -> Any:
        return spoken(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        words = str(super().clean(value)).strip().lower()
        if not words:
            return None
        found = _WRITTEN.fullmatch(words)
        if found is None:
            raise forms.ValidationError(_("Write it as “90 minutes” or “4 hours”."))
        number = float(f"{found[1]}.{found[2] or 0}")
        minutes = round(number * HOUR) if found[4] else round(number)
        if not 0 < minutes <= MOST:
            raise forms.ValidationError(_("At least a minute, and at most 10,000 hours."))
        return minutes


class NormForm(forms.ModelForm[ResponseNorm]):
    """For which messages it holds, and what is promised."""

    channel = forms.ChoiceField(label=gettext_lazy("Platform"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("every kind")), *Kind.choices],
        required=False,
    )
    urgent = forms.TypedChoiceField(
        label=gettext_lazy("Urgency"),
        required=False,
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    department = forms.ModelChoiceField(
        Department.objects.filter(active=True),
        label=gettext_lazy("Department"),
        required=False,
        empty_label=gettext_lazy("every department"),
    )
    first_response = TimeField(
        label=gettext_lazy("First answer within"),
        help_text=gettext_lazy("In service hours, such as “90 minutes” or “4 hours”."),
    )
    resolution = TimeField(
        label=gettext_lazy("Dealt with within"),
        help_text=gettext_lazy("The clock stands still while the citizen is to answer."),
    )

    class Meta:
        model = ResponseNorm
        fields: ClassVar = [
            "channel",
            "kind",
            "urgent",
            "department",
            "first_response",
            "resolution",
        ]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "norm-%s", **more})
        channel, urgent, department = (
            self._any(name) for name in ("channel", "urgent", "department")
        )
        platforms = [(kind, label) for kind, (label, _path) in settings.CONNECTORS.items()]
        channel.choices = [("", _("every platform")), *platforms]
        urgent.choices = [("", _("urgent or not")), ("yes", _("urgent only"))]
        if self.instance.urgent is False:
            urgent.choices.append(("no", _("only what is not urgent")))
        urgency = {None: "", True: "yes", False: "no"}
        self.initial["urgent"] = urgency[self.instance.urgent]
        if self.instance.department_id:  # one that was switched off stays what it is
            department.queryset |= Department.objects.filter(pk=self.instance.department_id)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        times = ("first_response", "resolution")
        if not any(name in self.errors or given.get(name) for name in times):
            raise forms.ValidationError(_("A norm promises at least one of the two."))
        return given

    def _any(self, name: str) -> Any:
        return self.fields[name]
