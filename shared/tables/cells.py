"""One cell: what people type, read into a value or named as a fault."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from shared.errors.faults import Fault
from shared.tables.templates import UNITS, Column, Kind
from shared.text import is_clean

Value: TypeAlias = str | Decimal | date | bool
Raw: TypeAlias = object
"""What a reader of workbooks yields for a cell: text, number, day, truth value, or a span of time."""

_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()} | {0x3000: 0x20}
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d{1,2})?", re.ASCII | re.IGNORECASE)
_EXPONENT: Final = re.compile(r"\d(?:\.\d+)?E\+\d{2,3}", re.ASCII | re.IGNORECASE)
_AMOUNT: Final = re.compile(
    r"(?:¥|RMB|人民币)?(?P<number>-?[\d,]*\.?\d+)(?P<unit>亿元|万元|亿|万|元)?", re.ASCII | re.IGNORECASE
)
_EPOCH: Final = date(1899, 12, 30)
_SERIALS: Final = range(10_000, 109_575)
"""Day serials from 1927 to 2199: a smaller figure is a year that somebody typed."""
_YES: Final = frozenset({"是", "有", "√", "y", "yes", "true", "1"})
_NO: Final = frozenset({"否", "无", "×", "n", "no", "false", "0"})
_FORMULA: Final = re.compile(r"'*[\s\u200b\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫\t\r\n]")
"""What some spreadsheet takes for the beginning of a formula, in any width and behind blanks."""
_LONGEST: Final = 2000
_DIGITS: Final = 15
"""Significant digits that a spreadsheet keeps."""
_EXACT: Final = 10**_DIGITS


def read_cell(raw: Raw, column: Column, unit: Decimal) -> Value | None:
    """The value of a cell under a column, None when blank; raises `Fault`."""
    if isinstance(raw, str):
        raw = unescape(raw.strip())
        if not is_clean(raw):
            raise Fault("cell_text_unclean")
    if raw is None or raw == "":
        return None
    value = _READERS[column.kind](raw, column, unit)
    _check_bounds(value, column)
    return value


def show(raw: Raw) -> str:
    """A raw cell as text, to be given back in an error workbook."""
    match raw:
        case None:
            return ""
        case bool():
            return "是" if raw else "否"
        case float() if raw.is_integer() and abs(raw) < _EXACT:
            return str(int(raw))
        case datetime() if raw.time().isoformat() == "00:00:00":
            return raw.date().isoformat()
        case _:
            return str(raw)


def escape(text: str) -> str:
    """Text that no spreadsheet runs as a formula: an apostrophe before = + - @, tab and line breaks."""
    return "'" + text if _FORMULA.match(text) else text


def unescape(text: str) -> str:
    """Undo `escape`: the one rule of every import, that such text is kept as its sender meant it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def narrow(text: str) -> str:
    """Full-width letters, digits and blanks to half width; Chinese punctuation stays as typed."""
    return " ".join(text.translate(_WIDE).split())


def _text(raw: Raw, _column: Column, _unit: Decimal) -> str:
    return narrow(show(raw))


def _code(raw: Raw, _column: Column, _unit: Decimal) -> str:
    if not isinstance(raw, str):
        raise Fault("cell_number_for_code")
    text = unicodedata.normalize("NFKC", raw).strip()
    if _EXPONENT.fullmatch(text):
        raise Fault("cell_number_for_code")
    return text


def _number(raw: Raw, _column: Column, _unit: Decimal) -> Decimal:
    if isinstance(raw, bool):
        raise Fault("cell_not_a_number")
    if isinstance(raw, int | float):
        return _decimal(f"{raw:.{_DIGITS}g}" if isinstance(raw, float) else str(raw))
    if not isinstance(raw, str):
        raise Fault("cell_not_a_number")
    return _decimal(unicodedata.normalize("NFKC", raw).replace(",", "").replace(" ", ""))


def _money(raw: Raw, column: Column, unit: Decimal) -> Decimal:
    if not isinstance(raw, str):
        return _number(raw, column, unit) * unit
    match = _AMOUNT.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", raw)))
    if match is None:
        raise Fault("cell_not_money")
    return _decimal(match["number"].replace(",", "")) * (UNITS[match["unit"]] if match["unit"] else unit)


def _day(raw: Raw, _column: Column, _unit: Decimal) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, str):
        return _typed_day(unicodedata.normalize("NFKC", raw).strip())
    if isinstance(raw, int | float) and int(raw) in _SERIALS:
        return _EPOCH + timedelta(days=int(raw))
    raise Fault("cell_not_a_day")


def _typed_day(text: str) -> date:
    if re.fullmatch("[0-9]{5,6}", text) and int(text) in _SERIALS:
        return _EPOCH + timedelta(days=int(text))
    match = _DAY.fullmatch(text)
    if match is None:
        raise Fault("cell_not_a_day")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise Fault("cell_not_a_day") from error


def _boolean(raw: Raw, _column: Column, _unit: Decimal) -> bool:
    text = show(raw).casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Fault("cell_not_a_boolean")


def _choice(raw: Raw, column: Column, _unit: Decimal) -> str:
    text = narrow(show(raw))
    found = [code for code, label in column.choices.items() if text in {code, label, narrow(label)}]
    if not found:
        raise Fault("cell_not_a_choice", choices="、".join(column.choices.values()))
    return found[0]


def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise Fault("cell_not_a_number")
    return Decimal(text)


def _check_bounds(value: Value, column: Column) -> None:
    if isinstance(value, str):
        longest = _LONGEST if column.maximum is None else int(column.maximum)
        if len(value) > longest:
            raise Fault("cell_too_long", maximum=longest)
    elif isinstance(value, Decimal):
        if column.maximum is not None and value > column.maximum:
            raise Fault("cell_too_large", maximum=column.maximum)
        if column.minimum is not None and value < column.minimum:
            raise Fault("cell_too_small", minimum=column.minimum)


_READERS: Final[Mapping[Kind, Callable[[Raw, Column, Decimal], Value]]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DAY: _day,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
}
