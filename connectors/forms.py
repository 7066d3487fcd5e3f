"""Entering an account's credentials: written, never read back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from connectors import registry
from connectors.models import Account
from connectors.secrets import Secrets

KEPT = _("Leave empty to keep what is stored.")


class AccountForm(forms.ModelForm[Account]):
    """An account with one field for each secret its platform asks for.

    Stored secrets are never shown; an empty field keeps them.
    """

    class Meta:
        model = Account
        fields = ("kind", "name", "external_id", "handle", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "kind" in self.fields:  # not for who may only look
            self.fields["kind"].disabled = True
        for name, field in secret_fields(self.instance).items():
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.instance.pk:
            return cleaned
        for wanted in self.instance.connector_class.credential_fields:
            given = cleaned.get(f"secret_{wanted.name}") or self.instance.credentials.get(
                wanted.name
            )
            if wanted.required and not given:
                self.add_error(f"secret_{wanted.name}", _("This is needed to connect."))
        return cleaned

    def save(self, commit: bool = True) -> Account:
        given = {
            name.removeprefix("secret_"): value.strip()
            for name, value in self.cleaned_data.items()
            if name.startswith("secret_") and value
        }
        if given:
            self.instance.credentials = Secrets({**self.instance.credentials, **given})
        return super().save(commit)

    @property
    def changed_secrets(self) -> bool:
        return any(name.startswith("secret_") for name in self.changed_data)


def secret_fields(account: Account | None) -> dict[str, forms.CharField]:
    """A password field for each credential; none before the platform is chosen."""
    if account is None or not account.pk:
        return {}
    return {
        f"secret_{wanted.name}": forms.CharField(
            label=wanted.label,
            required=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
            help_text=KEPT if wanted.name in account.credentials else wanted.help,
        )
        for wanted in registry.connector_class(account.kind).credential_fields
    }
