"""Credentials: encrypted where they lie, and shown nowhere."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as django_settings
from django.core import serializers
from django.core.checks import run_checks
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.debug import ExceptionReporter

from connectors.models import Account
from connectors.secrets import Secrets, Undecipherable, decrypt
from tests.factories import AccountFactory
from webcare.models import User

pytestmark = pytest.mark.django_db

TOKEN, SECRET = "geheim-token-123", "geheim-wachtwoord-456"
CREDENTIALS = {"access_token": TOKEN, "client_secret": SECRET}


@pytest.fixture
def connected(db: None) -> Account:
    AccountFactory(kind="x", credentials=CREDENTIALS)
    return Account.objects.get()


@pytest.fixture
def administrator(client: Client, fatma: User) -> Client:
    client.force_login(fatma)
    return client


def _column() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM connectors_account")
        return str(cursor.fetchone()[0])


def _assert_hidden(shown: str) -> None:
    assert shown
    assert TOKEN not in shown
    assert SECRET not in shown


# At rest -----------------------------------------------------------------------------------------


def test_database_holds_no_secret_anyone_can_read(connected: Account) -> None:
    _assert_hidden(_column())


def test_secrets_come_back_as_they_were_stored(connected: Account) -> None:
    assert dict(connected.credentials) == CREDENTIALS
    assert dict(connected.connect().connection.vault.read()) == CREDENTIALS


def test_account_without_credentials_stores_nothing(account: Account) -> None:
    assert _column() == ""
    assert Account.objects.get().credentials == {}


def test_same_secrets_are_never_the_same_in_the_database(connected: Account) -> None:
    before = _column()
    connected.save()
    assert _column() != before


# Keys --------------------------------------------------------------------------------------------


def test_new_key_in_front_reads_what_the_old_one_wrote(connected: Account, settings: Any) -> None:
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode(), *django_settings.CREDENTIAL_KEYS]
    assert dict(Account.objects.get().credentials) == CREDENTIALS


def test_what_is_saved_again_is_under_the_new_key(connected: Account, settings: Any) -> None:
    new = Fernet.generate_key().decode()
    settings.CREDENTIAL_KEYS = [new, *django_settings.CREDENTIAL_KEYS]
    Account.objects.get().save()
    settings.CREDENTIAL_KEYS = [new]
    assert dict(Account.objects.get().credentials) == CREDENTIALS


@pytest.fixture
def lost_key(connected: Account, settings: Any) -> None:
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]


def test_lost_key_says_which_setting_it_is_about(lost_key: None) -> None:
    with pytest.raises(Undecipherable, match="WEBCARE_CREDENTIAL_KEYS"):
        decrypt(_column())


def test_lost_key_is_found_by_the_checks(connected: Account, lost_key: None) -> None:
    [error] = run_checks(databases=["default"])
    assert error.id == "webcare.E001"
    assert connected.name in error.msg


def test_known_key_is_no_trouble_to_the_checks(connected: Account) -> None:
    assert run_checks(databases=["default"]) == []


def test_secret_written_past_the_field_is_found_by_the_checks(connected: Account) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE connectors_account SET credentials = %s", [TOKEN])
    [error] = run_checks(databases=["default"])
    assert error.id == "webcare.E001"
    _assert_hidden(str(error))


def test_lost_key_leaves_the_channels_page_standing(lost_key: None, administrator: Client) -> None:
    assert administrator.get("/kanalen/").status_code == 200


def test_saving_an_account_keeps_what_a_lost_key_locked(lost_key: None) -> None:
    before = _column()
    account = Account.objects.get()
    account.name = "Nieuwe naam"
    account.save()
    assert _column() == before


# Shown nowhere -----------------------------------------------------------------------------------


@pytest.mark.parametrize("show", [repr, str, "{}".format, "%s".__mod__])
def test_secrets_show_their_names_only(show: Any) -> None:
    _assert_hidden(show(Secrets(CREDENTIALS)))
    assert "access_token" in show(Secrets(CREDENTIALS))


def test_log_line_shows_no_secret(connected: Account, caplog: Any) -> None:
    logging.getLogger("connectors").warning("%s %r", connected.credentials, connected)
    _assert_hidden(caplog.text)


def test_connection_shows_no_secret(connected: Account) -> None:
    _assert_hidden(repr(connected.connect().connection))


def test_exported_account_shows_no_secret(connected: Account) -> None:
    _assert_hidden(serializers.serialize("json", [connected]))


@pytest.mark.parametrize("name", ["changelist", "change", "history"])
def test_admin_shows_no_secret(connected: Account, administrator: Client, name: str) -> None:
    arguments = [] if name == "changelist" else [connected.pk]
    page = administrator.get(reverse(f"admin:connectors_account_{name}", args=arguments))
    assert page.status_code == 200
    _assert_hidden(page.content.decode())


def test_admin_shows_no_secret_to_who_may_only_look(
    connected: Account, as_user: Any, lena: User
) -> None:
    address = reverse("admin:connectors_account_change", args=[connected.pk])
    page = as_user(lena).get(address)
    assert page.status_code == 200
    _assert_hidden(page.content.decode())
    assert 'type="password"' not in page.content.decode()


def test_refused_form_does_not_send_a_secret_back(
    connected: Account, administrator: Client
) -> None:
    address = reverse("admin:connectors_account_change", args=[connected.pk])
    page = administrator.post(address, {"name": "", "secret_access_token": "nieuw-geheim"})
    assert page.status_code == 200
    assert "nieuw-geheim" not in page.content.decode()


def _debug_page(account: Account) -> str:
    """The page of an error in a function that holds the account and its secrets."""

    def fails(account: Account, credentials: Any, vault: Any, read: Any) -> None:
        raise RuntimeError("broke")

    vault = account.connect().connection.vault
    try:
        fails(account, account.credentials, vault, vault.read())
    except RuntimeError:
        request = RequestFactory().get("/")
        return ExceptionReporter(request, *sys.exc_info()).get_traceback_html()
    raise AssertionError


@pytest.mark.parametrize("debug", [True, False])
def test_page_of_an_error_shows_no_secret(connected: Account, settings: Any, debug: bool) -> None:
    settings.DEBUG = debug
    page = _debug_page(connected)
    _assert_hidden(page)
    assert "Secrets(access_token, client_secret)" in page


def test_page_of_an_error_shows_no_secret_that_was_just_renewed(
    connected: Account, settings: Any
) -> None:
    settings.DEBUG = True
    vault = connected.connect().connection.vault
    vault.renew(vault.read(), lambda stale: {**stale, "access_token": "vers-geheim"})
    assert "vers-geheim" not in _debug_page(connected)
    assert Account.objects.get().credentials["access_token"] == "vers-geheim"


def test_page_of_an_error_shows_no_setting_that_is_a_secret(settings: Any) -> None:
    settings.DEBUG = True
    request = RequestFactory().get("/")
    page = ExceptionReporter(request, None, None, None).get_traceback_html()
    for secret in (settings.SECRET_KEY, settings.CREDENTIAL_KEYS[0]):
        assert secret not in page
