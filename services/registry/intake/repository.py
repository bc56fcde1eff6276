"""The part of an intake that talks to the database itself: a row's own savepoint, and regions by name."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.areas.models import Region
from services.registry.areas.repository import Regions
from services.registry.intake.errors import RowConflict
from shared.errors.faults import Fault


@asynccontextmanager
async def savepoint(session: AsyncSession) -> AsyncIterator[None]:
    """Whatever a refused row has written is undone, the rows before it stay."""
    try:
        async with session.begin_nested():
            yield
    except IntegrityError as fault:
        raise RowConflict from fault


@dataclass(frozen=True, slots=True)
class RegionNames:
    """Codes by what departments write: the code, the name, or the name behind its city's."""

    codes: Mapping[str, frozenset[str]]
    tree: Sequence[Region] = ()
    """Held on to: a session forgets rows that nobody holds, and would read a region again for every row."""

    @classmethod
    async def load(cls, regions: Regions) -> "RegionNames":
        """The whole tree, past codes too; a name means a region in force."""
        tree = {region.code: region for region in await regions.everything()}
        found: dict[str, set[str]] = {}
        for region in tree.values():
            found.setdefault(region.code, set()).add(region.code)
            name, above = "", region.code
            while above in tree and region.valid_to is None:
                name = tree[above].name + name
                found.setdefault(name, set()).add(region.code)
                above = tree[above].parent or ""
        return cls({name: frozenset(codes) for name, codes in found.items()}, tuple(tree.values()))

    def resolve(self, text: str) -> str:
        """The code; raises `region_unknown` or `region_ambiguous` (市中区 exists twice)."""
        codes = self.codes.get(text.replace(" ", ""), frozenset())
        if not codes:
            raise Fault("region_unknown")
        if len(codes) > 1:
            raise Fault("region_ambiguous")
        return next(iter(codes))
