"""Which long numbers are what they look like: check digits of identity papers and cards, shapes of telephones.

A number that fails its check is another number: a telephone is no cédula, an order number no card.
"""

from __future__ import annotations

import re
from typing import Final

_DNI_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_PHONE_DIGITS: Final = range(7, 16)
_YEARS = re.compile(r"(?:19|20)\d\d\D(?:19|20)\d\d$")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+$")


def digits_of(text: str) -> str:
    """Its digits alone."""
    return "".join([char for char in text if char.isdigit()])


def luhn(text: str) -> bool:
    """Cards and Dominican cédulas: every second digit doubled, the sum a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(digits_of(text))):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_cedula(text: str) -> bool:
    """Eleven digits with the check digit of a Dominican cédula, and not a telephone with its country's 1."""
    digits = digits_of(text)
    return len(digits) == 11 and len(set(digits)) > 2 and luhn(digits) and not re.match(r"1[2-9]\d\d[2-9]", digits)


def is_card(text: str) -> bool:
    """A payment card: 13 to 19 digits that begin as cards do."""
    digits = digits_of(text)
    return 13 <= len(digits) <= 19 and digits[0] in "3456" and len(set(digits)) > 1 and luhn(digits)


def is_iban(text: str) -> bool:
    """An international account number: the remainder by 97 is one."""
    packed = re.sub(r"\W", "", text).upper()
    if not (packed.isascii() and 15 <= len(packed) <= 34):  # a pattern that ignores case lets K (kelvin) and İ through
        return False
    return int("".join([str(int(char, 36)) for char in packed[4:] + packed[:4]])) % 97 == 1


def is_dni(text: str) -> bool:
    """A Spanish DNI or NIE: its letter is the remainder by 23."""
    packed = re.sub(r"\W", "", text).upper()
    number = packed[:-1].translate(str.maketrans("XYZ", "012"))
    return number.isdigit() and packed[-1] == _DNI_LETTERS[int(number) % 23]


def is_cpf(text: str) -> bool:
    """Eleven digits with the two check digits of a Brazilian CPF."""
    digits = [int(digit) for digit in digits_of(text)]
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    for size in (9, 10):
        rest = sum((size + 1 - at) * digit for at, digit in enumerate(digits[:size])) * 10 % 11 % 10
        if rest != digits[size]:
            return False
    return True


def is_rut(text: str) -> bool:
    """A Chilean RUT: its last sign is a remainder by 11, K for ten."""
    packed = re.sub(r"\W", "", text).upper()
    if not packed[:-1].isdigit():
        return False
    total = sum(int(digit) * (2 + at % 6) for at, digit in enumerate(reversed(packed[:-1])))
    return packed[-1] == "0123456789K0"[11 - total % 11]


def is_bare_identity(text: str) -> bool:
    """Eleven digits without a word beside them: a cédula or a CPF by their check digits."""
    return is_cedula(text) or is_cpf(text)


def is_phone(text: str) -> bool:
    """As many digits as telephones have, and no amount (`12.345.678`) nor span of years (`2019-2023`)."""
    return len(digits_of(text)) in _PHONE_DIGITS and not _THOUSANDS.match(text) and not _YEARS.match(text)


def is_folio(text: str) -> bool:
    """No telephone: *mi número es 809…* gives no folio."""
    return re.fullmatch(r"[2-9]\d{9}", text) is None and re.fullmatch(r"[2-9]\d\d[ .-]\d{3}[ .-]\d{4}", text) is None
