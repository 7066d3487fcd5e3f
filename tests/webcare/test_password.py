"""Choosing a password of one's own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import PASSWORD
from webcare.models import User

pytestmark = pytest.mark.django_db

NEW = "nieuw-en-lang-genoeg-7"


def test_new_password_takes_the_place_of_the_old(as_user: Any, anouk: User) -> None:
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    response = as_user(anouk).post("/login/password/", given)
    anouk.refresh_from_db()
    assert response.status_code == 302
    assert anouk.check_password(NEW)


@pytest.mark.parametrize("bad", ["kort", ""])
def test_bad_password_is_refused_at_its_field(as_user: Any, anouk: User, bad: str) -> None:
    given = {"oldpassword": PASSWORD, "password1": bad, "password2": bad}
    response = as_user(anouk).post("/login/password/", given)
    anouk.refresh_from_db()
    assert 'aria-invalid="true"' in response.content.decode()
    assert anouk.check_password(PASSWORD)
