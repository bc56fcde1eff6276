"""Every query on regions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.areas.errors import RegionNotFound
from services.registry.areas.models import Region
from services.registry.areas.schemas import RegionOut
from shared.codes.regions import RegionLevel
from shared.http.lists import Keyset, Page, PageQuery

_ORDER = Keyset({"code": Region.__table__.c.code}, tie=Region.__table__.c.code, default="code")


@dataclass(frozen=True, slots=True)
class Regions:
    """The tree as this registry keeps it."""

    session: AsyncSession

    async def get(self, code: str) -> Region:
        """The region of a code, past ones too."""
        region = await self.session.get(Region, code)
        if region is None:
            raise RegionNotFound(region=code)
        return region

    async def find(self, code: str) -> Region | None:
        return await self.session.get(Region, code)

    async def path_of(self, code: str) -> str:
        """The path of the region that holds this one's territory today: what rows are filtered by."""
        region = await self.get(code)
        return (await self.get(region.current_code)).path

    async def by_code(self, codes: Collection[str]) -> Mapping[str, Region]:
        """Several regions in one query."""
        found = await self.session.scalars(select(Region).where(Region.code.in_(codes)))
        return {region.code: region for region in found}

    async def everything(self) -> Sequence[Region]:
        """The whole tree, a few hundred rows."""
        return (await self.session.scalars(select(Region).order_by(Region.code))).all()

    async def list(
        self, page: PageQuery, *, on: date, parent: str | None, level: RegionLevel | None
    ) -> Page[RegionOut]:
        """What was valid on a day, below a parent and of a level."""
        statement = _valid(select(Region.__table__), on)
        if level is not None:
            statement = statement.where(Region.level == level)
        if parent is not None:
            above = await self.get(parent)
            statement = statement.where(
                Region.path.startswith(above.path, autoescape=True), Region.code != above.code
            )
            if level is None:
                statement = statement.where(Region.parent == parent)
        return await page.of(self.session, statement, _ORDER, RegionOut.model_validate)

    def add(self, region: Region) -> None:
        self.session.add(region)


def _valid(statement: Select[Any], on: date) -> Select[Any]:
    return statement.where(
        or_(Region.valid_from.is_(None), Region.valid_from <= on),
        or_(Region.valid_to.is_(None), Region.valid_to > on),
    )
