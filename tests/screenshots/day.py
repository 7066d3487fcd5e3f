"""The day of which the pictures are made. Everybody in it is invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Says:
    """Somebody asks something in public, or in private.

    name   what the rest of the day calls the conversation
    hours  how long ago
    under  whether it is a comment on what the municipality placed first
    more   as in the simulator's ``POST posts`` and ``POST directs``
    """

    name: str
    platform: str
    author: str
    person: str
    text: str
    hours: float = 0
    private: bool = False
    under: bool = False
    pictures: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


DAY = (
    Says(
        "passport",
        "facebook",
        "willem_verzint",
        "Willem Kok",
        "Mijn paspoort verloopt in mei. Kan ik zonder afspraak langskomen?",
        5.5,
        private=True,
    ),
    Says(
        "container",
        "x",
        "emma_verzonnen",
        "Emma Jansen",
        "@GemVoorbeeld de groene container in de Lindelaan is weer niet geleegd. Dit is de derde "
        "keer deze maand!",
        5,
    ),
    Says(
        "swimming",
        "instagram",
        "quinty_fictief",
        "Quinty Bos",
        "Leuk! Is het zwembad zaterdag dan ook open?",
        4.5,
        under=True,
    ),
    Says(
        "thanks",
        "facebook",
        "ursula_demo",
        "Ursula Prins",
        "Wat een prachtig plein is het geworden. Compliment aan de stratenmakers!",
        4,
        under=True,
    ),
    Says(
        "busy",
        "facebook",
        "pieter_demo",
        "Pieter van Dam",
        "Zijn er zaterdag genoeg plekken voor de fiets? Wij komen met de hele harmonie.",
        3.9,
        under=True,
    ),
    Says(
        "trees",
        "x",
        "noor_voorbeeld",
        "Noor Bakker",
        "@GemVoorbeeld de berken in onze straat geven zoveel hooikoorts Worden ze dit najaar "
        "gesnoeid?",
        3.5,
    ),
    Says(
        "lamp",
        "x",
        "youssef_demo",
        "Youssef El Amrani",
        "@GemVoorbeeld al twee weken is de lantaarn op de hoek van de Molenweg stuk. Het is er "
        "pikdonker, zie de foto's.",
        3,
        pictures=("De hoek van de Molenweg in het donker", "De lantaarn met een los klepje"),
    ),
    Says(
        "rude",
        "facebook",
        "ferry_fictief",
        "Ferry Vos",
        "Stelletje klootzakken, weer een boete op de mat. Jullie kunnen echt niks!",
        2.8,
        under=True,
    ),
    Says(
        "permit",
        "x",
        "priya_demo",
        "Priya Ramdin",
        "@GemVoorbeeld heb ik een vergunning nodig voor een dakkapel aan de achterkant?",
        2.6,
    ),
    Says(
        "school",
        "facebook",
        "karin_smeets",
        "Karin Smeets",
        "Het taxibusje van mijn zoontje kwam deze week drie keer te laat. Bij wie moet ik zijn?",
        2.4,
        private=True,
    ),
    Says(
        "market",
        "x",
        "dewi_demo",
        "Dewi Lim",
        "@GemVoorbeeld hoe kom ik aan een standplaats op de markt?",
        2.2,
    ),
    Says(
        "failed",
        "facebook",
        "emile_verzint",
        "Emile Dekker",
        "Waar kan ik het plan voor het oude sportveld inzien?",
        1.8,
        under=True,
    ),
    Says(
        "english",
        "facebook",
        "agnieszka_wolska",
        "Agnieszka Wolska",
        "Hello, where can I register as a new resident? Is an appointment possible in English?",
        1.6,
        private=True,
    ),
    Says(
        "library",
        "x",
        "sanne_verzint",
        "Sanne Groen",
        "@GemVoorbeeld is de bibliotheek in de herfstvakantie open?",
        1.5,
    ),
    Says(
        "road1",
        "x",
        "sjaak_verzint",
        "Sjaak de Boer",
        "@GemVoorbeeld het wegdek in de Stationsstraat ligt al weken open, wanneer is dat klaar?",
        1.4,
    ),
    Says(
        "road2",
        "x",
        "tomasz_demo",
        "Tomasz Nowak",
        "@GemVoorbeeld wanneer is het wegdek in de Stationsstraat klaar? Het ligt nu weken open.",
        1.2,
    ),
    Says(
        "road3",
        "facebook",
        "chantal_demo",
        "Chantal Mol",
        "Weten jullie wanneer de Stationsstraat klaar is? Het wegdek ligt al weken open.",
        1.1,
        under=True,
    ),
    Says(
        "meanwhile",
        "x",
        "thijs_fictief",
        "Thijs Kramer",
        "@GemVoorbeeld gaat de ijsbaan op het plein dit jaar door?",
        0.9,
    ),
    Says(
        "writing",
        "x",
        "frank_fictief",
        "Frank Peeters",
        "@GemVoorbeeld kan ik donderdag inspreken bij de raad over de Ringweg? En hoeveel minuten "
        "krijg je?",
        0.7,
    ),
    Says(
        "benefit",
        "facebook",
        "elif_demir",
        "Elif Demir",
        "Ik heb een vraag over mijn uitkering, maar liever niet in het openbaar. Mag dat hier?",
        0.5,
        private=True,
    ),
    Says(
        "danger",
        "x",
        "vincent_demo",
        "Vincent Haan",
        "@GemVoorbeeld ik ruik een sterke gaslucht bij de school in de Kastanjelaan, wat moet ik "
        "doen?",
        0.2,
    ),
)
STORM = (
    Says(
        "water",
        "x",
        "bo_verzonnen",
        "Bo Willems",
        "@GemVoorbeeld er komt bruin water uit de kraan in de Dorpsstraat. Kan ik dat drinken?",
    ),
    Says(
        "water2",
        "facebook",
        "mees_fictief",
        "Mees Kuiper",
        "Bruin water uit de kraan, sinds vanochtend! Weet de gemeente daarvan?",
        under=True,
    ),
)
