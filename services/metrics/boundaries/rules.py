"""Which regions' figures make up a region, by the boundaries of a chosen day."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from shared.codes.regions import Region, RegionLevel, Regions

CODE_LENGTH = 6


@cache
def tree(zones: tuple[Region, ...]) -> Regions:
    """The shipped tree with what registry has added to it."""
    shipped = Regions.shipped()
    return Regions([*shipped, *(zone for zone in zones if zone.code not in shipped)])


def code_of(path: str) -> str:
    """The code of the last step of a path: `37.3708.370828.` is 370828, `37.` is 370000."""
    last = path.rstrip(".").rpartition(".")[2]
    return last.ljust(CODE_LENGTH, "0")


def home(regions: Regions, code: str, on: date) -> str | None:
    """The code that held a region's territory on a day; None when no single one did."""
    region = regions.get(code)
    if region.is_valid(on):
        return code
    if region.valid_from is not None and region.valid_from > on:
        before = [each for each in regions if each.successor == code and each.level is region.level]
        return home(regions, before[0].code, on) if len(before) == 1 else None
    after = regions.current(code, on)
    return after.code if after.is_valid(on) else None


@cache
def members(zones: tuple[Region, ...], region: str, on: date) -> tuple[str, ...]:
    """Every code, past and present, whose territory lay within a region on a day."""
    regions = tree(zones)
    within = regions.path(region)
    found = ((each.code, home(regions, each.code, on)) for each in regions)
    return tuple(code for code, held in found if held is not None and regions.path(held).startswith(within))


@dataclass(frozen=True, slots=True)
class Cover:
    """Regions whose figures together are the asked one's, and those that should have had one."""

    taken: tuple[str, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Territory:
    """A region by the boundaries of one day, made up of the regions that figures of another day belong to."""

    zones: tuple[Region, ...]
    region: str
    on: date
    """The day whose boundaries count."""
    of: date
    """The day of the figures."""
    known: frozenset[str]
    """Regions that have a figure."""

    def cover(self) -> Cover:
        """The coarsest regions with a figure, none of them twice, and what no figure covers.

        A region that stood on both days but holds other territory now is taken apart; so is one without a
        figure of its own when something below it has one.
        """
        mine = frozenset(members(self.zones, self.region, self.on))
        taken: list[str] = []
        lacking: list[str] = []
        waiting = [root.code for root in tree(self.zones).children(None, self.of)]
        while waiting:
            code = waiting.pop()
            leaves = self._leaves(code)
            inside = [leaf for leaf in leaves if leaf in mine]
            if len(inside) == len(leaves) and code in self.known:
                taken.append(code)
            elif len(inside) == len(leaves) and not self._known_below(code):
                lacking.append(code)
            elif inside:
                waiting += self._parts(code)
        return Cover(tuple(sorted(taken)), tuple(sorted(lacking)))

    def _parts(self, code: str) -> list[str]:
        """A zone lies in the land of the counties around it: it counts beside them only when it reports."""
        below = tree(self.zones).children(code, self.of)
        return [each.code for each in below if each.level is not RegionLevel.ZONE or each.code in self.known]

    def _leaves(self, code: str) -> list[str]:
        return [leaf for part in self._parts(code) for leaf in self._leaves(part)] or [code]

    def _known_below(self, code: str) -> bool:
        return any(part in self.known or self._known_below(part) for part in self._parts(code))
