"""Files to learn from."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 20 * 1024 * 1024  # bytes


class FileForm(forms.Form):
    """A CSV file, read to text. ``cleaned_data["file"]``: its lines."""

    file = forms.FileField(
        label=_("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> list[str]:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB. Split it."))
        try:
            text: str = file.read().decode("utf-8-sig")
            return text.splitlines(keepends=True)
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                _("This is no text in UTF-8. Save the sheet as “CSV UTF-8”.")
            ) from error


class ExamplesForm(FileForm):
    """Examples or product words. ``replace``: in place of what is there."""

    prefix = "examples"
    MESSAGES, WORDS = "messages", "words"

    what = forms.ChoiceField(
        label=_("What is in it?"),
        choices=[
            (MESSAGES, _("messages and their department")),
            (WORDS, _("product words and their department")),
        ],
    )
    replace = forms.BooleanField(
        label=_("Replace what is there"),
        required=False,
        help_text=_("What colleagues corrected always stays."),
    )


class PlacesForm(FileForm):
    """Streets and neighbourhoods, always in place of what is there."""

    prefix = "places"
