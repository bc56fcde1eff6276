"""Regions (GB/T 2260) with their history since 2012, and functional zones under local codes."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Self

from shared.errors.faults import Fault


class RegionLevel(StrEnum):
    """Where in the tree; a zone stands beside the counties of its parent."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    ZONE = "zone"


class UnknownRegion(Fault):
    """No region has this code."""

    def __init__(self) -> None:
        super().__init__("region_unknown")


@dataclass(frozen=True, slots=True)
class Region:
    """One code, in force from `valid_from` (None: before 2012) until before `valid_to` (None: still)."""

    code: str
    name: str
    parent: str | None
    level: RegionLevel
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    source: str = ""

    def is_valid(self, day: date | None) -> bool:
        """Whether the code is in force on the day; without a day, whether it is in force still."""
        if day is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


class Regions:
    """All regions by code. Names repeat (市中区), codes never do and are never used again."""

    def __init__(self, regions: Iterable[Region]) -> None:
        self._by_code = {region.code: region for region in regions}
        self._children: dict[str | None, list[Region]] = defaultdict(list)
        self._named: dict[str, list[Region]] = defaultdict(list)
        for region in sorted(self._by_code.values(), key=lambda each: each.code):
            self._children[region.parent].append(region)
            self._named[region.name].append(region)

    @classmethod
    @cache
    def shipped(cls) -> Self:
        """The tree that comes with the product: read and ordered once; nobody changes it."""
        return cls(_shipped())

    def __iter__(self) -> Iterator[Region]:
        return iter(sorted(self._by_code.values(), key=lambda each: each.code))

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Region:
        """The region of this code, past ones too; raises `UnknownRegion`."""
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownRegion from None

    def at(self, day: date) -> list[Region]:
        """The whole tree as it stood on a day."""
        return [region for region in self if region.is_valid(day)]

    def named(self, name: str, on: date | None = None) -> list[Region]:
        """Every region of this full name; there may be several."""
        return [region for region in self._named.get(name, ()) if region.is_valid(on)]

    def children(self, code: str | None, on: date | None = None) -> list[Region]:
        """What stands directly below a code (None: the provinces) on a day or now."""
        return [region for region in self._children.get(code, ()) if region.is_valid(on)]

    def cities(self, province: str, on: date | None = None) -> list[Region]:
        """The cities of a province on a day or now: Shandong had 17 in 2017 and has 16."""
        return [region for region in self.children(province, on) if region.level is RegionLevel.CITY]

    def counties(self, province: str, on: date | None = None) -> list[Region]:
        """The counties below the cities of a province, zones not counted."""
        return [
            region
            for region in self
            if region.level is RegionLevel.COUNTY and region.code[:2] == province[:2] and region.is_valid(on)
        ]

    def current(self, code: str, on: date | None = None) -> Region:
        """The region that holds this one's territory on a day or now: 371202 is 370116 since 2019."""
        region = self.get(code)
        while (
            region.successor is not None
            and region.valid_to is not None
            and (on is None or region.valid_to <= on)
        ):
            region = self.get(region.successor)
        return region

    def path(self, code: str) -> str:
        """The dotted path of a code as it was issued, for prefix tests: 370811 gives "37.3708.370811."."""
        region = self.get(code)
        steps = {
            RegionLevel.PROVINCE: (code[:2],),
            RegionLevel.CITY: (code[:2], code[:4]),
            RegionLevel.COUNTY: (code[:2], code[:4], code),
        }.get(region.level)
        if steps is None:
            return self.path(region.parent or "") + code + "."
        return ".".join(steps) + "."

    def current_path(self, code: str) -> str:
        """The path of today's region: what the scope of an officer is compared with."""
        return self.path(self.current(code).code)

    def full_name(self, code: str) -> str:
        """Names from the province down: 山东省济宁市任城区."""
        region = self.get(code)
        above = self.full_name(region.parent) if region.parent else ""
        return above + region.name


def _shipped() -> tuple[Region, ...]:
    text = files("shared.codes").joinpath("data", "regions.csv").read_text(encoding="utf-8")
    return tuple(_region(row) for row in csv.DictReader(text.splitlines()))


def _region(row: dict[str, str]) -> Region:
    return Region(
        code=row["code"],
        name=row["name"],
        parent=row["parent"] or None,
        level=RegionLevel(row["level"]),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        successor=row["successor"] or None,
        source=row["source"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
