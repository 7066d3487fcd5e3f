"""Entering credentials: written, never read back. And what an account has, and may cost."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from connectors import listening, pace, registry
from connectors.base import CredentialField
from connectors.models import Account, App
from connectors.secrets import Secrets

KEPT = _("Leave empty to keep what is stored.")
NEEDED = _("This is needed to connect.")
PREFIX = "secret_"
LATER = (
    "app",
    "features",
    "signed",
    "daily_ceiling",
    "search_ceiling",
)  # once the platform is known


def secret_fields(account: Account | None) -> dict[str, forms.CharField]:
    """A password field for each credential; none before the platform is chosen."""
    if account is None or not account.pk:
        return {}
    wanted = registry.connector_class(account.kind).credential_fields
    return _password_fields(wanted, account.credentials)


def app_fields(app: App | None) -> dict[str, forms.CharField]:
    """The same for an app; without those that we make up ourselves."""
    if app is None or not app.kind:
        return {}
    asked = [field for field in app.gateway_class.credential_fields if not field.ours]
    return _password_fields(asked, app.credentials)


def _password_fields(
    wanted: Iterable[CredentialField], stored: Mapping[str, str]
) -> dict[str, forms.CharField]:
    return {
        f"{PREFIX}{field.name}": forms.CharField(
            label=field.label,
            required=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
            help_text=KEPT if field.name in stored else field.help,
        )
        for field in wanted
    }


class _WithSecrets:
    """What both forms share. Stored secrets are never shown; an empty field keeps them."""

    cleaned_data: dict[str, Any]
    changed_data: list[str]
    instance: Any

    def given(self) -> dict[str, str]:
        return {
            name.removeprefix(PREFIX): value.strip()
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX) and value
        }

    def lacking(self, wanted: Iterable[CredentialField]) -> list[str]:
        """Names of the form's fields that were not filled in and are not stored either."""
        have = {**self.instance.credentials, **self.given()}
        return [
            f"{PREFIX}{field.name}"
            for field in wanted
            if field.required and not field.ours and not have.get(field.name)
        ]

    @property
    def changed_secrets(self) -> bool:
        return any(name.startswith(PREFIX) for name in self.changed_data)


def _feature_choices(account: Account) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("What it has"),
        choices=[(each.name, each.label) for each in account.connector_class.features],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class AccountForm(_WithSecrets, forms.ModelForm[Account]):
    """An account with one field for each secret its platform asks for."""

    class Meta:
        model = Account
        fields = (
            "kind",
            "name",
            "external_id",
            "handle",
            "active",
            "app",
            "features",
            "signed",
            "daily_ceiling",
            "search_ceiling",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            for name in LATER:
                self.fields.pop(name, None)
        elif "kind" in self.fields:  # not for who may only look
            self.fields["kind"].disabled = True
            self.fields["features"] = _feature_choices(self.instance)
        self.fields.update(secret_fields(self.instance))

    def clean(self) -> dict[str, Any]:
        self.cleaned_data = super().clean() or {}
        if self.instance.pk and not self.instance.app_id:
            for name in self.lacking(self.instance.connector_class.credential_fields):
                self.add_error(name, NEEDED)
        return self.cleaned_data

    def save(self, commit: bool = True) -> Account:
        if given := self.given():
            self.instance.credentials = Secrets({**self.instance.credentials, **given})
        return super().save(commit)


class AppForm(_WithSecrets, forms.ModelForm[App]):
    """An app with one field for each secret its platform gives it."""

    class Meta:
        model = App
        fields = ("name", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fields.pop("active", None)
        self.fields.update(app_fields(self.instance))

    def clean(self) -> dict[str, Any]:
        self.cleaned_data = super().clean() or {}
        for name in self.lacking(self.instance.gateway_class.credential_fields):
            self.add_error(name, NEEDED)
        return self.cleaned_data

    def save(self, commit: bool = True) -> App:
        made_up = {
            field.name: secrets.token_urlsafe(24)
            for field in self.instance.gateway_class.credential_fields
            if field.ours
        }
        stored = self.instance.credentials
        self.instance.credentials = Secrets({**made_up, **stored, **self.given()})
        return super().save(commit)


class ChannelForm(forms.ModelForm[Account]):
    """What the account has on its platform, one checkbox each, whether answers are signed, and what
    it may cost in a day."""

    class Meta:
        model = Account
        fields = ("signed", "daily_ceiling", "search_ceiling")
        localized_fields = ("daily_ceiling", "search_ceiling")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "channel-%s", **kwargs})
        platform = self.instance.connector_class
        if not platform.costs:
            del self.fields["daily_ceiling"]
        if not (platform.costs and platform.listens):
            del self.fields["search_ceiling"]
        for feature in platform.features:
            self.fields[f"feature_{feature.name}"] = forms.BooleanField(
                label=feature.label,
                help_text=feature.help,
                required=False,
                initial=feature.name in self.instance.features,
            )

    @property
    def feature_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("feature_")]

    def clean_daily_ceiling(self) -> Any:
        return _not_negative(self.cleaned_data["daily_ceiling"])

    def clean_search_ceiling(self) -> Any:
        return _not_negative(self.cleaned_data["search_ceiling"])

    def save(self, commit: bool = True) -> Account:
        self.instance.features = [
            name.removeprefix("feature_")
            for name, chosen in self.cleaned_data.items()
            if name.startswith("feature_") and chosen
        ]
        self.instance.save(update_fields=["features", "signed"])
        if "daily_ceiling" in self.changed_data:
            pace.raise_ceiling(self.instance, self.cleaned_data["daily_ceiling"])
        if "search_ceiling" in self.changed_data:
            listening.raise_ceiling(self.instance, self.cleaned_data["search_ceiling"])
        return self.instance


def _not_negative(dollars: Any) -> Any:
    if dollars is not None and dollars < 0:
        raise forms.ValidationError(_("Not less than nothing."))
    return dollars
