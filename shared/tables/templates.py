"""What a table holds: Chinese headers, their synonyms, and the kind of each column."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from shared.codes.lists import CodeList

UNITS: Final[Mapping[str, Decimal]] = {
    "亿元": Decimal(100_000_000),
    "亿": Decimal(100_000_000),
    "万元": Decimal(10_000),
    "万": Decimal(10_000),
    "元": Decimal(1),
}
"""Money is kept in yuan; headers and cells may say in what they count."""

_BRACKETS: Final = re.compile(r"[(\[【〔](?P<inside>[^)\]】〕]*)[)\]】〕]")


class Kind(StrEnum):
    """How the cells of a column are read and written."""

    TEXT = "text"
    CODE = "code"
    """Figures that are no number (credit codes, phones): only text cells, Excel rounds 18 digits."""
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    BOOLEAN = "boolean"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `choices` maps codes to labels, `maximum` bounds a number or a text's length."""

    key: str
    header: str
    kind: Kind = Kind.TEXT
    required: bool = False
    synonyms: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    width: int = 18
    english: str = ""
    """Its header for readers of English, where the column is handed out."""
    english_choices: Mapping[str, str] = field(default_factory=dict)
    """Labels for them; a code without one is shown as it is."""

    @classmethod
    def of(cls, codes: CodeList, key: str, header: str, *, english: str = "", width: int = 18) -> "Column":
        """A column of codes, shown by their labels in the language of the table."""
        return cls(
            key,
            header,
            Kind.CHOICE,
            choices={entry.code: entry.zh for entry in codes.entries},
            english=english,
            english_choices={entry.code: entry.en for entry in codes.entries},
            width=width,
        )

    @property
    def unit(self) -> Decimal:
        """What one counts in a cell without its own unit: 10,000 under 年销售额（万元）."""
        return header_unit(self.header) or Decimal(1)


@dataclass(frozen=True, slots=True)
class Template:
    """A named, versioned table; the version is written into what people fill in."""

    name: str
    version: str
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


def header_key(text: str) -> str:
    """A header without width, blanks, asterisk, colon and what stands in brackets."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"[*:、,/]", "", _BRACKETS.sub("", plain)).casefold()


def header_unit(text: str) -> Decimal | None:
    """The unit that a header names in brackets or after 单位, if any."""
    plain = re.sub(r"\s|单位|[:人民币]", "", unicodedata.normalize("NFKC", text))
    return next(
        (UNITS[each["inside"]] for each in _BRACKETS.finditer(plain) if each["inside"] in UNITS), None
    )
