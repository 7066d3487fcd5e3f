"""What of a citizen goes along to a department, and what does not."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from hypothesis import given
from hypothesis import strategies as st

from routing.redaction import redact


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Marks as in the code."""
    with translation.override("en"):
        yield


NAMES = ("Noor van der Dijk", "noor_vd88")


def by_noor(text: str) -> str:
    return redact(text, NAMES, keep=("@gemvoorbeeld", "klantcontact@example.nl"))


# What goes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("@bas kijk eens", "@… kijk eens"),
        ("van @noor_vd88.", "van @…."),
        ("@noor.van.dijk!", "@…!"),
        ("@a @b", "@… @…"),
        ("@noor@social.example zegt", "@… zegt"),
        ("mail noor@example.org.", "mail [e-mail address]."),
        ("noor.dijk+1@mail.example.org", "[e-mail address]"),
        ("noor (at) example.org", "[e-mail address]"),
        ("bel 0612345678", "bel [telephone number]"),
        ("bel 06-12345678!", "bel [telephone number]!"),
        ("bel 06 12 34 56 78", "bel [telephone number]"),
        ("bel 06 - 12 34 56 78", "bel [telephone number]"),
        ("+31612345678", "[telephone number]"),
        ("+31 (0)6 12 34 56 78", "[telephone number]"),
        ("0031 6 12345678", "[telephone number]"),
        ("030-1234567", "[telephone number]"),
        ("(030) 123 45 67", "[telephone number]"),
        ("0345-123456", "[telephone number]"),
        ("+32 470 12 34 56", "[telephone number]"),
        ("+49 151 23456789", "[telephone number]"),
        ("wa.me/31612345678", "wa.me/[telephone number]"),
        ("NL91ABNA0417164300", "[account number]"),
        ("NL91 ABNA 0417 1643 00", "[account number]"),
        ("nl91abna0417164300", "[account number]"),
        ("NL92 ABNA 0417 1643 00", "[account number]"),
        ("DE89 3704 0044 0532 0130 00 VAN MIJ", "[account number] VAN MIJ"),
        ("BE68 5390 0754 7034", "[account number]"),
        ("mijn nummer 123456782", "mijn nummer [citizen service number]"),
        ("123.456.782", "[citizen service number]"),
        ("1234.56.782", "[citizen service number]"),
        ("bsn 123456789", "bsn [citizen service number]"),
        ("BSN: 123 456 789", "BSN: [citizen service number]"),
        ("geboren op 12-03-1980", "geboren op [date of birth]"),
        ("geb. 1/5/75", "geb. [date of birth]"),
        ("geboren te Utrecht op 1 mei 1975", "geboren te Utrecht op [date of birth]"),
        ("Geboortedatum: 1975-05-01", "Geboortedatum: [date of birth]"),
        ("kenteken AB-12-CD", "kenteken [licence plate]"),
        ("de auto 12-abc-3 staat fout", "de auto [licence plate] staat fout"),
        ("GX123B", "[licence plate]"),
        ("1-KBB-12", "[licence plate]"),
        ("AB 12 34", "[licence plate]"),
        ("kenteken 12ab34", "kenteken [licence plate]"),
        ("kenteken is WX 12345", "kenteken is [licence plate]"),
    ],
)
def test_what_leads_to_a_person_goes(text: str, redacted: str) -> None:
    assert by_noor(text) == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Noor van der Dijk hier", "[name] hier"),
        ("NOOR VAN DER DIJK", "[name]"),
        ("noor van  der dijk", "[name]"),
        ("Nóór schrijft", "[name] schrijft"),
        ("Noor's fiets", "[name]'s fiets"),
        ("groetjes noor", "groetjes [name]"),
        ("Groeten,\nnoor", "Groeten,\n[name]"),
        ("ik ben noor van der dijk en", "ik ben [name] en"),
        ("mevrouw Van der Dijk", "mevrouw [name]"),
        ("mw. N. van der Dijk", "mw. [name]"),
        ("#NoorVanDerDijk", "#[name]"),
        ("ik ben noor_vd88 op X", "ik ben [name] op X"),
        ("facebook.com/noor.van.der.dijk", "facebook.com/[name]"),
        ("hoi, Noor hier", "hoi, [name] hier"),
    ],
)
def test_name_of_the_writer_goes(text: str, redacted: str) -> None:
    assert by_noor(text) == redacted


# What stays --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "@gemvoorbeeld wanneer komt u?",
        "@GemVoorbeeld wanneer komt u?",
        "mail naar Klantcontact@example.nl",
        "Lindelaan 12, 1234 AB Voorbeeld",
        "Lindelaan 12, 1234AB Voorbeeld",
        "aan de Dijk 4",
        "Dijk 4",
        "op de Dijk",
        "der dagen zat van de troep",
        "een dijk van een feest",
        "bas zag het ook",
        "bel 112, 14 030, 0800-1351 of 0900 88 44 00",
        "op 01-02-2026 14:00 en 06-12-2026 14:30",
        "vanaf 01-02-26 tot 03-04-26",
        "op 12-mei-26",
        "op 12 maart geveegd",
        "het gebouw van 12-03-1980",
        "geboren in 1980",
        "123456789",
        "000000000",
        "zaak 2026-001234",
        "€ 1.234.567,82",
        "10 000 000 mensen",
        "A2 bij afrit 12",
        "lantaarnpaal 123456",
        "ik mail om 12@13 uur",
        "",
        "  dubbele  spaties\n\nen 🌳 regels ",
    ],
)
def test_the_rest_stays(text: str) -> None:
    assert by_noor(text) == text


def test_names_are_those_given() -> None:
    assert redact("Noor en Bas, @bas", ("Bas",)) == "Noor en [name], @…"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Boze Burger", "elke burger is boos"),
        ("Inwoner Lindelaan", "troep in de Lindelaan"),
        ("Lindelaan", "troep in de Lindelaan"),
        ("De Wijk", "in de wijk"),
        ("Roos", "een roos in het park"),
        ("X", "X marks the spot"),
        ("🌳", "een 🌳"),
        ("", "niets"),
    ],
)
def test_name_that_is_none_hides_nothing(name: str, text: str) -> None:
    assert redact(text, (name,)) == text


def test_own_name_that_is_kept_stays() -> None:
    assert redact("@gemvoorbeeld!", ("gemvoorbeeld",), keep=("gemvoorbeeld",)) == "@gemvoorbeeld!"


def test_marks_are_in_the_language_of_the_reader() -> None:
    with translation.override("nl"):
        assert redact("mail a@example.org") == f"mail {_('[e-mail address]')}"


# Again, and anything -----------------------------------------------------------------------------

PIECES = [
    *("Noor", "van der", "Dijk", "@noor_vd88", "a@example.org", "0612345678", "06", "12-03-1980"),
    *("geb.", "bsn", "123456782", "kenteken", "AB-12-CD", "1234", "AB", "NL91ABNA0417164300"),
    *("[name]", "[", "licence plate]", "groetjes", "ß", "é", "\u0301", "…", "@", ".", "-"),
]
TEXTS = st.text() | st.lists(st.sampled_from(PIECES)).flatmap(
    lambda pieces: st.sampled_from(["", " ", "-", "\n"]).map(lambda between: between.join(pieces))
)


@given(TEXTS, st.lists(TEXTS, max_size=2))
def test_what_was_redacted_does_not_change(text: str, names: list[str]) -> None:
    once = redact(text, (*NAMES, *names))

    assert redact(once, (*NAMES, *names)) == once


@pytest.mark.parametrize("piece", ["@a", "a@", "Noor-", "123456782,", "AB-12-CD-", "geboren "])
def test_long_text_takes_no_time(piece: str) -> None:
    start = time.process_time()
    by_noor(piece * 3000)

    assert time.process_time() - start < 2


@given(TEXTS)
def test_nothing_known_is_left(text: str) -> None:
    redacted = by_noor(text)

    for known in ("noor_vd88", "a@example.org", "NL91ABNA0417164300"):
        assert f" {known} " not in f" {redacted} "
