"""The part of an import that talks to the database itself: savepoints, rows by the batch, regions by name."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.areas.models import Region
from services.registry.areas.repository import Regions
from services.registry.brands.models import Brand
from services.registry.directory.models import OrganisationName
from services.registry.facts.models import YearlyFact
from services.registry.imports.errors import RowConflict
from services.registry.organisations.models import Organisation
from services.registry.people.models import Person
from shared.db.bulk import insert_many, values_of
from shared.errors.faults import Fault


@asynccontextmanager
async def savepoint(session: AsyncSession) -> AsyncIterator[None]:
    """Whatever is written within is undone when the database refuses it; what was written before stays."""
    try:
        async with session.begin_nested():
            yield
    except IntegrityError as fault:
        raise RowConflict from fault


@dataclass(slots=True)
class Newcomers:
    """What new organisations come to; rows are plain values here, no session follows them."""

    organisations: list[Organisation] = field(default_factory=list)
    names: list[OrganisationName] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    figures: list[YearlyFact] = field(default_factory=list)
    brands: list[Brand] = field(default_factory=list)

    async def write(self, session: AsyncSession) -> None:
        """All of them, a statement for each kind of row."""
        every: Sequence[Sequence[Any]] = (
            self.organisations, self.names, self.people, self.figures, self.brands
        )  # fmt: skip
        for rows in filter(None, every):
            table = rows[0].__table__
            await insert_many(session, table, values_of(table, rows))


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
