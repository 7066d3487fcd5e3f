"""Which words of a search are somebody's name or account."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Unsearchable, Wanted
from connectors.x.phrasing import LONGEST, phrase
from inbox.searches.names import looks_like_a_name
from inbox.searches.people import named
from routing.models import Place
from tests.factories import AccountFactory, AuthorFactory

NAMES = [
    "Jan Jansen",
    "J. de Vries",
    "Fatima el Amrani",
    "Anne-Marie van der Berg",
    "Maria José Fictie",
    "Pieter van 't Hof-Bakker",
    "Karin Bos",
    "Noor van Dijk",
    "Piet Westerhof",
    "Eberhard van der Laan",
    "J.P. Fictie",
    "JAN JANSEN",
]
SUBJECTS = [
    "afval",
    "grof vuil",
    "Grote Markt",
    "Gemeente Voorbeeld",
    "Sinterklaas Intocht",
    "Wijk Noord",
    "Nieuwe Kerk",
    "De Brink",
    "afval Zuiderpark",
    "van de",
    "NOS Nieuws Vandaag Extra",
    "112",
    "Den Haag",
    "Willem de Kooningstraat",
    "Jan van Galenstraat",
    "Amsterdamse Bos",
    "Rotterdam Zuid",
    "Prins Bernhardhof",
    "Kermis op de Markt",
    "Openbare Ruimte",
    "Grof Vuil",
    "Zwerfvuil Kralingen",
    "GFT Container",
]


@pytest.mark.parametrize("words", NAMES)
def test_name_is_known(words: str) -> None:
    assert looks_like_a_name(words)


@pytest.mark.parametrize("words", SUBJECTS)
def test_subject_is_no_name(words: str) -> None:
    assert not looks_like_a_name(words)


@given(st.text(max_size=60))
def test_whatever_is_written_there_is_an_answer(words: str) -> None:
    assert looks_like_a_name(words) in (True, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "suspects"),
    [
        (Wanted(words=("afval", "Jan Jansen")), ["Jan Jansen"]),
        (Wanted(words=("Jan", "Jansen")), ["Jan Jansen"]),
        (Wanted(one_of=("Jan", "Jansen")), []),
        (Wanted(words=("@iemand",)), ["@iemand"]),
        (Wanted(one_of=("from:iemand", "afval")), ["from:iemand"]),
        (Wanted(words=("@GemVoorbeeld", "afval")), []),
        (Wanted(hashtag="#JanJansen"), ["Jan Jansen"]),
        (Wanted(hashtag="kermis", language="nl"), []),
        (Wanted(words=("afval",), none_of=("Jan Jansen", "@iemand")), []),
        (Wanted(places=("Anna Paulowna",)), []),
        (Wanted(words=("noor_voorbeeld",)), ["noor_voorbeeld"]),
        (Wanted(words=("noor van dijk",)), ["noor van dijk"]),
        (Wanted(words=("kermis",)), []),
        (Wanted(words=('"from:iemand"',)), ["from:iemand"]),
        (Wanted(words=('"@iemand"', "“Jan Jansen”")), ["@iemand", "Jan Jansen"]),
        (Wanted(words=("＠iemand", "@\u200biemand")), ["@iemand"]),
        (
            Wanted(words=("hoi @iemand", "(@iemand)", ".@iemand")),
            ["hoi @iemand", "(@iemand)", ".@iemand"],
        ),
        (Wanted(one_of=("x.com/iemand",)), ["x.com/iemand"]),
        (Wanted(words=("info@voorbeeld.nl",)), []),
        (Wanted(words=("overlast door Karin Bos in de straat",)), ["Karin Bos"]),
        (Wanted(one_of=("(Jan) Jansen!", "afval")), ["Jan Jansen"]),
        (Wanted(words=("#JanJansen", "Jan_Jansen")), ["Jan Jansen"]),
        (Wanted(words=("Jansen", "afval", "Jan")), ["Jansen Jan"]),
        (Wanted(words=("Jan",), one_of=("Jansen", "overlast")), ["Jan Jansen"]),
        (Wanted(words=("Jan",), places=("Jansen",)), ["Jan Jansen"]),
        (Wanted(words=("Jan",), hashtag="Jansen"), ["Jan Jansen"]),
        (Wanted(words=("van", "Dijk", "Karin")), ["Karin Dijk"]),
        (Wanted(words=("wat noor van dijk zegt",)), ["noor van dijk"]),
        (Wanted(words=("van dijk", "noor")), ["noor van dijk"]),
        (Wanted(words=("hoi noor_voorbeeld",)), ["noor_voorbeeld"]),
        (Wanted(words=("GemVoorbeeld",)), []),
        (Wanted(words=("Anna Blaman Plein", "Feest op Anna Paulowna")), []),
        (Wanted(words=("Zwerfvuil",), places=("Kralingen", "Noord")), []),
        (Wanted(words=("Sneeuw",), places=("Noord", "Grote Markt")), []),
        (Wanted(words=("DigiD", "WhatsApp"), one_of=("GroenLinks",)), []),
    ],
)
def test_names_and_accounts_in_a_search(wanted: Wanted, suspects: list[str]) -> None:
    AccountFactory(handle="GemVoorbeeld")
    AuthorFactory(handle="noor_voorbeeld", name="Noor van Dijk")
    AuthorFactory(handle="kermis", name="Kermis")
    Place.objects.create(street="Anna Paulowna", neighbourhood="Noord")
    assert named(wanted) == suspects


_SIGNS = st.sampled_from(list("\"“”„«»'＂@＠. (\u200b\u00adabj_:"))


@pytest.mark.django_db
@given(st.text(_SIGNS, max_size=12), st.sampled_from(["@iemand", "from:iemand"]), st.text(_SIGNS))
def test_whoever_the_platform_is_asked_for_is_named(before: str, who: str, after: str) -> None:
    wanted = Wanted(words=(before + who + after,))
    try:
        query = phrase(wanted, (), LONGEST)
    except Unsearchable:
        return
    for asked in re.findall(r"(?:(?<![\w-])@|(?<!-)\bfrom:)\w+", query):
        assert any(asked in word for word in named(wanted))
