"""What sends a citizen elsewhere, and what does not."""

from __future__ import annotations

import pytest

from inbox.care.elsewhere import elsewhere, first

SENDS = {
    "Mail ons even.": ["mail"],
    "Wilt u ons mailen?": ["mail"],
    "U kunt dit mailen naar de afdeling.": ["mail"],
    "Stuur een e-mail met uw adres.": ["mail"],
    "Stuurt u ons een mailtje?": ["mail"],
    "Vragen? info@voorbeeld.nl": ["mail"],
    "Please email us.": ["mail"],
    "Could you send us an e-mail?": ["mail"],
    "Bel ons tussen 9 en 17 uur.": ["phone"],
    "Bel 14 070.": ["phone"],
    "U kunt ons bellen.": ["phone"],
    "Kunt u even bellen met Burgerzaken?": ["phone"],
    "We zijn bereikbaar op 070-1234567.": ["phone"],
    "We zijn bereikbaar op (0118) 12 34 56.": ["phone"],
    "Het nummer is +31 6 12345678.": ["phone"],
    "Meldpunt: 0800-1234.": ["phone"],
    "Please call us.": ["phone"],
    "Vul het formulier in.": ["form"],
    "Wilt u het contactformulier invullen?": ["form"],
    "Meld dit via onze website.": ["form"],
    "U kunt het melden via de app.": ["form"],
    "Kijk op https://www.voorbeeld.nl/contact": ["form"],
    "Please fill in the contact form.": ["form"],
    "Kom langs bij de balie.": ["desk"],
    "U kunt langskomen.": ["desk"],
    "Haal het op aan de balie.": ["desk"],
    "App ons op werkdagen.": ["other"],
    "Neem contact op met de afdeling.": ["other"],
    "U kunt contact opnemen met het waterschap.": ["other"],
    "Bel ons of mail naar info@voorbeeld.nl": ["phone", "mail"],
}
STAYS = [
    "",
    "Wij bellen u morgen.",
    "Ik bel u vanmiddag even.",
    "Kunt u een privébericht sturen? Dan bellen we u.",
    "Wilt u uw nummer in een privébericht zetten, dan kan een collega u bellen.",
    "Stuur ons een DM met uw adres.",
    "DM ons uw straat en huisnummer.",
    "We sturen u een e-mail met de bevestiging.",
    "U krijgt per e-mail antwoord.",
    "Wij nemen contact met u op.",
    "Wij vullen het formulier voor u in.",
    "Uw formulier is binnen.",
    "Onze monteur komt morgen langs.",
    "Ik kom morgen langs.",
    "Bel direct 112!",
    "Is er gevaar? U kunt altijd 112 bellen.",
    "Meer leest u op https://www.voorbeeld.nl/afval/kalender",
    "De container wordt geleegd op 06-12-2026.",
    "Uw zaaknummer is Z-2026-0012345678.",
    "Er waren 14.015 meldingen.",
    "We will call you tomorrow.",
    "De app werkt weer.",
    "U kunt op onze website lezen wanneer we komen.",
    "Dank voor uw bericht, @jan_de_vries.",
]


@pytest.mark.parametrize(("text", "kinds"), SENDS.items())
def test_sends_the_citizen_elsewhere(text: str, kinds: list[str]) -> None:
    assert [found.kind.value for found in elsewhere(text)] == kinds


@pytest.mark.parametrize("text", STAYS)
def test_stays_here(text: str) -> None:
    assert elsewhere(text) == []


def test_words_that_say_so_are_given() -> None:
    assert [found.words for found in elsewhere("Dag! Mail ons, of bel 14 070.")] == [
        "mail ons",
        "14 070",
    ]


def test_private_answer_sends_nobody_elsewhere() -> None:
    assert first("Mail ons.", public=False) == ""
    assert first("Mail ons.", public=True) == "mail"
