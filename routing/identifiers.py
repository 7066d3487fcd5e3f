"""Numbers and addresses that lead to one person, as people write them in a message.

Each function returns the text with what it recognises replaced by ``mark``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

# Dates, so that none is taken for a telephone number.
_DATE = r"(?:0?[1-9]|[12]\d|3[01])[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:(?:19|20)\d\d|\d\d)(?!\d)"
_MONTH = (
    r"(?:jan|feb|mrt|maa|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*\.?"
    r"(?:[ ]+(?:(?:19|20)\d\d|'?\d\d)(?!\d))?"
)

_EMAIL = re.compile(
    r"(?<![\w.+%@-])[\w.+%-]+(?:@|[ ]?[(\[][ ]?(?:at|apenstaartje)[ ]?[)\]][ ]?)"
    r"[\w-]+(?:\.[\w-]+)+"
)
# Also "@noor@social.example", as a whole.
_HANDLE = re.compile(r"(?<![\w@.])[@＠](\w+(?:[.@＠]\w+)*)")


def without_emails(text: str, mark: str, keep: Collection[str] = ()) -> str:
    """``keep``: addresses in lower case that stay."""
    return _EMAIL.sub(lambda found: found[0] if found[0].lower() in keep else mark, text)


def without_handles(text: str, mark: str, keep: Collection[str] = ()) -> str:
    """``keep``: user names in lower case, without @, that stay."""
    return _HANDLE.sub(lambda found: found[0] if found[1].lower() in keep else mark, text)


# Accounts ----------------------------------------------------------------------------------------

_DUTCH_IBAN = re.compile(
    r"(?<!\w)NL[ .-]?\d\d[ .-]?[A-Z]{4}(?:[ .-]?\d){10}(?!\d)", re.IGNORECASE | re.ASCII
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)", re.ASCII)


def without_ibans(text: str, mark: str) -> str:
    """A Dutch one also with a typing error; others when their check digits are right."""
    return _IBAN.sub(lambda found: _marked_iban(found[0], mark), _DUTCH_IBAN.sub(mark, text))


def _marked_iban(written: str, mark: str) -> str:
    """Words in capitals behind the number look like more of it."""
    for end in [len(written), *(m.start() for m in reversed([*re.finditer(" ", written)]))]:
        if _is_iban(written[:end].replace(" ", "")):
            return mark + written[end:]
    return written


def _is_iban(compact: str) -> bool:
    turned = compact[4:] + compact[:4]
    return len(compact) >= 15 and int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


# Citizens' numbers -------------------------------------------------------------------------------

_NAMED_BSN = re.compile(
    r"(?<!\w)((?:bsn|burgerservicenummer|sofinummer)[\s:.=]*(?:(?:is|nr|nummer)[\s:.]*)?)"
    r"\d(?:[ .]?\d){7,8}(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_NINE_DIGITS = re.compile(
    r"(?<![\w.,+-])(?:\d{9}|\d{4}[. ]\d\d[. ]\d{3}|\d{3}[. ]\d{3}[. ]\d{3})(?![\w-]|[.,]\d)",
    re.ASCII,
)


def without_bsns(text: str, mark: str) -> str:
    """Nine digits that pass the eleven-test, or that are said to be one."""
    text = _NAMED_BSN.sub(lambda found: found[1] + mark, text)
    return _NINE_DIGITS.sub(lambda found: mark if _is_bsn(found[0]) else found[0], text)


def _is_bsn(written: str) -> bool:
    digits = [int(char) for char in written if char.isdigit()]
    weighed = sum(
        weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True)
    )
    return any(digits) and weighed % 11 == 0


# Dates of birth ----------------------------------------------------------------------------------

_BIRTH = re.compile(
    r"(?<!\w)((?:geboren|geb\.|geb|geboortedatum|geboortedag|born|date of birth|dob)(?!\w)"
    r"[^\d\[\].!?\n]{0,30}?)"
    rf"(?:{_DATE}|(?:19|20)\d\d[-./]\d\d?[-./]\d\d?(?!\d)|[0-3]?\d(?:e|ste|de)?[ ]+{_MONTH})",
    re.IGNORECASE | re.ASCII,
)


def without_birth_dates(text: str, mark: str) -> str:
    """The day behind "geboren" and the like."""
    return _BIRTH.sub(lambda found: found[1] + mark, text)


# Telephone ---------------------------------------------------------------------------------------

_DIGIT = r"[ .\-/()]{0,3}\d"
_PHONE = re.compile(
    r"(?<![\w+])(?:"
    rf"(?:\+|00)[1-9]\d{{0,2}}(?:[ .\-/]{{0,3}}\(0\))?(?:{_DIGIT}){{7,11}}"
    # "06-12-2026 14" is a day.
    rf"|\(?06(?![-./ ]\d\d?[-./ ](?:19|20)\d\d(?!\d))(?:{_DIGIT}){{8}}"
    # Those for everybody, 0800 and 0900, stay.
    rf"|(?!{_DATE})\(?0(?!6|800|90[069])[1-9](?:{_DIGIT}){{8}}"
    r"|316\d{8}"
    r")(?!\d)",
    re.ASCII,
)


def without_phones(text: str, mark: str) -> str:
    """Dutch numbers of ten digits, and those that begin with a country."""
    return _PHONE.sub(mark, text)


# Licence plates ----------------------------------------------------------------------------------

_ALL = (
    *("LL-DD-DD", "DD-DD-LL", "DD-LL-DD", "LL-DD-LL", "LL-LL-DD", "DD-LL-LL", "DD-LLL-D"),
    *("D-LLL-DD", "LL-DDD-L", "L-DDD-LL", "LLL-DD-L", "L-DD-LLL", "D-LL-DDD", "DDD-LL-D"),
)
# Written as one these are also post codes, or any code.
_DOUBTFUL = frozenset({"LL-DD-DD", "DD-DD-LL", "LL-LL-DD", "DD-LL-LL"})


def _plates(between: str, shapes: Iterable[str]) -> str:
    made = (
        shape.replace("-", between).replace("D", r"\d").replace("L", "[A-Z]") for shape in shapes
    )
    return f"(?:{'|'.join(made)})"


_SURE = [shape for shape in _ALL if shape not in _DOUBTFUL]
_CAPITAL_PLATE = rf"{_plates(' ', _ALL)}|{_plates('', _SURE)}"
_PLATE = re.compile(
    rf"(?<![\w-])(?:(?i:{_plates('[-–]', _ALL)})|{_CAPITAL_PLATE})(?![\w-])", re.ASCII
)
_NAMED_PLATE = re.compile(
    r"(?<!\w)((?i:kenteken|nummerplaat|nummerbord|licence plate|license plate)"
    r"(?i:[ :=,]+(?:is|van|de|het|auto|met|nummer|nr)(?!\w)){0,3}[ :=]+)"
    rf"(?:(?i:{_plates('[- ]?', _ALL)})|[A-Z]{{1,3}}[- ]?[A-Z]{{0,2}}[- ]?\d{{1,5}}[A-Z]{{0,3}})"
    r"(?!\w)",
    re.ASCII,
)
_MONTH_BETWEEN = re.compile(r"-(?:jan|feb|mrt|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)-")


def without_plates(text: str, mark: str) -> str:
    """Dutch licence plates; foreign ones when the text says that it is one."""
    text = _NAMED_PLATE.sub(lambda found: found[1] + mark, text)
    return _PLATE.sub(lambda found: found[0] if _is_date(found[0]) else mark, text)


def _is_date(written: str) -> bool:
    return bool(_MONTH_BETWEEN.search(written.lower()))
