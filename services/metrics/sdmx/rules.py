"""Figures as SDMX-CSV 2.0 and SDMX-JSON 2.0 data messages, written piece by piece."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import orjson

from shared.tables.cells import escape
from shared.tables.separated import guard

AGENCY, FLOW, VERSION = "LUPIN", "FIGURES", "1.0.0"
STRUCTURE: Final = f"{AGENCY}:{FLOW}({VERSION})"
URN: Final = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={STRUCTURE}"
SCHEMA: Final = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/"
    "sdmx-json-data-schema.json"
)
CSV: Final = "application/vnd.sdmx.data+csv;version=2.0.0"
JSON: Final = "application/vnd.sdmx.data+json;version=2.0.0"
KEYED: Final = ("FREQ", "INDICATOR", "REF_AREA", "ORIGIN")
TIME: Final = "TIME_PERIOD"
ATTRIBUTES: Final = ("UNIT_MEASURE", "SOURCE", "KNOWN_FROM")
INDEXED: Final = (*KEYED, TIME, *ATTRIBUTES)
HEADER: Final = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *KEYED, TIME, "OBS_VALUE", *ATTRIBUTES)
_FREE: Final = (TIME, "SOURCE", "KNOWN_FROM")
"""Components without codes: their values stand for themselves."""
_MONTHS: Final = 12


class Frequency(StrEnum):
    """How long a period is, by the code list CL_FREQ."""

    YEAR = "A"
    QUARTER = "Q"
    MONTH = "M"
    DAY = "D"
    OTHER = "_O"


LENGTHS: Final[Mapping[Frequency, int]] = {Frequency.YEAR: 12, Frequency.QUARTER: 3, Frequency.MONTH: 1}
"""Months of a period that begins with one of its kind."""


def period_of(first: date, last: date) -> tuple[Frequency, str]:
    """2014, 2014-Q1, 2014-03, 2014-03-05; any other period as its first day and how many days it has."""
    for frequency, months in LENGTHS.items():
        if first.day == 1 and (first.month - 1) % months == 0 and last == _end(first, months):
            return frequency, {
                Frequency.YEAR: f"{first:%Y}",
                Frequency.QUARTER: f"{first:%Y}-Q{(first.month + 2) // 3}",
                Frequency.MONTH: f"{first:%Y-%m}",
            }[frequency]
    if first == last:
        return Frequency.DAY, first.isoformat()
    return Frequency.OTHER, f"{first.isoformat()}/P{(last - first).days + 1}D"


def _end(first: date, months: int) -> date:
    year, month = divmod(first.month - 1 + months, _MONTHS)
    return date(first.year + year, month + 1, 1) - timedelta(days=1)


Units = Callable[[str], str | None]
"""The unit of a series; none of one that is not in the catalogue."""


def cells(item: Mapping[str, Any], units: Units) -> dict[str, str | Decimal]:
    """An observation by the components of the data structure."""
    frequency, period = period_of(item["period_from"], item["period_to"])
    known: datetime = item["known_from"]
    unit = units(item["series"])
    found: dict[str, str | Decimal] = {
        "FREQ": frequency.value,
        "INDICATOR": item["series"],
        "REF_AREA": item["region"],
        "ORIGIN": str(item["origin"]),
        TIME: period,
        "OBS_VALUE": item["value"],
        "SOURCE": item["source"],
        "KNOWN_FROM": known.isoformat(),
    }
    return found if unit is None else {**found, "UNIT_MEASURE": unit}


@dataclass(frozen=True, slots=True)
class CsvMessage:
    """SDMX-CSV 2.0: the structure in every row; no cell of it begins a formula."""

    units: Units
    media_type: str = CSV

    def opening(self) -> bytes:
        return _lines([HEADER])

    def rows(self, items: Sequence[Mapping[str, Any]]) -> bytes:
        told = (cells(item, self.units) for item in items)
        return _lines(
            ["dataflow", STRUCTURE, "I", *(_shown(row.get(n, "")) for n in HEADER[3:])] for row in told
        )

    def closing(self) -> bytes:
        return b""


def _shown(value: str | Decimal) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else guard(escape(value))


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@dataclass(slots=True)
class JsonMessage:
    """SDMX-JSON 2.0, flat: observations as they come, what their indexes mean behind them."""

    units: Units
    name: Callable[[str, str], str]
    """Of a component (its own code), or of a code of a component, for the reader."""
    identifier: str
    prepared: datetime
    language: str
    media_type: str = JSON
    _met: dict[str, dict[str, int]] = field(
        default_factory=lambda: {n: {} for n in (*KEYED, TIME, *ATTRIBUTES)}
    )
    _begun: bool = False

    def opening(self) -> bytes:
        meta = {
            "schema": SCHEMA,
            "id": self.identifier,
            "prepared": self.prepared.isoformat(),
            "contentLanguages": [self.language],
            "sender": {"id": AGENCY, "name": AGENCY},
        }
        dataset = b'{"structure":0,"action":"Information","links":[' + orjson.dumps(_link()) + b"]"
        return b'{"meta":' + orjson.dumps(meta) + b',"data":{"dataSets":[' + dataset + b',"observations":{'

    def rows(self, items: Sequence[Mapping[str, Any]]) -> bytes:
        pieces = [self._observation(cells(item, self.units)) for item in items]
        before = b"," if self._begun and pieces else b""
        self._begun = self._begun or bool(pieces)
        return before + b",".join(pieces)

    def closing(self) -> bytes:
        structure = {
            "dataSets": [0],
            "links": [_link()],
            "dimensions": {
                "observation": [
                    {**self._component(name), "keyPosition": place}
                    for place, name in enumerate((*KEYED, TIME))
                ]
            },
            "measures": {"observation": [{"id": "OBS_VALUE", "name": self.name("OBS_VALUE", "OBS_VALUE")}]},
            "attributes": {
                "observation": [
                    {**self._component(name), "relationship": {"observation": {}}}
                    for name in ATTRIBUTES
                    if self._met[name]
                ]
            },
        }
        return b'}}],"structures":[' + orjson.dumps(structure) + b"]}}"

    def _observation(self, row: Mapping[str, str | Decimal]) -> bytes:
        key = ":".join(str(self._place(name, row)) for name in (*KEYED, TIME))
        told = [self._place(name, row) for name in ATTRIBUTES]
        value = orjson.Fragment(f"{row['OBS_VALUE']:f}".encode())
        return orjson.dumps(key) + b":" + orjson.dumps([value, *told])

    def _place(self, name: str, row: Mapping[str, str | Decimal]) -> int | None:
        """The index of a value among those met so far."""
        met = self._met[name]
        return met.setdefault(str(row[name]), len(met)) if name in row else None

    def _component(self, name: str) -> dict[str, Any]:
        values = [
            {"value": value} if name in _FREE else {"id": value, "name": self.name(name, value)}
            for value in self._met[name]
        ]
        return {"id": name, "name": self.name(name, name), "values": values}


def _link() -> dict[str, str]:
    return {"urn": URN, "rel": "dataflow"}
