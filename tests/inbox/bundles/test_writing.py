"""What stands beside the one answer of a bundle while it is written, and before it goes."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from inbox import actions, crisis
from inbox.crisis import line
from inbox.models import Bundle
from tests.factories import AccountFactory, ConversationFactory
from tests.inbox.browsing import page_of
from webcare.models import User

pytestmark = pytest.mark.django_db

ELSEWHERE = "Stuur ons een e-mail, dan kijken wij ernaar."
LINE = "Om 18 uur is er weer stroom."


def made(by: User, *, private: bool = False) -> Bundle:
    account = AccountFactory()
    rows = [ConversationFactory(account=account, private=private) for _one in range(2)]
    bundle: Bundle = actions.gather(rows, by, title="Stroomstoring")
    return bundle


def words_of(page: str) -> str:
    """What stands in the field."""
    [text] = re.findall(r"<textarea[^>]*name=\"text\"[^>]*>\s*([^<]*)</textarea>", page)
    return str(text)


# What to think of before it goes ------------------------------------------------------------------


@pytest.mark.parametrize("private", [False, True])
def test_answer_that_sends_citizens_elsewhere_in_public_says_so_before_it_goes(
    agent: Client, anouk: User, private: bool
) -> None:
    bundle = made(anouk, private=private)
    actions.write_together(bundle, ELSEWHERE, anouk)
    page = page_of(agent, f"/bundels/{bundle.pk}/")
    assert page.count('data-testid="gets"') == 2
    assert ('data-testid="sends-elsewhere"' in page) is not private


def test_shorter_version_is_looked_at_too(agent: Client, anouk: User) -> None:
    bundle = made(anouk)
    actions.write_together(bundle, LINE, anouk, shorter=ELSEWHERE)
    assert 'data-testid="sends-elsewhere"' in page_of(agent, f"/bundels/{bundle.pk}/")


def test_harder_words_are_said_in_plainer_ones(agent: Client, anouk: User) -> None:
    bundle = made(anouk)
    words = "Indien u dit wenst, dienen wij tevens een verzoek in bij de gemeente."
    actions.write_together(bundle, words, anouk)
    advised = page_of(agent, f"/bundels/{bundle.pk}/").partition('id="plain-list"')[2]
    assert "indien" in advised.partition("</ul>")[0]


def test_what_nobody_gets_is_not_advised_about(agent: Client, anouk: User, bas: User) -> None:
    bundle = made(anouk)
    for entry in bundle.entries.select_related("conversation"):
        actions.claim(entry.conversation, bas)
    actions.write_together(bundle, ELSEWHERE, anouk)
    page = page_of(agent, f"/bundels/{bundle.pk}/")
    assert 'data-testid="cannot-go"' in page
    assert 'data-testid="sends-elsewhere"' not in page


# What we say about a crisis -----------------------------------------------------------------------


def test_line_of_the_crisis_is_offered_and_put_in_for_who_asks(
    agent: Client, anouk: User, lena: User
) -> None:
    bundle = made(anouk)
    address = f"/bundels/{bundle.pk}/"
    assert 'data-testid="bundle-pinned"' not in page_of(agent, address)
    lasts = crisis.begin("Stroomstoring", lena, lines={"nl": LINE})
    page = page_of(agent, address)
    assert (LINE in page, words_of(page)) == (True, "")
    assert f'href="{address}?line=nl#write"' in page
    assert words_of(page_of(agent, address, line="nl")) == LINE
    assert words_of(page_of(agent, address, line="en")) == ""
    crisis.end(lasts, lena)
    assert words_of(page_of(agent, address, line="nl")) == ""


def test_page_that_is_open_gets_a_new_line_and_keeps_what_is_written(
    agent: Client, anouk: User, lena: User
) -> None:
    bundle = made(anouk)
    address = f"/bundels/{bundle.pk}/"
    [looks] = re.findall(r'<div id="bundle-line" ([^>]*)>', page_of(agent, address))
    assert f'hx-get="{address}"' in looks
    assert "sse:crisis" in looks
    lasts = crisis.begin("Stroomstoring", lena, lines={"nl": "Wij zoeken het uit."})
    line.say(lasts, {"nl": LINE}, lena)
    part = page_of(agent, address, target="bundle-line")
    assert (LINE in part, "Wij zoeken" in part, "<textarea" in part) == (True, False, False)


def test_line_takes_the_place_of_an_answer_that_stands_there_only_for_who_asks(
    agent: Client, anouk: User, lena: User
) -> None:
    """Who typed something can put it back."""
    bundle = made(anouk)
    actions.write_together(bundle, "Wij zoeken het uit.", anouk)
    crisis.begin("Stroomstoring", lena, lines={"nl": LINE})
    address = f"/bundels/{bundle.pk}/"
    plain, asked = page_of(agent, address), page_of(agent, address, line="nl")
    assert (words_of(plain), words_of(asked)) == ("Wij zoeken het uit.", LINE)
    assert ("data-undo-do" in plain, "data-undo-do" in asked) == (False, True)


def test_who_looks_along_is_offered_no_line(
    client: Client, anouk: User, otto: User, lena: User
) -> None:
    bundle = made(anouk)
    crisis.begin("Stroomstoring", lena, lines={"nl": LINE})
    client.force_login(otto)
    assert 'data-testid="bundle-pinned"' not in page_of(client, f"/bundels/{bundle.pk}/")
