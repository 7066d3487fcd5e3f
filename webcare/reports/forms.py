"""What a table is to be, in the order of the page. It is read with GET: a link says the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from connectors.models import Account
from routing.models import Department
from webcare.models import User
from webcare.reports.figures import SETS
from webcare.reports.models import Export, Rhythm
from webcare.reports.models.exports import LAST_OF_MONTH, WEEKLY, in_words
from webcare.reports.rows import DEFAULT as BY
from webcare.reports.rows import ROWS
from webcare.reports.spans import DEFAULT as SPAN
from webcare.reports.spans import SPANS
from webcare.reports.wishes import Audience, Wish


class WishForm(forms.Form):
    by = forms.ChoiceField(label=_("Rows"), required=False)
    period = forms.ChoiceField(label=_("Period"), required=False)
    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("Through"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    columns = forms.ChoiceField(label=_("Columns"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    channel = forms.ChoiceField(label=_("Account"), required=False)
    audience = forms.ChoiceField(label=_("For whom"), choices=Audience.choices, required=False)

    def __init__(
        self, wish: Wish, departments: Iterable[Department], accounts: Iterable[Account]
    ) -> None:
        begin = {"by": BY.name, "period": SPAN.name, "columns": "core"}
        super().__init__(initial={**begin, **wish.kept})
        every = [("", _("All"))]
        self._choose("by", [(one.name, one.label) for one in ROWS.values()])
        own = ("own", _("Days of your own"))
        self._choose("period", [*((one.name, one.label) for one in SPANS.values()), own])
        self._choose("columns", [(name, label) for name, (label, _names) in SETS.items()])
        self._choose("department", [*every, *((one.slug, str(one)) for one in departments)])
        self._choose("channel", [*every, *((str(one.pk), str(one)) for one in accounts)])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices


class RhythmForm(forms.ModelForm[Rhythm]):
    class Meta:
        model = Rhythm
        fields = ("on", "weekday", "time")
        widgets: ClassVar = {"time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}


class ReaderForm(forms.Form):
    address = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Who does not lead gets what everybody may read."),
    )


class ScreenForm(forms.Form):
    name = forms.CharField(
        label=_("Where it hangs"),
        max_length=100,
        help_text=_("Such as: hall of the town hall."),
    )


class ExportForm(forms.ModelForm[Export]):
    """``when``: "week-1" for every week on Monday, "month-3" for the third of every month."""

    when = forms.ChoiceField(label=_("How often"))

    class Meta:
        model = Export
        fields = ("name", "format", "people")
        help_texts: ClassVar = {"people": _("It stands on this page as well, for 30 days.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when: Any = self.fields["when"]
        days = {Export.Every.WEEK: len(WEEKLY), Export.Every.MONTH: LAST_OF_MONTH}
        when.choices = [
            (f"{every}-{day}", capfirst(in_words(every, day)))
            for every, last in days.items()
            for day in range(1, last + 1)
        ]
        people: Any = self.fields["people"]
        people.queryset = (
            User.objects.filter(is_active=True)
            .exclude(email="")
            .order_by("first_name", "last_name", "username")
        )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if when := given.get("when"):
            every, day = when.split("-")
            self.instance.every, self.instance.day = every, int(day)
        return given
