"""Roles: they follow the table, and an administrator gives no more than roles."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token

from tests.factories import PASSWORD
from webcare.models import User
from webcare.roles import ROLES, STAFF_ROLES, give_role, sync_roles

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "nieuw-lang-wachtwoord"


def _permissions(role: str) -> set[str]:
    found = Permission.objects.filter(group__name=role).select_related("content_type")
    return {f"{one.content_type.app_label}.{one.codename}" for one in found}


@pytest.fixture
def administrator(client: Client, fatma: User) -> Client:
    client.force_login(fatma)
    return client


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root", password=PASSWORD)


def _change(user: User, **given: Any) -> tuple[str, dict[str, Any]]:
    """Where a person is changed, and the form as it is filled in."""
    form = {"username": user.username, "first_name": "", "last_name": "", "email": ""}
    address = reverse("admin:webcare_user_change", args=[user.pk])
    return address, {**form, "is_active": "on", **given}


# The table ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_role_has_the_permissions_of_the_table(role: str) -> None:
    assert _permissions(role) == set(ROLES[role])


def test_migrate_brings_a_changed_role_back() -> None:
    Group.objects.get(name="Observer").permissions.add(
        Permission.objects.get(codename="change_user")
    )
    Group.objects.get(name="Agent").delete()
    sync_roles()
    assert _permissions("Observer") == set(ROLES["Observer"])
    assert _permissions("Agent") == set(ROLES["Agent"])


def test_nobody_deletes_what_was_said(db: None) -> None:
    deletes = {one for wanted in ROLES.values() for one in wanted if ".delete_" in one}
    assert not any(one.startswith(("inbox.", "connectors.")) for one in deletes)


def test_roles_add_up(anouk: User) -> None:
    give_role(anouk, "Official")
    anouk = User.objects.get()
    assert anouk.has_perms(["inbox.work_conversation", "routing.answer_referral"])


@pytest.mark.parametrize("role", ROLES)
def test_only_roles_with_work_in_the_admin_may_enter_it(chris: User, role: str) -> None:
    give_role(chris, role)
    assert User.objects.get().is_staff is (role in STAFF_ROLES)


# The administrator -------------------------------------------------------------------------------


def test_administrator_gives_a_role_and_takes_it_back(administrator: Client, chris: User) -> None:
    lead = Group.objects.get(name="Team lead").pk
    for groups, expected in ([lead], True), ([], False):
        address, form = _change(chris, groups=groups)
        assert administrator.post(address, form).status_code == 302
        chris.refresh_from_db()
        assert (chris.is_staff, chris.groups.exists()) == (expected, expected)


def test_administrator_makes_a_colleague(administrator: Client) -> None:
    given = {"username": "nieuw", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    administrator.post(reverse("admin:webcare_user_add"), {**given, "usable_password": "true"})
    assert User.objects.get(username="nieuw").check_password(NEW_PASSWORD)


@pytest.mark.parametrize("weak", ["elf-tekens!", "password1234", "nieuwecollega"])
def test_colleague_gets_no_weak_password(administrator: Client, weak: str) -> None:
    given = {"username": "nieuwecollega", "password1": weak, "password2": weak}
    page = administrator.post(reverse("admin:webcare_user_add"), given)
    assert page.status_code == 200
    assert not User.objects.filter(username="nieuwecollega").exists()


def test_administrator_makes_no_superuser(administrator: Client, chris: User) -> None:
    rights = list(Permission.objects.values_list("pk", flat=True))
    address, form = _change(chris, is_superuser="on", is_staff="on", user_permissions=rights)
    administrator.post(address, form)
    chris = User.objects.get(pk=chris.pk)
    assert not chris.is_superuser
    assert not chris.is_staff
    assert not chris.user_permissions.exists()


def test_administrator_makes_no_new_superuser(administrator: Client) -> None:
    given = {"username": "nieuw", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    switches = {"is_superuser": "on", "is_staff": "on", "usable_password": "true"}
    administrator.post(reverse("admin:webcare_user_add"), given | switches)
    made = User.objects.get(username="nieuw")
    assert (made.is_superuser, made.is_staff) == (False, False)


def test_administrator_changes_nothing_of_a_superuser(administrator: Client, root: User) -> None:
    address, form = _change(root, email="mine@example.org")
    assert administrator.post(address, form).status_code == 404
    root.refresh_from_db()
    assert root.email == ""


def test_administrator_does_not_take_a_superusers_password(
    administrator: Client, root: User
) -> None:
    address = reverse("admin:auth_user_password_change", args=[root.pk])
    given = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}
    assert administrator.post(address, given).status_code == 404
    root.refresh_from_db()
    assert root.check_password(PASSWORD)


def test_administrator_makes_no_token_of_a_superuser(administrator: Client, root: User) -> None:
    administrator.post(reverse("admin:authtoken_tokenproxy_add"), {"user": root.pk})
    assert not hasattr(User.objects.get(pk=root.pk), "auth_token")


def test_token_is_shown_once(administrator: Client, chris: User) -> None:
    address = reverse("admin:authtoken_tokenproxy_add")
    made = administrator.post(address, {"user": chris.pk}, follow=True).content.decode()
    key = Token.objects.get(user=chris).key
    again = administrator.get(reverse("admin:authtoken_tokenproxy_changelist")).content.decode()
    assert key in made
    assert key not in again


def test_administrator_does_not_change_what_a_role_may(administrator: Client) -> None:
    group = Group.objects.get(name="Administrator")
    address = reverse("admin:auth_group_change", args=[group.pk])
    assert administrator.post(address, {"name": "Administrator"}).status_code == 404
    assert _permissions("Administrator") == set(ROLES["Administrator"])


def test_superuser_has_every_switch(client: Client, root: User, chris: User) -> None:
    client.force_login(root)
    address, form = _change(chris, is_superuser="on", date_joined_0="2026-11-18")
    client.post(address, {**form, "date_joined_1": "12:00:00"})
    assert User.objects.get(pk=chris.pk).is_superuser


def test_migrations_are_complete() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
