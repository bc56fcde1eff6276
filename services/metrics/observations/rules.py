"""Units, and how one figure is made of many: tiling in time, covering in space, bounding what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.metrics.boundaries.rules import Territory
from services.metrics.readings.rules import (
    PREFERENCE,
    Basis,
    Completeness,
    Origin,
    Reading,
    Reason,
    Receipt,
    SeriesQuestion,
    Source,
    Window,
)
from shared.codes.regions import Region


class Unit(StrEnum):
    """What a figure is given in; money is kept in yuan."""

    YUAN = "yuan"
    TEN_THOUSAND_YUAN = "ten_thousand_yuan"
    HUNDRED_MILLION_YUAN = "hundred_million_yuan"
    COUNT = "count"


FACTORS: Final[Mapping[Unit, Decimal]] = {
    Unit.YUAN: Decimal(1),
    Unit.TEN_THOUSAND_YUAN: Decimal(10_000),
    Unit.HUNDRED_MILLION_YUAN: Decimal(100_000_000),
    Unit.COUNT: Decimal(1),
}


def kept(value: Decimal, unit: Unit) -> Decimal:
    """The figure as it is kept: 1.5 亿元 is 150000000 yuan."""
    return value * FACTORS[unit]


@dataclass(frozen=True, slots=True)
class Cell:
    """One observation as a reading sees it."""

    id: UUID
    region: str
    window: Window
    origin: Origin
    value: Decimal
    version: int


@dataclass(frozen=True, slots=True)
class Expected:
    """One figure that is asked for."""

    region: str
    window: Window
    expected_at: datetime
    reported_at: datetime | None
    approved_at: datetime | None
    at_most: Decimal | None


@dataclass(frozen=True, slots=True)
class Material:
    """All that one question may rest on."""

    cells: Sequence[Cell]
    expected: Sequence[Expected]
    zones: tuple[Region, ...]


def read(question: SeriesQuestion, material: Material) -> Reading:
    """Sum over the tiles of the window and, in each, over the regions that cover the asked one."""
    tiles = tiling(question, [cell.window for cell in material.cells])
    if not tiles:
        return _nothing(question, material)
    taken: list[Cell] = []
    lacking: dict[str, None] = {}
    differing = False
    for tile in tiles:
        best, many = _preferred(cell for cell in material.cells if cell.window == tile)
        on = question.boundaries.day(tile)
        cover = Territory(material.zones, question.region, on, tile.last, frozenset(best)).cover()
        taken += [best[code] for code in cover.taken]
        differing = differing or bool(many.intersection(cover.taken))
        lacking |= dict.fromkeys(cover.lacking)
    if not taken:
        return _nothing(question, material)
    value = sum((cell.value for cell in taken), Decimal(0))
    completeness = _completeness(question, material, tiles, value=value, lacking=tuple(lacking))
    reasons = [Reason("origins_differ")] if differing else []
    reasons += [Reason("regions_missing", {"regions": list(completeness.missing)})] * bool(
        completeness.missing
    )
    sources = tuple(Source("observation", cell.id, cell.version) for cell in sorted(taken, key=_order))
    return Reading(
        value=value,
        reasons=tuple(reasons),
        completeness=completeness,
        receipt=Receipt(sources=sources, total=len(sources)),
    )


def tiling(question: SeriesQuestion, windows: Iterable[Window]) -> list[Window]:
    """The periods that the figure is read from.

    A flow: the window itself, or the longest periods that follow on each other through all of it. A stock:
    the latest period that ends inside. Everything so far: as a flow, but from the first period on.
    """
    known = sorted(set(windows))
    if question.basis is Basis.STOCK:
        inside = [each for each in known if question.window.first <= each.last <= question.window.last]
        return [max(inside, key=lambda each: (each.last, each.first))] if inside else []
    if question.basis is Basis.CUMULATIVE:
        known = [each for each in known if each.last <= question.window.last]
        return _chain(known, Window(known[0].first, question.window.last)) if known else []
    return _chain([each for each in known if question.window.holds(each)], question.window)


def _chain(known: Sequence[Window], whole: Window) -> list[Window]:
    """The longest period that begins where the last one ended, on and on; [] when there is a gap."""
    found: list[Window] = []
    day = whole.first
    while day <= whole.last:
        here = [each for each in known if each.first == day]
        if not here:
            return []
        found.append(max(here, key=lambda each: each.last))
        day = found[-1].day_after
    return found


def _preferred(cells: Iterable[Cell]) -> tuple[dict[str, Cell], set[str]]:
    """The best origin's figure of each region, and the regions whose origins tell different figures."""
    best: dict[str, Cell] = {}
    differing: set[str] = set()
    for cell in sorted(cells, key=lambda each: PREFERENCE.index(each.origin)):
        held = best.setdefault(cell.region, cell)
        if held.value != cell.value:
            differing.add(cell.region)
    return best, differing


def _completeness(
    question: SeriesQuestion,
    material: Material,
    tiles: Sequence[Window],
    *,
    value: Decimal,
    lacking: tuple[str, ...],
) -> Completeness:
    """From the reports that were asked for; where none were, from the regions that no figure covers."""
    mine = [each for each in _asked(question, material) if each.window in tiles]
    if not mine:
        whole = not lacking
        return Completeness(missing=lacking, low=value, high=value if whole else None)
    missing = [each for each in mine if each.approved_at is None]
    bounds = [each.at_most for each in missing]
    high = None if None in bounds else value + sum((each or Decimal(0) for each in bounds), Decimal(0))
    return Completeness(
        expected=len(mine),
        reported=sum(each.reported_at is not None for each in mine),
        approved=sum(each.approved_at is not None for each in mine),
        missing=tuple(sorted({each.region for each in missing})),
        low=value,
        high=high,
    )


def _asked(question: SeriesQuestion, material: Material) -> list[Expected]:
    """What was asked for within the region by the moment of the question, with what was known then."""
    found = []
    for each in material.expected:
        on = question.boundaries.day(each.window)
        one = frozenset({each.region})
        if Territory(material.zones, question.region, on, each.window.last, one).cover().taken:
            found.append(each)
    return found


def _nothing(question: SeriesQuestion, material: Material) -> Reading:
    asked = [each for each in _asked(question, material) if question.window.holds(each.window)]
    completeness = Completeness(
        expected=len(asked),
        reported=sum(each.reported_at is not None for each in asked),
        missing=tuple(sorted({each.region for each in asked})),
    )
    return Reading(value=None, reasons=(Reason("nothing_observed"),), completeness=completeness)


def _order(cell: Cell) -> tuple[str, Window]:
    return (cell.region, cell.window)
