"""The form of the page, in the order in which it is shown."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

from webcare.models import User

CHOICES = ("language", "appearance", "contrast", "density", "motion")
WORK = ("shortcuts", "opens_next")
NOTIFICATIONS = ("notifications", "sound", "notify_text")
ABOUT = ("notify_danger", "notify_mine", "notify_new")


class PreferencesForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = (*CHOICES, *WORK, *NOTIFICATIONS, *ABOUT, "duty")
        widgets: ClassVar = dict.fromkeys((*CHOICES, "duty"), forms.RadioSelect)
        help_texts: ClassVar = {
            "language": _("Of the pages, and of mail to you."),
            "density": _("How much of the queue fits on the screen."),
            "shortcuts": _("Such as j and k for the next and the previous conversation."),
            "opens_next": _("After you answered or closed one."),
            "notifications": _("On this screen while Webcare is open, and on your own devices."),
            "notify_text": _("Otherwise a notification says only that there is something."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.has_perm("inbox.view_conversation"):
            for name in (*NOTIFICATIONS, *ABOUT, "duty"):
                del self.fields[name]
        for name in {*CHOICES, "duty"} & {*self.fields}:
            field: Any = self.fields[name]
            field.choices = [each for each in field.choices if each not in BLANK_CHOICE_DASH]

    def group(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def looks(self) -> list[forms.BoundField]:
        return self.group(CHOICES)

    @property
    def work(self) -> list[forms.BoundField]:
        return self.group(WORK)

    @property
    def about(self) -> list[forms.BoundField]:
        return self.group(ABOUT)
