"""The phrases that stand under and over letters, as patterns on folded text.

Each matches a whole line, but a disclaimer's: it runs on. Folded: no capitals, no accents.
"""

from __future__ import annotations

import re


def _one_of(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


# Greetings are matched on the line as written: a name behind one has capitals.
_KINDLY = _one_of(
    "vriendelijke?", "hartelijke?", "warme?", "zonnige", "beste", "veel", "collegiale", "oprechte",
    "sportieve", "groene", "lieve",
)  # fmt: skip
_GREETINGS = _one_of(
    rf"(?:(?:alvast )?(?:bedankt|dank) en )?(?:met |mvg )?(?:een )?(?:heel )?{_KINDLY} "
    r"(?:dank en )?groet(?:en|jes)?",
    r"(?:met |de |veel )?groet(?:en|jes)?",
    r"(?:met )?(?:vr\.? ?)?gr\.?",
    r"grt[zj]?\.?",
    r"m\.? ?v\.? ?g\.?(?: ?r\.?)?",
    r"(?:met )?hoogacht(?:end|ing)",
    r"(?:een )?(?:fijne|prettige|goede|mooie) (?:dag|avond|middag|week|weekend)(?: verder| nog)?",
    r"(?:with )?(?:kind|kindest|best|warm|many) (?:regards|wishes)",
    r"regards",
    r"yours (?:sincerely|faithfully|truly)",
    r"sincerely(?: yours)?",
    r"cheers",
    r"all the best",
    r"mit freundlichen gr(?:ü|ue)(?:ß|ss)en",
    r"viele gr(?:ü|ue)(?:ß|ss)e",
    r"(?:bien )?cordialement",
)
_NAME = _one_of(
    r"[A-ZÀ-Þ][\w.'’-]*\.?", "van", "de", "den", "der", "ter", "ten", "te", "het", "'t", "el", "al",
    "namens", "uit", "vanuit", "team", "en", "&", "/", "-", ",",
)  # fmt: skip
_TOO = r"(?:\s+(?:/\s+)?(?i:kind regards|best regards|met vriendelijke groet)[,.]?)?"
_TAIL = _one_of(rf"(?:\s+{_NAME}){{0,7}}", r",?\s+[a-zà-þ]{2,12}", r",\s+[A-ZÀ-Þ][^.?!]{0,60}")
GREETING = re.compile(
    rf"(?i:{_GREETINGS})\s*[,.!;:]{{0,3}}{_TOO}{_TAIL}\s*[.,!]*"
    r"|(?i:(?:alvast )?(?:bedankt|dank(?: je| u)?|thanks|thank you)(?: en groet(?:en|jes)?)?),"
)

_DEVICE = _one_of(
    "iphone", "ipad", "ipod", "galaxy", "samsung", "android", "huawei", "xiaomi", "oneplus",
    "pixel", "fairphone", "nokia", "outlook", "windows", "blackberry", "telefoon", "phone",
    "tablet", "mobiel", "mobile", "toestel", "apparaat", "device", "k-9", "thunderbird", "bluemail",
    "proton", "yahoo", "zimbra", "spark", "mymail", "gmail", "nine", "roundcube", "mail app", "mac",
)  # fmt: skip
_SENT = "(?:verstuurd|verzonden|gestuurd|sent|gesendet|envoye)"
SENT_FROM = re.compile(
    _one_of(
        rf"{_SENT} (?:vanaf|vanuit|van|met|via|from|with|using|von|mit|depuis) .{{0,60}}{_DEVICE}"
        r".{0,120}",
        rf"{_SENT} (?:vanaf|from|von|depuis) (?:mijn|my|meinem|mon) [\w-]+(?: [\w-]+){{0,3}}\.?",
        r"(?:download|get|haal|obtain) outlook (?:voor|for) .{1,100}",
        r"outlook (?:voor|for) (?:ios|android|mac|mobile).{0,100}",
        r"excuse(?:er)? (?:mijn|my) (?:beknoptheid|brevity)\.?",
    )
)

_SAFE = "(?:beveiligd|veilig|versleuteld|secured?|encrypted)"
SECURE = re.compile(
    r"\W*"
    + _one_of(
        r"(?:dit (?:e-?mail)?bericht|deze e-?mail|this (?:e-?mail|message)) "
        rf"(?:is|was|werd|wordt) .{{0,40}}{_SAFE}.{{0,200}}",
        rf"{_SAFE}.{{0,40}} (?:door|met|by|via|with|in) "
        r"(?:zivver|secumailer|zorgmail|smartlockr|cryptshare).{0,200}",
    )
)
_EXTERN = r"\W*\[?extern(?:al)?(?:e)?(?: e?-?mail| sender| afzender)?\b\]?\W*"
BANNER = re.compile(
    _one_of(
        _EXTERN,
        rf"(?:{_EXTERN})?\W*(?:let op|waarschuwing|caution|warning|attentie|pas op)\W"
        r"(?=.{0,200}(?:mail|bericht|message|afzender|sender))"
        r".{0,200}(?:extern|buiten (?:de|onze|uw) organisatie|outside|onbekende afzender).{0,400}",
        r"\W*u ontvangt niet vaak e-?mail van .{0,200}",
        r"\W*you don'?t often get e-?mail from .{0,200}",
        r"\W*sommige (?:personen|mensen) die dit bericht .{0,200}",
        r"\W*deze e-?mail is afkomstig van buiten.{0,300}",
    )
)

_THIS = "(?:dit|deze) (?:e-?mail|bericht|mail)"
DISCLAIMER = re.compile(
    r"\W*"
    + _one_of(
        r"(?:disclaimer|proclaimer|vertrouwelijkheidsclausule)\b",
        rf"(?:de|alle) (?:informatie|inhoud)\b.{{0,40}}\b{_THIS}",
        rf"{_THIS}.{{0,120}}(?:vertrouwelijk|geadresseerde|ontvanger)",
        rf"aan (?:de inhoud van )?{_THIS}.{{0,60}}geen rechten",
        r"(?:als|indien) u .{0,40}niet de (?:beoogde|bedoelde|juiste) "
        r"(?:ontvanger|geadresseerde)",
        rf"(?:als|indien) {_THIS}.{{0,40}}niet voor u",
        r"(?:this|the information (?:contained )?in this|the contents of this) "
        r"(?:e-?mail|message|communication)\b.{0,120}(?:confidential|intended|privileged)",
        r"if you are not the intended",
        r"denkt? (?:u )?(?:ook )?(?:aan|om) het milieu",
        r"(?:moet|wilt) u .{0,40}(?:printen|afdrukken)",
        r"(?:please )?(?:consider|think of) the environment",
        r"think before you print",
    )
)
