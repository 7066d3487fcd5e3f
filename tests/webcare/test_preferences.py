"""Preferences: each person's own, on the page before it is painted, and in mail to them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from inbox.reminding import mailing
from inbox.reminding.letters import Kind
from inbox.reminding.people import Person
from inbox.reminding.things import Telling, Thing, read
from tests.factories import ConversationFactory
from webcare.models import User

pytestmark = pytest.mark.django_db

CHOSEN = {
    "language": "",
    "appearance": "dark",
    "contrast": "more",
    "density": "compact",
    "motion": "none",
    "opens_next": "on",
    "duty": "off",
}


def _html_tag(client: Client, **headers: str) -> str:
    page = client.get(reverse("preferences"), headers=headers).content.decode()
    return page[page.index("<html") : page.index("<meta charset")]


def test_what_is_chosen_stands_on_the_page(as_user: Any, anouk: User) -> None:
    client = as_user(anouk)
    assert client.post(reverse("preferences"), CHOSEN).status_code == 302
    tag = _html_tag(client)
    for name in ("appearance", "contrast", "density", "motion"):
        assert f'data-{name}="{CHOSEN[name]}"' in tag
    assert 'data-shortcuts="off"' in tag


def test_nothing_chosen_leaves_it_to_the_device(as_user: Any, anouk: User) -> None:
    client = as_user(anouk)
    assert "data-" not in _html_tag(client)
    assert 'media="(prefers-color-scheme: dark)"' in client.get(reverse("inbox")).content.decode()


@pytest.mark.parametrize(("appearance", "named"), [("light", 0), ("dark", 1)])
def test_who_chose_gets_that_sheet_on_every_device(
    as_user: Any, anouk: User, appearance: str, named: int
) -> None:
    User.objects.update(appearance=appearance)
    page = as_user(anouk).get(reverse("inbox")).content.decode()
    assert page.count("voorbeeld-dark.css") == named
    assert "prefers-color-scheme" not in page


def test_own_language_goes_before_that_of_the_browser(as_user: Any, anouk: User) -> None:
    User.objects.update(language="en")
    assert 'lang="en"' in _html_tag(as_user(anouk), accept_language="nl")


def test_page_that_is_not_there_is_in_it_too(as_user: Any, anouk: User) -> None:
    User.objects.update(language="en")
    page = as_user(anouk).get("/no/such/page/", headers={"accept-language": "nl"})
    assert '<html lang="en"' in page.content.decode()


def test_language_of_the_menu_is_kept_with_the_person(as_user: Any, anouk: User) -> None:
    client = as_user(anouk)
    client.post(reverse("set_language"), {"language": "en"})
    client.cookies.pop("django_language", None)
    assert 'lang="en"' in _html_tag(client, accept_language="nl")


def test_language_that_is_not_there_is_not_kept(as_user: Any, anouk: User) -> None:
    as_user(anouk).post(reverse("set_language"), {"language": "xx"})
    anouk.refresh_from_db()
    assert anouk.language == ""


def test_one_persons_choice_is_not_anothers(as_user: Any, anouk: User, bas: User) -> None:
    as_user(anouk).post(reverse("preferences"), CHOSEN)
    assert "data-" not in _html_tag(as_user(bas))


def test_choice_that_does_not_exist_is_refused(as_user: Any, anouk: User) -> None:
    response = as_user(anouk).post(reverse("preferences"), {**CHOSEN, "appearance": "pink"})
    assert response.status_code == 422
    anouk.refresh_from_db()
    assert anouk.appearance == ""


def test_preferences_do_not_raise_anyone(as_user: Any, anouk: User) -> None:
    as_user(anouk).post(reverse("preferences"), {**CHOSEN, "is_superuser": "on", "username": "x"})
    anouk.refresh_from_db()
    assert (anouk.is_superuser, anouk.username) == (False, "anouk")


def test_who_has_no_inbox_keeps_what_is_told_later(as_user: Any, bram: User) -> None:
    as_user(bram).post(reverse("preferences"), CHOSEN)
    bram.refresh_from_db()
    assert (bram.appearance, bram.notify_danger, bram.duty) == ("dark", True, "")


def test_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get(reverse("preferences")).status_code == 302


def test_mail_is_in_the_language_of_each_reader(anouk: User, bas: User) -> None:
    User.objects.filter(pk=anouk.pk).update(email="anouk@gemeente.example", language="en")
    User.objects.filter(pk=bas.pk).update(email="bas@gemeente.example")
    thing = Thing("k", read(_hello), "/", ConversationFactory().pk, late=False, still=True)
    people = [Person("anouk@gemeente.example"), Person("bas@gemeente.example")]
    mailing.send(Kind.REMINDER, [Telling(thing, one) for one in people])
    bodies = {sent.to[0]: str(sent.body) for sent in mail.outbox}
    assert "Waits for the citizen:" in bodies["anouk@gemeente.example"]
    assert "Waits for the citizen:" not in bodies["bas@gemeente.example"]
    assert "Language" in bodies["anouk@gemeente.example"]
    assert "Taal" in bodies["bas@gemeente.example"]


def _hello() -> str:
    return gettext("Language")
