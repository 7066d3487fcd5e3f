"""A rule as a person builds it: what it decides, and a row for each condition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.conditions import About, Broken, check
from routing.decide import Test
from routing.models import Department, Kind
from routing.rules.changes import lines
from routing.rules.offered import Offered

LONGEST = 20_000  # characters of the values of one condition
FIRST = "first"
CHECKBOX = {"class": "utrecht-checkbox utrecht-checkbox--html-input"}
HELP: dict[str, Any] = {
    About.WORDS: gettext_lazy(
        "One on each line. * stands for the rest of a word: “berk*” also finds “berken”."
    ),
    About.AUTHOR: gettext_lazy("One on each line, such as “@inwoner”."),
    About.TIME: gettext_lazy("One on each line, such as “ma-vr 09:00-17:00” or “za-zo”."),
    About.NEIGHBOURHOOD: gettext_lazy(
        "One on each line. A message that names no place does not match."
    ),
}


class RuleForm(forms.Form):
    """What the rule decides, and where it stands."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Agents see it as the reason."),
        error_messages={"required": gettext_lazy("Give the rule a name.")},
    )
    department = forms.ModelChoiceField(
        Department.objects.filter(active=True),
        label=gettext_lazy("To department"),
        to_field_name="slug",
        empty_label=gettext_lazy("Choose a department"),
        error_messages={"required": gettext_lazy("Choose who is responsible.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("leave open")), *Kind.choices],
        required=False,
    )
    urgent = forms.BooleanField(
        label=gettext_lazy("Urgent"),
        required=False,
        help_text=gettext_lazy("Goes to the front of the queue."),
    )
    four_eyes = forms.BooleanField(
        label=gettext_lazy("A second colleague looks along"),
        required=False,
        help_text=gettext_lazy(
            "Before an answer leaves, of the webcare team or of a department by itself."
        ),
    )
    active = forms.BooleanField(
        label=gettext_lazy("Switched on"),
        required=False,
        help_text=gettext_lazy("A rule that is switched off stays here and is not asked."),
    )
    after = forms.ChoiceField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy(
            "Rules are asked from top to bottom. The first one that matches decides."
        ),
        error_messages={
            "invalid_choice": gettext_lazy("That rule was removed meanwhile. Choose again.")
        },
    )

    def __init__(
        self, data: QueryDict | None = None, *, others: Sequence[tuple[int, str]], **more: Any
    ) -> None:
        """``others``: primary key and name of the other rules, in order."""
        super().__init__(data, **{"auto_id": "rule-%s", **more})
        self._places = [FIRST, *(str(pk) for pk, _name in others)]
        labels = [_("first of all"), *(_after(name) for _pk, name in others)]
        field = self.fields["after"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = list(zip(self._places, labels, strict=True))

    @property
    def place(self) -> int:
        """Where the rule is to stand, from 1."""
        return self._places.index(self.cleaned_data["after"]) + 1


def _after(name: str) -> str:
    return _("after “%(rule)s”") % {"rule": name}


class ConditionForm(forms.Form):
    """One condition. What can be filled in follows from what it is about.

    number tells it from the others on the page
    given  the values it has now, which stay to choose from
    """

    negate = forms.ChoiceField(
        label=gettext_lazy("One of these, or none"),
        choices=[("", gettext_lazy("one of")), ("on", gettext_lazy("none of"))],
        required=False,
    )

    def __init__(
        self,
        number: int,
        about: str,
        given: Sequence[str],
        offered: Offered,
        *args: Any,
        **more: Any,
    ) -> None:
        more |= {"prefix": f"c{number}", "auto_id": "rule-%s"}
        super().__init__(*args, **more)
        self.number, self.about, self._offered = number, about, offered
        self.title = str(dict(About.choices).get(about, about))
        self.fields["values"] = self._values_field(given)

    @property
    def told(self) -> str:
        """The id of the place where is said what is wrong with the values."""
        return f"c{self.number}-told"

    @property
    def is_chosen(self) -> bool:
        """Whether people tick values instead of writing them."""
        return isinstance(self.fields["values"], forms.MultipleChoiceField)

    @property
    def places(self) -> list[str]:
        """What there is to write, where the municipality loaded a list of it."""
        return self._offered.places if self.about == About.NEIGHBOURHOOD else []

    def clean_values(self) -> str:
        """One on each line. What is wrong with them is said in the words of ``Broken``."""
        given = self.cleaned_data["values"]
        wanted = lines(given if isinstance(given, str) else "\n".join(given))
        values = "\n".join(wanted)
        try:
            check(self.about, values)
        except Broken as broken:
            raise forms.ValidationError(str(broken)) from broken
        places = wanted if self.about == About.NEIGHBOURHOOD else []
        if unknown := list(filter(None, map(self._offered.unknown_place, places))):
            raise forms.ValidationError(unknown)
        return values

    def test(self) -> Test:
        negate = bool(self.cleaned_data["negate"])
        return Test(self.about, self.cleaned_data["values"], negate)

    def _values_field(self, given: Sequence[str]) -> forms.Field:
        # Nothing is required here: ``check`` says it in its own words.
        choices = self._offered.choices(self.about)
        if choices is None:
            return forms.CharField(
                label=self.title,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
                help_text=HELP.get(self.about, ""),
            )
        known = {value for value, _label in choices}
        return forms.MultipleChoiceField(
            label=self.title,
            required=False,
            choices=[*choices, *((value, value) for value in given if value not in known)],
            widget=forms.CheckboxSelectMultiple(attrs=CHECKBOX),
        )
