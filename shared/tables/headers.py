"""Where the headers stand: one row or up to three, merged or not, below a title or not."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Final

from shared.errors import FieldError
from shared.tables.cells import show
from shared.tables.errors import HeadersMissing
from shared.tables.templates import UNITS, Column, Kind, Template, header_key, header_unit

SEARCHED: Final = 12
"""Rows from the top in which headers may begin."""
DEEPEST: Final = 3

_NOTE: Final = re.compile(r"单位\s*:\s*(?:人民币)?(?P<unit>亿元|万元|元)\s*$")

Grid = Sequence[Sequence[object]]
Spans = Sequence[tuple[tuple[int, int], tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Headers:
    """Which place holds which column, the unit of its money, and what was not understood."""

    last_row: int
    places: Mapping[int, Column]
    units: Mapping[int, Decimal]
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def find_headers(top: Grid, spans: Spans, template: Template) -> Headers:
    """The reading of the top rows that recognises most columns; raises `HeadersMissing`."""
    grid = _spread(top, spans)
    readings = [
        _match(grid, first, depth, template)
        for first, depth in product(range(len(grid)), range(1, DEEPEST + 1))
        if first + depth <= len(grid)
    ]
    best = max(readings, key=lambda each: len(each.places), default=None)
    missing = [c for c in template.columns if c.required and (best is None or c not in best.places.values())]
    if best is None or missing:
        raise HeadersMissing(
            errors=[FieldError("header_missing", params={"header": column.header}) for column in missing]
        )
    return best


def _spread(top: Grid, spans: Spans) -> list[list[str]]:
    """The top rows as text, a merged range filled with what its first cell says."""
    width = max((len(row) for row in top), default=0)
    grid = [[show(cell).strip() for cell in row] + [""] * (width - len(row)) for row in top]
    for (first_row, first_column), (last_row, last_column) in spans:
        if first_row >= len(grid) or first_column >= width:
            continue
        for row, column in product(
            range(first_row, min(last_row + 1, len(grid))), range(first_column, min(last_column + 1, width))
        ):
            grid[row][column] = grid[first_row][first_column]
    return grid


def _match(grid: list[list[str]], first: int, depth: int, template: Template) -> Headers:
    by_key = {
        header_key(name): column for column in template.columns for name in (column.header, *column.synonyms)
    }
    places: dict[int, Column] = {}
    units: dict[int, Decimal] = {}
    noted = _noted_unit(grid[: first + depth])
    unknown: list[str] = []
    for place, parts in enumerate(zip(*grid[first : first + depth], strict=True)):
        stacked = list(dict.fromkeys(part for part in parts if part))
        found = next((by_key[key] for key in _spellings(stacked) if key in by_key), None)
        if found is not None and found not in places.values():
            places[place] = found
            units[place] = _unit(stacked, found, noted)
        elif stacked:
            unknown.append("".join(stacked))
    known = {column.key for column in places.values()}
    missing = tuple(column.header for column in template.columns if column.key not in known)
    return Headers(first + depth - 1, places, units, tuple(unknown), missing)


def _spellings(stacked: list[str]) -> list[str]:
    """Group and header as one, then the lowest that is filled."""
    return [header_key("".join(stacked)), header_key(stacked[-1])] if stacked else []


def _unit(stacked: list[str], column: Column, noted: Decimal | None) -> Decimal:
    """The header's own unit, else the note above the table (单位：万元), else that of the template."""
    if column.kind is not Kind.MONEY:
        return Decimal(1)
    named = (header_unit(part) for part in reversed(stacked))
    return next((unit for unit in named if unit is not None), noted or column.unit)


def _noted_unit(rows: list[list[str]]) -> Decimal | None:
    notes = (_NOTE.search(unicodedata.normalize("NFKC", cell)) for row in rows for cell in row)
    return next((UNITS[note["unit"]] for note in notes if note), None)
