"""Which neighbourhood a text is about, and what may stand in the list of places."""

from __future__ import annotations

import contextlib
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.places import BadPlaces, Found, Gazetteer, Place, read_places

PLACES = [
    Place("Lindelaan", "Bomenbuurt", "Noord"),
    Place("Kerkstraat", "Bomenbuurt", "Noord"),
    Place("Parkweg", "Bomenbuurt", "Noord"),
    Place("Berk", "Bomenbuurt", "Noord"),
    Place("Parkweg", "Wilgenbuurt", "Noord"),
    Place("Kerkstraat", "Oude Stad", "Centrum"),
    Place("Markt", "Oude Stad", "Centrum"),
    Place("Oude Gracht", "Oude Stad", "Centrum"),
    Place("Wijnhaard", "Oude Stad", "Centrum"),
    Place("1e Molenstraat", "Oude Stad", "Centrum"),
    Place("Beatrixplein", "Oranjewijk", "Zuid"),
    Place("Burgemeester de Vlugtlaan", "Oranjewijk", "Zuid"),
    Place("De Brink", "Vogelbuurt", "Zuid"),
    Place("Weg", "Polder", "West"),
    Place("Dijk", "Polder", "West"),
    Place("'s-Gravenweg", "Polder", "West"),
    Place("", "Zeezicht", "West"),
]
GAZETTEER = Gazetteer(PLACES)


def found(text: str) -> Found | None:
    return GAZETTEER.find(text)


def street(text: str) -> str | None:
    place = GAZETTEER.find(text)
    return place.street if place else None


def where(text: str) -> tuple[str, str] | None:
    place = GAZETTEER.find(text)
    return (place.neighbourhood, place.district) if place else None


# Names as people write them ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("troep in de Lindelaan", "Lindelaan"),
        ("troep in de lindelaan!!", "Lindelaan"),
        ("LINDELAAN VOL TROEP", "Lindelaan"),
        ("Líndelaan", "Lindelaan"),
        ("𝗟𝗶𝗻𝗱𝗲𝗹𝗮𝗮𝗻", "Lindelaan"),
        ("lindeln 12", "Lindelaan"),
        ("Lindelaan 12a", "Lindelaan"),
        ("lindelaan12", "Lindelaan"),
        ("Linde laan", "Lindelaan"),
        ("#lindelaan", "Lindelaan"),
        ("#Beatrixplein", "Beatrixplein"),
        ("beatrixpln", "Beatrixplein"),
        ("Beatrix pln.", "Beatrixplein"),
        ("#BeatrixpleinVoorbeeld", "Beatrixplein"),
        ("oude gracht", "Oude Gracht"),
        ("#oudegracht", "Oude Gracht"),
        ("#OudeGracht", "Oude Gracht"),
        ("Oude\u00a0Gracht", "Oude Gracht"),
        ("burg. de vlugtlaan 3", "Burgemeester de Vlugtlaan"),
        ("Burgemeester de Vlugtln", "Burgemeester de Vlugtlaan"),
        ("de ’s-Gravenweg", "'s-Gravenweg"),
        ("s gravenweg", "'s-Gravenweg"),
        ("1e molenstr.", "1e Molenstraat"),
        ("(Lindelaan)", "Lindelaan"),
        ("lindelaan/parkweg", "Lindelaan"),
    ],
)
def test_street_is_found(text: str, name: str) -> None:
    assert street(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lindelanen",
        "nieuwelindelaan",
        "lindelaantje",
        "linde",
        "de linde\nlaan de tijd",
        "oude, gracht",
        "gracht",
        "molenstraat",
        "2e molenstraat",
        "vogels in de buurt",
    ],
)
def test_no_place_is_found(text: str) -> None:
    assert found(text) is None


def test_words_are_those_of_the_citizen() -> None:
    assert found("glas op de LINDELN. 12") == Found("Bomenbuurt", "Noord", "Lindelaan", "LINDELN")


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("vogelbuurt is vies", ("Vogelbuurt", "Zuid")),
        ("de Oude Stad loopt leeg", ("Oude Stad", "Centrum")),
        ("wij in Zeezicht", ("Zeezicht", "West")),
        ("hier in noord gebeurt niets", ("", "Noord")),
        ("in Zuid", ("", "Zuid")),
    ],
)
def test_neighbourhood_or_district_is_found(text: str, area: tuple[str, str]) -> None:
    assert where(text) == area
    assert street(text) == ""


# Common words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "de Markt is vol",
        "op de markt is het vol",
        "aan de dijk ligt troep",
        "Aan de Dijk ligt troep",
        "glas op de weg",
        "vuil aan Weg 12",
        "hoek markt en parkweg",
        "Markt 5 staat open",
        "#Markt",
        "wij wonen aan de brink",
        "De Brink staat blank",
    ],
)
def test_common_word_is_a_street_with_a_capital_or_behind_op_de(text: str) -> None:
    assert street(text) in {"Markt", "Dijk", "Weg", "De Brink"}


@pytest.mark.parametrize(
    "text",
    [
        "weg met die bomen",
        "Weg met die bomen",
        "Wat een troep. Weg ermee!",
        "WEG MET DIE BOMEN",
        "mijn fiets is weg",
        "hij staat in de weg",
        "de markt was leuk",
        "de brink",
        "een berk in bloei",
        "Berk staat scheef",
    ],
)
def test_common_word_by_itself_is_no_street(text: str) -> None:
    assert found(text) is None


@pytest.mark.parametrize(
    "text", ["Wijnhaard vol fietsen", "bij wijnhaard", "wijnhaard 12 staat leeg"]
)
def test_unknown_word_is_a_street_with_a_capital_or_a_word_before_it(text: str) -> None:
    assert street(text) == "Wijnhaard"


def test_unknown_word_by_itself_is_no_street() -> None:
    assert found("lekkere wijnhaard") is None


# Several -----------------------------------------------------------------------------------------


def test_street_in_neighbourhoods_of_one_district_gives_the_district() -> None:
    assert found("gat in de Parkweg") == Found("", "Noord", "Parkweg", "Parkweg")


def test_street_in_neighbourhoods_of_several_districts_gives_nothing() -> None:
    assert found("gat in de Kerkstraat") is None


def test_street_without_a_district_in_several_neighbourhoods_gives_nothing() -> None:
    places = Gazetteer([Place("Kerkstraat", "Dorp", ""), Place("Kerkstraat", "Buiten", "")])

    assert places.find("Kerkstraat") is None


def test_district_may_be_missing() -> None:
    assert Gazetteer([Place("Kerkstraat", "Dorp", "")]).find("kerkstraat") == Found(
        "Dorp", "", "Kerkstraat", "kerkstraat"
    )


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("van de Lindelaan naar het Beatrixplein", ("Bomenbuurt", "Noord")),
        ("van het Beatrixplein naar de Lindelaan", ("Oranjewijk", "Zuid")),
        ("Zeezicht, Lindelaan of Beatrixplein", ("Zeezicht", "West")),
        ("Kerkstraat richting Beatrixplein", ("Oranjewijk", "Zuid")),
    ],
)
def test_first_place_that_is_certain_wins(text: str, area: tuple[str, str]) -> None:
    assert where(text) == area


@pytest.mark.parametrize(
    ("text", "area", "name"),
    [
        ("hoek Lindelaan/Kerkstraat", ("Bomenbuurt", "Noord"), "Lindelaan"),
        ("Kerkstraat hoek Oude Gracht", ("Oude Stad", "Centrum"), "Kerkstraat"),
        ("Kerkstraat in Noord", ("Bomenbuurt", "Noord"), "Kerkstraat"),
        ("in de Wilgenbuurt, op de Parkweg", ("Wilgenbuurt", "Noord"), "Parkweg"),
        ("Beatrixplein? Nee: Lindelaan, bomenbuurt", ("Bomenbuurt", "Noord"), "Lindelaan"),
    ],
)
def test_neighbourhood_on_which_places_agree_wins(
    text: str, area: tuple[str, str], name: str
) -> None:
    assert where(text) == area
    assert street(text) == name


def test_same_street_twice_counts_once() -> None:
    assert where("Lindelaan! Beatrixplein, ik zeg Beatrixplein #beatrixplein") == (
        "Bomenbuurt",
        "Noord",
    )


def test_name_of_a_street_and_of_a_neighbourhood_elsewhere_gives_nothing() -> None:
    places = Gazetteer([Place("Vogelwijk", "Stad", "Noord"), Place("", "Vogelwijk", "Zuid")])

    assert places.find("in de Vogelwijk") is None


# Any text, and many ------------------------------------------------------------------------------

PIECES = [
    "Lindelaan",
    "kerk",
    "straat",
    "oude",
    "gracht",
    "De",
    "Markt",
    "in de",
    "/",
    "12",
    "#",
    "é",
]


@given(st.text() | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_is_read(text: str) -> None:
    place = found(text)

    assert place is None or place.words in text


@given(st.lists(st.builds(Place, st.text(max_size=9), st.text(max_size=9), st.text(max_size=9))))
def test_any_places_are_taken(places: list[Place]) -> None:
    gazetteer = Gazetteer(places)

    for place in places:
        gazetteer.find(f"in de {place.street} te {place.neighbourhood}")


def test_twenty_thousand_streets_take_no_time() -> None:
    letters = "abcdefghijklmnopqrst"
    names = [
        f"{a}{b}{c} van {d}{a}laan"
        for a in letters
        for b in letters
        for c in letters
        for d in "klm"
    ]
    gazetteer = Gazetteer(
        Place(name, f"Buurt {place % 200}", f"Wijk {place % 20}")
        for place, name in enumerate(names[:20_000])
    )
    texts = [f"er ligt al weken troep bij de {name}, wanneer komt u?" for name in names[:1000]]

    start = time.thread_time()
    there = sum(gazetteer.find(text) is not None for text in texts)

    assert there == 1000
    assert time.thread_time() - start < 1


# The file ----------------------------------------------------------------------------------------

NAMES = "straat,buurt,wijk\n"


def read(text: str) -> list[Place]:
    return read_places(io.StringIO(text, newline=""))


@pytest.mark.parametrize(
    "text",
    [
        "straat,buurt,wijk\nLindelaan,Bomenbuurt,Noord\n",
        "straat;buurt;wijk\r\nLindelaan;Bomenbuurt;Noord\r\n",
        "straat,buurt,wijk\rLindelaan,Bomenbuurt,Noord\r",
        "\ufeffstraat;buurt;wijk\nLindelaan;Bomenbuurt;Noord",
        "Wijk, Buurt ,STRAAT\nNoord, Bomenbuurt ,  Lindelaan\n",
        "code,straat,buurt,wijk,\n7,Lindelaan,Bomenbuurt,Noord,\n",
        'straat,buurt,wijk\n"Lindelaan","Bomenbuurt","Noord"\n',
        "straat,buurt,wijk\n\n,,\nLindelaan,Bomenbuurt,Noord\nLindelaan,Bomenbuurt,Noord\n",
    ],
)
def test_file_is_read(text: str) -> None:
    assert read(text) == [Place("Lindelaan", "Bomenbuurt", "Noord")]


def test_row_without_a_street_names_a_neighbourhood() -> None:
    assert read(NAMES + ",Zeezicht,West") == [Place("", "Zeezicht", "West")]


@pytest.mark.parametrize(
    "text",
    [
        "straat,buurt,wijk,breedtegraad,lengtegraad\nDijk,Polder,West,52.1,5.25\n",
        "straat;buurt;wijk;lengtegraad;breedtegraad\nDijk;Polder;West;5,25;52,1\n",
    ],
)
def test_coordinates_are_read(text: str) -> None:
    assert read(text) == [Place("Dijk", "Polder", "West", 52.1, 5.25)]


def test_coordinates_may_be_missing_in_a_row() -> None:
    text = "straat,buurt,wijk,breedtegraad,lengtegraad\nDijk,Polder,West,,\n"

    assert read(text) == [Place("Dijk", "Polder", "West")]


DEGREES = "straat,buurt,wijk,breedtegraad,lengtegraad\n"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("", 1),
        ("straat,buurt\nDijk,Polder\n", 1),
        ("straat,buurt,wijk,straat\nDijk,Polder,West,Dijk\n", 1),
        (NAMES, 2),
        (NAMES + "Dijk,,West\n", 2),
        (NAMES + "Dijk,Polder,West\n\nDijk,Polder,West,Oost\n", 4),
        (NAMES + "-,Polder,West\n", 2),
        (NAMES + f"{'a' * 101},Polder,West\n", 2),
        (NAMES + 'Dijk,Polder,West\n"Dijk,Polder,West\n', 3),
        (NAMES + '"Dijk"s,Polder,West\n', 2),
        (DEGREES + "Dijk,Polder,West,52.1,\n", 2),
        (DEGREES + "Dijk,Polder,West,noord,5.2\n", 2),
        (DEGREES + "Dijk,Polder,West,5.2,52.1\n", 2),
        (DEGREES + "Dijk,Polder,West,nan,5.2\n", 2),
    ],
)
def test_bad_file_tells_the_row_and_why(text: str, row: int) -> None:
    with pytest.raises(BadPlaces) as bad:
        read(text)

    assert [told.row for told in bad.value.rows] == [row]
    assert str(row) in str(bad.value)
    assert bad.value.rows[0].problem[-1] in ".?"


def test_every_bad_row_is_told_and_at_most_twenty() -> None:
    with pytest.raises(BadPlaces) as bad:
        read(NAMES + "Dijk,,West\nDijk,Polder,West\n" * 25)

    assert [told.row for told in bad.value.rows] == list(range(2, 42, 2))
    assert bad.value.more == 5
    assert "5" in str(bad.value).splitlines()[-1]


@given(st.text())
def test_any_file_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(BadPlaces):
        assert read(NAMES + text)


def test_sign_that_the_database_does_not_take_is_left_out() -> None:
    assert read("straat,buurt,wijk\nAka\0ciastraat,Bomenbuurt,\n")[0].street == "Akaciastraat"
