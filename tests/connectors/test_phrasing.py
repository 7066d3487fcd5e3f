"""From what somebody wants to hear of to a platform's own query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import registry
from connectors.base import Unsearchable, Wanted
from connectors.simulator.world import World
from connectors.simulator.x.search import Query

X = registry.connector_class("x")
INSTAGRAM = registry.connector_class("instagram")
ENTERPRISE = frozenset({"enterprise"})

texts = st.text(max_size=20)
several = st.lists(texts, max_size=4).map(tuple)


def refusal(wanted: Wanted) -> str:
    with pytest.raises(Unsearchable) as caught:
        X.phrase(wanted)
    return str(caught.value)


@pytest.mark.parametrize(
    ("wanted", "query"),
    [
        (Wanted(words=("afval",)), "afval"),
        (Wanted(words=("grof vuil", "gratis")), '"grof vuil" gratis'),
        (Wanted(one_of=("afval", "zwerfvuil")), "(afval OR zwerfvuil)"),
        (Wanted(one_of=("afval",)), "afval"),
        (Wanted(words=("afval",), places=("Noord", "De Brink")), 'afval (Noord OR "De Brink")'),
        (Wanted(words=("afval",), none_of=("vacature", "te koop")), 'afval -vacature -"te koop"'),
        (Wanted(hashtag="#kermis", language="nl"), "#kermis lang:nl"),
        (Wanted(words=("@iemand",)), "@iemand"),
        (Wanted(words=("OR", "afval")), '"OR" afval'),
        (Wanted(words=('(een "val")',)), '"(een val )"'),
    ],
)  # fmt: skip
def test_fields_become_a_query_of_x(wanted: Wanted, query: str) -> None:
    assert X.phrase(wanted, own=["GemVoorbeeld"]) == f"{query} -is:retweet -from:GemVoorbeeld"


@given(words=several, one_of=several, places=several, none_of=several)
def test_whatever_is_filled_in_x_understands_the_query(
    words: tuple[str, ...],
    one_of: tuple[str, ...],
    places: tuple[str, ...],
    none_of: tuple[str, ...],
) -> None:
    try:
        query = X.phrase(Wanted(words, one_of, places, none_of), own=["GemVoorbeeld"])
    except Unsearchable:
        return
    assert len(query) <= 512
    Query(World(), query).parse()


@given(texts)
def test_no_word_smuggles_an_operator_in(word: str) -> None:
    try:
        query = X.phrase(Wanted(words=("afval", word)))
    except Unsearchable:
        return
    unquoted = "".join(query.split('"')[::2])
    assert "(" not in unquoted
    assert ":" not in unquoted.replace("-is:retweet", "").replace("from:", "")


@pytest.mark.parametrize("word", ["url:voorbeeld.nl", "to:iemand", "-context:12.3", "list:1"])
def test_operators_are_refused_by_name(word: str) -> None:
    assert word in refusal(Wanted(words=("afval", word)))


def test_something_has_to_be_in_it() -> None:
    assert refusal(Wanted(none_of=("vacature",), language="nl"))


def test_hashtag_of_digits_is_none() -> None:
    assert "2026" in refusal(Wanted(hashtag="2026"))


def test_query_is_as_long_as_the_plan_allows() -> None:
    wanted = Wanted(one_of=tuple(f"straatnaam{number}" for number in range(40)))
    assert "512" in refusal(wanted)
    assert 512 < len(X.phrase(wanted, ENTERPRISE)) <= 1024


def test_instagram_takes_one_hashtag() -> None:
    assert INSTAGRAM.phrase(Wanted(hashtag="#Kermis", language="nl")) == "#kermis"
    for wanted in (Wanted(words=("afval",), hashtag="kermis"), Wanted(hashtag="twee woorden")):
        with pytest.raises(Unsearchable):
            INSTAGRAM.phrase(wanted)
