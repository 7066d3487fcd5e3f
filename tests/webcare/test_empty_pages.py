"""A page with nothing on it says so, and leads on to one other."""

from __future__ import annotations

import re
from typing import Any

import pytest

from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "page", "onward"),
    [
        ("bram", "/vragen/", ["/afdelingen/afwezig/"]),
        ("bram", "/vragen/anderen/", ["/vragen/"]),
        ("bram", "/vragen/anderen/?q=ooievaar", ["/vragen/anderen/"]),
        ("anouk", "/post/", ["/post/?show=taken"]),
        ("anouk", "/post/?show=bounce", ["/post/"]),
        ("fatma", "/kanalen/", ["/kanalen/koppelen/"]),
        ("lena", "/kanalen/", []),  # an administrator connects channels
        ("fatma", "/afdelingen/", ["/afdelingen/nieuw/"]),
        ("lena", "/afdelingen/", []),
        ("fatma", "/regels/", ["/regels/nieuw/"]),
        ("lena", "/regels/", []),
        ("lena", "/doorzettingen/?days=7", ["/doorzettingen/?days=90"]),
        ("lena", "/doorzettingen/?days=90", ["/inbox/"]),
        ("fatma", "/doorzettingen/?days=90", []),  # she has no inbox
    ],
)
def test_empty_page_leads_on(
    request: pytest.FixtureRequest, as_user: Any, who: str, page: str, onward: list[str]
) -> None:
    user: User = request.getfixturevalue(who)
    shown = as_user(user).get(page).content.decode()
    _before, found, rest = shown.partition('<div class="empty"')
    assert found
    assert re.findall('<a [^>]*href="(.*?)"', rest.partition("</div>")[0]) == onward
