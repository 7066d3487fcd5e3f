"""Every way of quoting leaves every answer whole."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest

from routing.mail import END_MARK, MARK, read
from tests.routing.mail.post import note

OURS = f"{MARK}\n\nBeste collega,\n\nWanneer worden de berken gesnoeid?\n\nWebcare"
FROM = "Webcare Gemeente Voorbeeld <webcare@gemeente-voorbeeld.example>"


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def headed(top: str, *names: str) -> str:
    values = (FROM, "vrijdag 20 november 2026 14:03", "Team Groen <groen@voorbeeld.example>")
    rows = (f"{name} {value}" for name, value in zip(names, (*values, "Vraag"), strict=True))
    return "\n".join([top, *rows, "", OURS]).lstrip("\n")


WAYS_TO_QUOTE = {
    "mark alone": OURS,
    "mark in a quote": quoted(OURS),
    "mark without dashes": OURS.replace("—", " "),
    "mark over two lines": OURS.replace("antwoord boven", "antwoord\nboven"),
    "outlook": headed("", "Van:", "Verzonden:", "Aan:", "Onderwerp:"),
    "outlook, bold": headed("", "*Van:*", "*Verzonden:*", "*Aan:*", "*Onderwerp:*"),
    "outlook, old": headed(
        "-----Oorspronkelijk bericht-----", "Van:", "Verzonden:", "Aan:", "Onderwerp:"
    ),
    "outlook, mobile": headed("_" * 32, "From:", "Sent:", "To:", "Subject:"),
    "outlook, german": headed("", "Von:", "Gesendet:", "An:", "Betreff:"),
    "outlook, unmarked": headed("", "Van:", "Verzonden:", "Aan:", "Onderwerp:").replace(MARK, ""),
    "samsung": headed(
        "-------- Oorspronkelijk bericht --------", "Van:", "Datum:", "Aan:", "Onderwerp:"
    ),
    "gmail": f"Op vr 20 nov 2026 om 14:03 schreef {FROM}:\n\n{quoted(OURS)}",
    "gmail, wrapped": f"Op vr 20 nov 2026 om 14:03 schreef Web <\nw@example.nl>:\n{quoted(OURS)}",
    "gmail, unmarked": f"Op vr 20 nov 2026 om 14:03 schreef {FROM}:\n\nBeste collega, wanneer?",
    "gmail, english": f"On Fri, Nov 20, 2026 at 2:03 PM {FROM}\nwrote:\n\n{quoted(OURS)}",
    "apple": f"> Op 20 nov 2026, om 14:03 heeft {FROM} het volgende geschreven:\n>\n{quoted(OURS)}",
    "apple, wrapped": f"Op 20 nov 2026, om 14:03 heeft Webcare\n<w@example.nl> het volgende\n"
    f"geschreven:\n\n{quoted(OURS)}",
    "thunderbird": f"Op 20-11-2026 om 14:03 schreef Webcare Gemeente Voorbeeld:\n{quoted(OURS)}",
    "k-9": f"Op 20 november 2026 14:03:12 CET schreef {FROM}:\n{quoted(OURS)}",
    "roundcube": f"Webcare Gemeente Voorbeeld schreef op 2026-11-20 14:03:\n{quoted(OURS)}",
    "groupwise": f">>> {FROM} 20-11-2026 14:03 >>>\n{OURS}",
    "horde": f"Citeren {FROM}:\n\n{quoted(OURS)}",
    "german": f"Am 20.11.26 um 14:03 schrieb {FROM}:\n{quoted(OURS)}",
    "french": f"Le 20 nov. 2026 à 14:03, {FROM} a écrit :\n\n{quoted(OURS)}",
}
ANSWERS = {
    "short": "Ja.",
    "paragraphs": "Beste Anouk,\n\nDat klopt.\nWe komen maandag.\n\nDe bewoners weten het al.",
    "list": "- een\n- twee\n\n1. drie\n2. vier",
    "times": "Open op donderdag.\nVan: 9.00 uur\nTot: 17.00 uur\nOnderwerp: bomen",
    "meeting": "Datum: 3 december\nVan: 19.00 uur\nAan: de bewoners\nOnderwerp: de snoei",
    "route": "Van: Stationsplein\nAan: Beukenlaan\nMail: groen@voorbeeld.example",
    "cited": "Op 3 december schreef de wethouder:\n\nde berken blijven.\n\nDat geldt nog.",
    "told": "De raad heeft op 3 december 2025 het volgende geschreven:\nkappen mag niet.",
    "note well": "Let op: de bijlagen bij de vergunning zijn verouderd.\n\nVraag een nieuwe aan.",
    "posted": "De brief is weg.\n\nVerzonden via de post op 3 december.",
    "thanks": "Bedankt, ik zoek het uit.\n\nDank u, ook namens het team. Het wordt week 49.",
    "no such rule": "Kappen mag.\n\nAls deze regeling niet voor u geldt, kunt u bezwaar maken.",
    "only for you": "Dit bericht is alleen voor jullie:\n\nze heeft al drie keer gebeld.",
    "drawn": "Stand van zaken\n---------------\nDe bomen staan er nog.",
    "secure": "Ik heb een beveiligd bericht gestuurd via Zivver.",
    "greetings": "Doe de groeten aan Noor.\nMet vriendelijke groet van ons krijgt ze een boom.",
    "link": "Zie https://gemeente-voorbeeld.example/groen?a=1&b=2 en www.voorbeeld.example.",
    "signs": "Kosten: € 1.250 < € 2.000 & dus goed (10 > 5)! 🌳",
    "asked": "Weet je het huisnummer?\nEn de kant van de straat?",
    "name inside": "Sanne Yilmaz gaat hierover, niet ik.\n\nBel haar dinsdag.",
    "contacts": "Bel een van ons:\n\nSanne Yilmaz\nOmar Haddad\n\nWij zijn er tot vijf uur.",
    "heading": "Planning:\n\nLindelaan: week 49\nBeukenlaan: week 50\n\nDaarna: rust.",
}
SIGNATURES = {
    "none": "",
    "greeting": "Met vriendelijke groet,\n\nSanne Yilmaz\nBeheerder bomen\nT 010 555 01 23",
    "short greeting": "Groetjes Sanne",
    "mvg": "Mvg,\nSanne",
    "typed twice": "Groet, Sanne\n\nMet vriendelijke groet,\n\nSanne Yilmaz\nBeheerder bomen",
    "name alone": "Sanne",
    "no greeting": "Sanne Yilmaz\nBeheerder bomen | Openbare Ruimte\nwww.voorbeeld.example",
    "dashes": "-- \nSanne Yilmaz\nBeheerder bomen",
    "iphone": "Verstuurd vanaf mijn iPhone",
    "greeting and phone": "Groet,\nSanne\n\nVerzonden vanaf mijn Galaxy",
    "android": "Outlook voor Android<https://example.org/a> downloaden",
    "english": "Kind regards,\n\nSanne Yilmaz\nTree inspector",
    "function behind it": "Met vriendelijke groet, Sanne Yilmaz, beheerder bomen bij Groen",
    "abbreviated": "Vr. gr.\nSanne",
    "thanks": "Alvast bedankt,\nSanne",
    "links": "Met vriendelijke groet,\nSanne Yilmaz\n"
    + " | ".join(f"Volg ons <https://voorbeeld.example/{'lang' * 20}{n}>" for n in range(3)),
    "emoji": "Fijne dag! 🌳\n\nGroet, Sanne 😊",
    "disclaimer": "Groet,\nSanne\n\n_____________\nDe informatie in dit e-mailbericht is alleen\n"
    "bestemd voor de geadresseerde.\n\nAan dit bericht kunnen geen rechten worden ontleend.",
}


@pytest.mark.parametrize("quote", WAYS_TO_QUOTE.values(), ids=WAYS_TO_QUOTE)
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_answer_above_a_quote_stays_whole(answer: str, quote: str) -> None:
    assert read(note(f"{answer}\n\n{quote}\n")).text == answer


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES)
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_answer_above_a_signature_stays_whole(answer: str, signature: str) -> None:
    quote = WAYS_TO_QUOTE["outlook"]
    assert read(note(f"{answer}\n\n{signature}\n\n{quote}\n")).text == answer


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES)
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_answer_below_a_quote_stays_whole(answer: str, signature: str) -> None:
    quote = WAYS_TO_QUOTE["thunderbird"]
    assert read(note(f"{quote}\n\n{answer}\n\n{signature}\n")).text == answer


def as_divs(text: str) -> str:
    lines = (html.escape(line) or "<br>" for line in text.split("\n"))
    return "".join(f"<div>{line}</div>" for line in lines)


def as_word(text: str) -> str:
    lines = (html.escape(line) or "&nbsp;" for line in text.split("\n"))
    return "".join(f'<p class="MsoNormal">{line}<o:p></o:p></p>\n' for line in lines)


def as_breaks(text: str) -> str:
    return html.escape(text).replace("\n", "<br>\n")


def as_paragraphs(text: str) -> str:
    blocks = (as_breaks(block) for block in text.split("\n\n"))
    return "".join(f"<p>{block}</p>" for block in blocks)


@pytest.mark.parametrize("shaped", [as_divs, as_word, as_breaks, as_paragraphs])
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_answer_in_html_stays_whole(answer: str, shaped: Callable[[str], str]) -> None:
    quote = (
        f'<div class="gmail_quote"><blockquote class="gmail_quote">{as_breaks(OURS)}</blockquote>'
    )
    page = f"<html><body>{shaped(answer)}{quote}</div></body></html>"
    assert read(note(page, kind="text/html; charset=utf-8")).text == answer


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_letter_that_answers_nothing_stays_whole(answer: str) -> None:
    raw = note(answer).replace(b"In-Reply-To: <1@example.nl>\r\n", b"")
    assert read(raw).text == answer


def test_answer_under_our_letter_is_found_where_that_ends() -> None:
    quote = WAYS_TO_QUOTE["outlook"]
    assert (
        read(note(f"{quote}\n\n{END_MARK}\n\nIn week 49.\n\nGroet,\nSanne")).text == "In week 49."
    )


def test_answers_between_quotes_are_kept_in_order() -> None:
    text = "> Wanneer?\nIn week 49.\n> Waarom?\nTegen de\noverlast.\n> Webcare\n"
    assert read(note(text)).text == "In week 49.\n\nTegen de\noverlast."


def test_flowing_text_is_joined_and_typed_breaks_stay() -> None:
    flowing = "Dit is een \nlange regel.\nDit is een nieuwe.\n> Waarom \n> dan?\n"
    raw = note(flowing, kind="text/plain; charset=utf-8; format=flowed")
    assert read(raw).text == "Dit is een lange regel.\nDit is een nieuwe."


def test_a_draft_with_a_greeting_of_its_own_is_kept() -> None:
    draft = "Voorstel:\n\nBeste Noor,\nWe snoeien.\nGroet,\nGemeente Voorbeeld\n\nGoed zo?"
    assert read(note(f"{draft}\n\nGroet,\nSanne")).text == draft


def test_a_long_text_below_a_greeting_is_no_signature() -> None:
    text = "Groet,\n" + "\n".join(f"Regel {number} van een lang verhaal." for number in range(20))
    assert read(note(text)).text == text


def test_data_in_a_table_keeps_its_rows() -> None:
    rows = "<tr><td><p>Straat</p></td><td>Week</td></tr><tr><td>Lindelaan</td><td>49</td></tr>"
    raw = note(f"<p>Zo:</p><table>{rows}</table>", kind="text/html")
    assert read(raw).text == "Zo:\n\nStraat | Week\nLindelaan | 49"


def test_a_link_is_told_once() -> None:
    page = '<a href="https://www.voorbeeld.example/">voorbeeld.example</a> <a href="https://x.example/a">hier</a>'
    assert read(note(page, kind="text/html")).text == "voorbeeld.example hier (https://x.example/a)"
