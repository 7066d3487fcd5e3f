"""What somebody without an account fills in: the same, and who they are."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from routing.forms.answers import AnswerForm, AskForm, HandBackForm

LONGEST_NAME = 100


class Named(forms.Form):
    """Who answers. We cannot check it: the mailbox of the department is told."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name, so that we know who answers.")},
    )


class LinkAnswerForm(Named, AnswerForm):
    field_order = ("text", "name")


class LinkClaimForm(Named):
    """They are on it."""


class LinkHandBackForm(Named, HandBackForm):
    field_order = ("reason", "suggestion", "name")


class LinkAskForm(Named, AskForm):
    field_order = ("text", "name")
