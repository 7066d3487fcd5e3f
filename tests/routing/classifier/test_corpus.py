"""Examples and product words out of a CSV file."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from routing.classifier import BadCorpus, Example, ProductWord, read_examples, read_words
from routing.classifier.table import harmless

NAMES = {"wonen": "Wonen & Ruimtelijke ordening", "afval-reiniging": "Afval & Reiniging"}


def refusal(*rows: str) -> list[tuple[int, str]]:
    with pytest.raises(BadCorpus) as refused:
        read_examples(["text,department,kind\n", *rows], NAMES)
    return [(problem.row, problem.sentence) for problem in refused.value.problems]


@pytest.mark.parametrize(
    "lines",
    [
        ["text,department,kind\n", "kliko vol,afval-reiniging,melding\n"],
        ["\ufefftext,department,kind\n", "kliko vol,afval-reiniging,melding\n"],
        ["text;department;kind\r\n", "kliko vol;afval-reiniging;melding\r\n"],
        ["text\tdepartment\tkind\n", "kliko vol\tafval-reiniging\tmelding\n"],
        ["kind,department,text\n", "melding,afval-reiniging,kliko vol\n"],
        ["Tekst;Afdeling;Soort\n", "kliko vol;Afval & Reiniging;Melding\n"],
        ["id,text,department,kind\n", "7,kliko vol,AFVAL-REINIGING,melding\n"],
        ["text,department,kind\n", "\n", "  kliko vol ,afval-reiniging,melding\n", ",,\n"],
    ],
)
def test_a_file_is_read_as_people_make_it(lines: list[str]) -> None:
    assert read_examples(lines, NAMES) == [Example("kliko vol", "afval-reiniging", "melding")]


def test_kind_sentiment_and_source_may_be_absent() -> None:
    assert read_examples(["text,department\n", "kliko vol,wonen\n"], NAMES) == [
        Example("kliko vol", "wonen", "", "", 1.0, "")
    ]


def test_sentiment_and_source_are_read() -> None:
    lines = ["text,department,sentiment,source\n", "kliko vol,wonen,negatief,x\n"]
    assert read_examples(lines, NAMES) == [
        Example("kliko vol", "wonen", sentiment="negatief", source="x")
    ]


def test_a_text_may_hold_line_breaks_and_the_delimiter() -> None:
    lines = ["text,department\n", '"kliko, vol\n', 'alweer",wonen\n']
    assert read_examples(lines, NAMES)[0].text == "kliko, vol\nalweer"


def test_accents_are_composed() -> None:
    assert read_examples(["text,department\n", "cafe\u0301,wonen\n"], NAMES)[0].text == "café"


def test_the_same_row_twice_counts_once() -> None:
    lines = ["text,department\n", "kliko vol,wonen\n", "Kliko  VOL,wonen\n"]
    assert len(read_examples(lines, NAMES)) == 1


def test_an_unknown_department_is_told_with_the_nearest() -> None:
    assert refusal("kliko vol,afval,melding\n") == [
        (2, "there is no department “afval”; do you mean “Afval & Reiniging”?")
    ]


def test_a_department_like_no_other_is_told_without() -> None:
    assert refusal("kliko vol,xyz,melding\n") == [(2, "there is no department “xyz”.")]


def test_an_empty_department_is_told() -> None:
    assert refusal("kliko vol,,melding\n") == [(2, "the department is empty.")]


def test_an_empty_text_is_told() -> None:
    assert refusal(" ,wonen,melding\n") == [(2, "the text is empty.")]


def test_a_row_cut_short_is_told() -> None:
    assert refusal("kliko vol\n") == [(2, "the department is empty.")]


def test_an_unknown_kind_is_told() -> None:
    assert refusal("kliko vol,wonen,vraagje\n") == [
        (
            2,
            "“vraagje” is unknown; choose from: vraag, melding, klacht, compliment, idee, overig.",
        )
    ]


def test_rows_that_contradict_on_the_department_are_told() -> None:
    there, here = NAMES.values()
    assert refusal("kliko vol,wonen,melding\n", "KLIKO vol,afval-reiniging,melding\n") == [
        (3, f"the same text stands in row 2 as “{there}”, here as “{here}”.")
    ]


def test_rows_that_contradict_on_the_kind_are_told() -> None:
    assert refusal("kliko vol,wonen,melding\n", "kliko vol,wonen,klacht\n") == [
        (3, "the same text stands in row 2 as “melding”, here as “klacht”.")
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ("kliko vol,wonen,,\n", "kliko vol,wonen,vraag,\n", "kliko vol,wonen,klacht,\n"),
        ("kliko vol,wonen,vraag,\n", "kliko vol,wonen,,\n", "kliko vol,wonen,klacht,\n"),
        ("kliko vol,wonen,,\n", "kliko vol,wonen,,positief\n", "kliko vol,wonen,,negatief\n"),
    ],
)
def test_rows_that_contradict_a_later_row_are_told(rows: tuple[str, ...]) -> None:
    with pytest.raises(BadCorpus, match="Row 4: the same text stands in row") as refused:
        read_examples(["text,department,kind,sentiment\n", *rows], NAMES)
    assert len(refused.value.problems) == 1


def test_what_rows_say_of_one_text_is_put_together() -> None:
    lines = ["text,department,kind,sentiment\n", "kliko vol,wonen,vraag,\n"]
    assert read_examples([*lines, "kliko vol,wonen,,negatief\n"], NAMES) == [
        Example("kliko vol", "wonen", "vraag", "negatief")
    ]


def test_all_bad_rows_are_told_in_order() -> None:
    rows = refusal("a,wonen,melding\n", "b,xyz,melding\n", "a,wonen,klacht\n", ",wonen,vraag\n")
    assert [row for row, _sentence in rows] == [3, 4, 5]


def test_twenty_bad_rows_are_told_and_the_number_of_the_rest() -> None:
    with pytest.raises(BadCorpus) as refused:
        read_examples(["text,department\n", *(f"t{n},xyz\n" for n in range(25))], NAMES)
    told = str(refused.value).splitlines()
    assert told[0] == "Row 2: there is no department “xyz”."
    assert told[20:] == ["And 5 more."]


@pytest.mark.parametrize("lines", [[], ["tekst\n"], ["a;b\n", "1;2\n"], ["\ufeff\n"]])
def test_a_missing_column_is_told(lines: list[str]) -> None:
    with pytest.raises(BadCorpus, match=r"Row 1: the column “.*department” is missing"):
        read_examples(lines, NAMES)


def test_a_heading_is_called_as_the_screen_calls_it_and_may_stand_so() -> None:
    with override("nl"):
        with pytest.raises(BadCorpus, match="Rij 1: de kolom “tekst”, “vakafdeling” ontbreekt"):
            read_examples(["a;b\n"], NAMES)
        assert read_examples(["tekst;vakafdeling\n", "kliko vol;wonen\n"], NAMES)


def test_a_file_that_is_no_csv_is_refused() -> None:
    with pytest.raises(
        BadCorpus, match="Row 2: From here on this is no CSV; is a quotation mark open"
    ):
        read_examples(["text,department\n", '"' + "a" * 200_000 + '",wonen\n'], NAMES)


def test_product_words_are_read() -> None:
    lines = ["afdeling;woord\n", "Afval & Reiniging;grof   vuil*\n", "wonen;urgentie\n"]
    assert read_words(lines, NAMES) == [
        ProductWord("afval-reiniging", "grof vuil*"),
        ProductWord("wonen", "urgentie"),
    ]


@pytest.mark.parametrize("word", ["", "*", "a*"])
def test_a_product_word_of_less_than_two_letters_is_refused(word: str) -> None:
    with pytest.raises(BadCorpus, match=r"Row 2: .* is too short"):
        read_words(["department,word\n", f"wonen,{word}\n"], NAMES)


def test_a_product_word_that_is_too_long_to_keep_is_refused() -> None:
    assert read_words(["department,word\n", f"wonen,{'a' * 100}\n"], NAMES)
    with pytest.raises(BadCorpus, match=r"Row 2: .* at most 100 characters"):
        read_words(["department,word\n", f"wonen,{'a' * 101}\n"], NAMES)


@pytest.mark.parametrize("text", ["=1+1", "+31 is het nummer", "-5 graden", "@gemeente hallo"])
def test_what_is_kept_from_being_a_formula_is_read_as_it_was(text: str) -> None:
    assert harmless(text) == f"'{text}"
    lines = ["text,department\n", f"{harmless(text)},wonen\n"]
    assert read_examples(lines, NAMES)[0].text == text


def test_an_apostrophe_of_the_writer_stays() -> None:
    lines = ["text,department\n", "'s avonds is het druk,wonen\n"]
    assert read_examples(lines, NAMES)[0].text == "'s avonds is het druk"


def test_a_sign_the_database_refuses_is_left_out() -> None:
    assert read_examples(["text,department\n", "kliko\0 vol,wonen\n"], NAMES)[0].text == "kliko vol"
