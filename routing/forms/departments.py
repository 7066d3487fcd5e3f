"""Forms of a department's own settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.departments.absences import deputies
from routing.departments.access import entrusted
from routing.models import Absence, CannedAnswer, Department, Subject

if TYPE_CHECKING:
    from webcare.models import User

DATE = {"type": "date"}
DAY = "%Y-%m-%d"
FEW_LINES = forms.Textarea(attrs={"rows": 3})
MAILBOX = forms.EmailInput(attrs={"autocomplete": "off"})
MAILBOX_LABEL = {"email": gettext_lazy("E-mail address")}
MAILBOX_HELP = {
    "email": gettext_lazy(
        "Questions are mailed here, and whoever reads it may answer. Without an address "
        "they are mailed to each member."
    )
}


class NewDepartmentForm(forms.ModelForm[Department]):
    """What has to be known of a department that is not there yet."""

    class Meta:
        model = Department
        fields: ClassVar = ["name", "email", "description"]
        widgets: ClassVar = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": MAILBOX,
            "description": FEW_LINES,
        }
        labels: ClassVar = MAILBOX_LABEL
        help_texts: ClassVar = MAILBOX_HELP
        error_messages: ClassVar = {
            "name": {"unique": gettext_lazy("There is one with this name already.")}
        }


class MailboxForm(forms.ModelForm[Department]):
    class Meta:
        model = Department
        fields: ClassVar = ["email"]
        widgets: ClassVar = {"email": MAILBOX}
        labels: ClassVar = MAILBOX_LABEL
        help_texts: ClassVar = MAILBOX_HELP


class DescriptionForm(forms.ModelForm[Department]):
    class Meta:
        model = Department
        fields: ClassVar = ["description", "open_to_others"]
        widgets: ClassVar = {"description": FEW_LINES}


class SubjectForm(forms.ModelForm[Subject]):
    class Meta:
        model = Subject
        fields: ClassVar = ["name", "mandate", "four_eyes"]
        help_texts: ClassVar = {
            "mandate": gettext_lazy(
                "An answer about this goes to the citizen without a look of the webcare team."
            ),
            "four_eyes": gettext_lazy(
                "Such an answer leaves after a colleague of the department found it good."
            ),
        }


class CannedAnswerForm(forms.ModelForm[CannedAnswer]):
    class Meta:
        model = CannedAnswer
        fields: ClassVar = ["title", "text"]
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 8})}
        help_texts: ClassVar = {
            "title": gettext_lazy("By which you and your colleagues find it."),
            "text": gettext_lazy("You can still change it in each answer."),
        }


class AbsenceForm(forms.ModelForm[Absence]):
    """For ``instance.person``, as ``by`` may fill it in."""

    class Meta:
        model = Absence
        fields: ClassVar = ["first_day", "last_day", "deputy"]
        widgets: ClassVar = {
            "first_day": forms.DateInput(attrs=DATE, format=DAY),
            "last_day": forms.DateInput(attrs=DATE, format=DAY),
        }
        help_texts: ClassVar = {
            "last_day": gettext_lazy("Leave it empty when you do not know it yet."),
        }

    def __init__(self, by: User, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not self.instance.pk:
            self.initial["first_day"] = timezone.localdate()
        person = self.instance.person
        field: Any = self.fields["deputy"]
        field.queryset = deputies(person)
        field.choices = _grouped(person)
        field.help_text = _covers(person, by)


def _covers(person: User, by: User) -> str:
    """For which departments the deputy stands in, and for which not."""
    theirs = list(person.departments.values_list("name", flat=True))
    covered = list(entrusted(person, by).values_list("name", flat=True))
    if not covered:
        return ""
    said = _("Sees and answers the questions of %(departments)s meanwhile.") % {
        "departments": ", ".join(covered)
    }
    if beyond := [name for name in theirs if name not in covered]:
        more = _("Not those of %(departments)s: you do not look after that.")
        said = f"{said} {more % {'departments': ', '.join(beyond)}}"
    return said


def _grouped(person: User) -> list[Any]:
    """Close colleagues first: they know the work."""
    close = set(deputies(person).filter(departments__in=person.departments.all()))
    everyone = list(deputies(person))
    groups = [
        (_("Same department"), [one for one in everyone if one in close]),
        (_("Other departments"), [one for one in everyone if one not in close]),
    ]
    named = [(name, [(one.pk, str(one)) for one in people]) for name, people in groups if people]
    return [("", _("nobody")), *named]
