"""Identity numbers of organisations (GB 32100-2015, GB 11714-1997, GS 15-2006)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared.codes.lists import code_list
from shared.errors.faults import Fault

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015: no I, O, S, V, Z."""

_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CODE: Final = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_PREFIX: Final = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{9}}")
_ORGANISATION: Final = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)

CATEGORIES: Final = frozenset(code_list("credit_code_categories").codes)
"""Registration authority and kind, characters 1 and 2 (GB 32100-2015 table 1 with its amendment)."""


class CreditCodeError(Fault):
    """No unified social credit code: `credit_code_malformed` or `credit_code_check_digit`."""


class Warned(StrEnum):
    """What is unusual and no error: codes were issued before the rules were firm."""

    CATEGORY = "credit_code_category_unknown"
    ORGANISATION_DIGIT = "credit_code_organisation_digit"


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code whose check digit holds."""

    text: str
    warnings: tuple[Warned, ...] = ()

    @property
    def category(self) -> str:
        """Registration authority and kind: 91 enterprise, 93 cooperative, N2 village collective ..."""
        return self.text[:2]

    @property
    def first_region(self) -> str:
        """The region of *first* registration by that day's code; never where the organisation is now."""
        return self.text[2:8]

    @property
    def organisation_code(self) -> str:
        """The nine characters of GB 11714."""
        return self.text[8:17]


def normalise(text: str) -> str:
    """Half width, upper case, without the spaces and hyphens that people put in."""
    return re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", text)).upper()


def check(text: str) -> CreditCode:
    """Read a unified social credit code; raises `CreditCodeError`."""
    code = normalise(text)
    if not _CODE.fullmatch(code):
        raise CreditCodeError("credit_code_malformed")
    if _digit(code[:17]) != code[17]:
        raise CreditCodeError("credit_code_check_digit")
    warnings = []
    if code[:2] not in CATEGORIES:
        warnings.append(Warned.CATEGORY)
    if _organisation_digit(code[8:16]) != code[16]:
        warnings.append(Warned.ORGANISATION_DIGIT)
    return CreditCode(code, tuple(warnings))


def make(prefix: str) -> str:
    """Complete 17 characters by their check digit."""
    code = normalise(prefix)
    if not _PREFIX.fullmatch(code):
        raise CreditCodeError("credit_code_malformed")
    return code + _digit(code)


def make_from(category: str, region: str, serial: str) -> str:
    """A code without warnings from category (2), region (6) and the first eight of a GB 11714 code."""
    return make(category + region + serial + _organisation_digit(serial))


def check_registration_number(text: str) -> str:
    """The 15-digit business registration number used until 2015 (ISO 7064 mod 11,10)."""
    number = normalise(text)
    if not re.fullmatch(r"[0-9]{15}", number):
        raise Fault("registration_number_malformed")
    product = 10
    for digit in number[:14]:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    if (product + int(number[14])) % 10 != 1:
        raise Fault("registration_number_check_digit")
    return number


def check_organisation_code(text: str) -> str:
    """The nine-character organisation code of GB 11714-1997, without its hyphen."""
    code = normalise(text)
    if not _ORGANISATION.fullmatch(code):
        raise Fault("organisation_code_malformed")
    if _organisation_digit(code[:8]) != code[8]:
        raise Fault("organisation_code_check_digit")
    return code


def _digit(seventeen: str) -> str:
    total = sum(
        ALPHABET.index(character) * weight for character, weight in zip(seventeen, _WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]


def _organisation_digit(eight: str) -> str:
    values = (int(character, 36) for character in eight)
    total = sum(value * weight for value, weight in zip(values, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]
