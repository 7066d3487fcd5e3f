"""The form of the page, in the order in which it is shown."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

from inbox.approving import may_check
from inbox.signing import SIGNATURE as SIGNATURE_RULE
from webcare.models import User

CHOICES = ("language", "appearance", "contrast", "density", "motion")
WORK = ("shortcuts", "opens_next")
NOTIFICATIONS = ("notifications", "sound", "notify_text")
SIGNATURE = "signature"
CHECK = "notify_check"
SIGNAL = "notify_signals"
SIGNALS = ("signals_mail", "signals_at_night")
ABOUT = ("notify_danger", "notify_mention", "notify_mine", "notify_new", CHECK, SIGNAL)


class PreferencesForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = (*CHOICES, *WORK, SIGNATURE, *NOTIFICATIONS, *ABOUT, "duty", *SIGNALS)
        widgets: ClassVar = dict.fromkeys((*CHOICES, "duty"), forms.RadioSelect)
        help_texts: ClassVar = {
            "language": _("Of the pages, and of mail to you."),
            "density": _("How much of the queue fits on the screen."),
            "shortcuts": _("Such as j and k for the next and the previous conversation."),
            "opens_next": _("After you answered or closed one."),
            "signature": _("Under your answers, on channels that sign. Such as ^AB."),
            "notifications": _("On this screen while Webcare is open, and on your own devices."),
            "signals_mail": _("Once for each, while it goes on, in service hours."),
            "signals_at_night": _("Many people, and many times the usual. By mail and on devices."),
            "notify_text": _("Otherwise a notification says only that there is something."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.has_perm("inbox.view_conversation"):
            for name in (*NOTIFICATIONS, *ABOUT, "duty"):
                del self.fields[name]
        if not self.instance.has_perm("warnings.change_signal"):
            for name in {SIGNAL, *SIGNALS} & {*self.fields}:
                del self.fields[name]
        if CHECK in self.fields and not may_check(self.instance):
            del self.fields[CHECK]
        if self.instance.has_perm("inbox.work_conversation"):
            self.initial[SIGNATURE] = self.instance.sign
        else:
            del self.fields[SIGNATURE]
        for name in {*CHOICES, "duty"} & {*self.fields}:
            field: Any = self.fields[name]
            field.choices = [each for each in field.choices if each not in BLANK_CHOICE_DASH]

    def clean_signature(self) -> str:
        """With one ^ before it; empty for the initials, which were proposed."""
        given = f"^{self.cleaned_data[SIGNATURE].strip().lstrip('^')}"
        if given in {"^", f"^{self.instance.initials}"}:
            return ""
        if not SIGNATURE_RULE.fullmatch(given):
            raise forms.ValidationError(_("At most seven letters or digits, such as ^AB."))
        taken = User.objects.filter(is_active=True, signature__iexact=given)
        if other := taken.exclude(pk=self.instance.pk).first():
            raise forms.ValidationError(_("%(name)s signs so already.") % {"name": other})
        return given

    def group(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    @property
    def looks(self) -> list[forms.BoundField]:
        return self.group(CHOICES)

    @property
    def work(self) -> list[forms.BoundField]:
        return self.group(WORK)

    @property
    def signals(self) -> list[forms.BoundField]:
        return self.group(SIGNALS)

    @property
    def about(self) -> list[forms.BoundField]:
        return self.group(ABOUT)
