"""In which language people write, and that Dutch wins in doubt."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.language import language

DUTCH = [
    # as people type
    "kwil egt wete waneer jullie dat fixe",
    "Wanneer wordt de berk bij ons voor de deur gesnoeid?",
    "prullenbak vol lindelaan",
    "is er morge markt",
    "wtf is dit man",
    "thanks gemeente voor niks",
    "nice gedaan jongens top",
    "op is op",
    "bedankt top gedaan",
    "super blij mee",
    "college wat n clownsclub",
    "WAAROM IS HET ZWEMBAD ALWEER DICHT",
    "URGENTIE COMMISSIE NEEMT GEEN BESLUIT en ik ben HOOG ZWANGER",
    "hoe laat gaat de milieustraat open morgen",
    "kgeef t op met julie echt nie te doen",
    "hee gemeente wnr kome jullie nou is langs",
    "parkeren in het centrum is echt te duur geworden, shame on you",
    "Die e-bikes en scooters racen hier over de stoep, check de camera's",
    "mn container is nie geleegd wtf jongens",
    "dat stoplicht blijft maar op rood, so annoying",
    "piano in de stationshal!! 🎹",
    "weekend was top festival ook",
    "zin innnn koningsdag 🧡🧡",
    # Frisian and dialects
    "Ik ha gjin gas mear en de strjitte is ien grutte modderpoel",
    "Wannear komt de gemeente de beammen snoeien yn ús strjitte?",
    "wa is da veur een rommel hier",
    "Wat veur 'n gedoo is dat noe weer mit die containers",
    "Wanneer komme ze dat hier ens opruime, 't is ein grote troep",
    # too little to tell
    "",
    "   ",
    "lol",
    "thank you",
    "Danke schön",
    "🧡🧡🧡",
    "123 456 789",
    "@gemeente @noor_voorbeeld @bas",
    "#thank #you #very #much #for #nothing",
    "https://example.org/this/is/the/english/page",
    "@gemeente https://example.org/hello #help #please 😡",
    "help@gemeente-voorbeeld.example please",
]

OTHERS = {
    "en": [
        "Where is my bin",
        "the street light is broken",
        "parking permit please, how do I get it",
        "@gemeente when will you fix the potholes in #lindelaan?",
        "WHY IS THE POOL CLOSED AGAIN",
        "I just moved here, how do I register in the BRP?",
    ],
    "de": [
        "Wann ist bei euch Wochenmarkt?",
        "Auf dem Spielplatz ist die Rutsche kaputt, bitte absperren",
    ],
    "fr": ["Bonjour, où puis-je déposer mes vieux meubles ?"],
    "tr": [
        "Sokaktaki çöp kutusu iki haftadır boşaltılmadı",
        "parkta salincak kirik, tamir edin lutfen",
    ],
    "pl": ["Kiedy jest odbiór śmieci?", "gdzie moge oddac stare opony i puszki po farbie"],
    "es": ["¿Dónde puedo aparcar sin pagar el domingo?"],
    "pt": ["Olá, como posso registar o meu filho na escola?"],
    "ro": ["Bună ziua, când se ridică gunoiul de pe strada noastră?"],
    "it": ["Buongiorno, dove posso parcheggiare la macchina stasera?"],
    "so": ["Waxaan rabaa inaan ka helo shahaadada dhalashada ilmahayga"],
    "uk": ["Скажіть, будь ласка, коли працює басейн?", "дякую", "Де це"],
    "ru": ["Мы живём в приюте, когда будут новые дома?", "спасибо большое"],
    "bg": ["Кога ще бъде поправена улицата пред нас?"],
    "ar": ["متى يتم جمع القمامة في شارعنا؟", "شكرا", "شكرا @gemeente #lindelaan"],
    "fa": ["چه وقت زباله‌ها را جمع می‌کنید؟", "کجا می توانم پارک کنم؟"],
    "ti": ["ሰላም ከመይ ኣለኹም"],
    "zh": ["请问什么时候收垃圾？", "谢谢"],
    "ja": ["ゴミの収集日はいつですか"],
    "el": ["Πότε μαζεύετε τα σκουπίδια;"],
}


@pytest.mark.parametrize("text", DUTCH)
def test_dutch_wins_in_doubt(text: str) -> None:
    assert language(text) == "nl"


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in OTHERS.items() for text in texts]
)
def test_language_is_recognised(code: str, text: str) -> None:
    assert language(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Zegt u maar شكرا tegen de dames van de balie", "nl"),
        ("كيف أقدم طلب parkeervergunning من البلدية؟", "ar"),
        ("Evimin önüne laadpaal koydurmak istiyorum, nereye başvurmam lazım?", "tr"),
        ("Jak złożyć bezwaar od decyzji gminy, czy moge napisać po polsku?", "pl"),
    ],
)
def test_loan_words_do_not_decide(text: str, code: str) -> None:
    assert language(text) == code


def test_ornamental_letters_are_read() -> None:
    assert language("𝗪𝗵𝗲𝗿𝗲 𝗶𝘀 𝗺𝘆 𝗯𝗶𝗻 𝘁𝗼𝗱𝗮𝘆") == "en"


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    dutch = "Wanneer wordt de berk bij ons gesnoeid? " * 50

    assert language(dutch + "Where is my bin? " * 500) == "nl"


def test_model_is_not_loaded_before_it_is_needed() -> None:
    code = (
        "import sys; from routing.language import language; language('dag'); language('谢谢');"
        "sys.exit('py3langid' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    code = language(text)

    assert len(code) == 2
    assert code.islower()
