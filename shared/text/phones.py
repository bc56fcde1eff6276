"""Telephone numbers as departments write them: landlines with area code, mobiles, extensions."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import phonenumbers

from shared.errors.faults import Fault

_EXTENSION: Final = re.compile(
    r"^(?P<main>.*?\d{7,})\s*(?:转|分机|ext\.?|x|#|-)\s*(?P<extension>\d{1,6})$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in E.164 and the extension behind it."""

    number: str
    extension: str | None = None

    @property
    def text(self) -> str:
        """How it is written inside China: 0531 8901 3432转801."""
        parsed = phonenumbers.parse(self.number)
        national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        return national + (f"转{self.extension}" if self.extension else "")


def read_phone(text: str) -> Phone:
    """Read a Chinese (or foreign, with +) number, `-801` and `转801` as extension; raises `phone_invalid`."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _EXTENSION.match(plain)
    main, extension = (match["main"], match["extension"]) if match else (plain, None)
    try:
        parsed = phonenumbers.parse(main, "CN")
    except phonenumbers.NumberParseException as error:
        raise Fault("phone_invalid") from error
    if not phonenumbers.is_valid_number(parsed):
        raise Fault("phone_invalid")
    return Phone(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), extension)
