"""Numbers of official documents: issuer code, year in 〔〕, serial (GB/T 9704-2012, 7.2.5)."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from shared.errors.faults import Fault

_NUMBER: Final = re.compile(
    r"(?P<issuer>[^\d〔\[【(]+)[〔\[【(](?P<year>\d{4})[〕\]】)]第?0*(?P<serial>[1-9]\d{0,5})号?"
)


@dataclass(frozen=True, slots=True, order=True)
class DocumentNumber:
    """Issuer, year and serial apart, so that they sort and search."""

    issuer: str
    year: int
    serial: int

    @override
    def __str__(self) -> str:
        return f"{self.issuer}〔{self.year}〕{self.serial}号"


def read_document_number(text: str) -> DocumentNumber:
    """Read 鲁商字[2017]024号 and its other spellings; raises `document_number_malformed`."""
    match = _NUMBER.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if match is None:
        raise Fault("document_number_malformed")
    return DocumentNumber(match["issuer"], int(match["year"]), int(match["serial"]))
