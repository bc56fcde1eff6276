"""Every query on the tree of regions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.boundaries.models import Area
from shared.codes.regions import Region, RegionLevel

_TAKEN = ("code", "name", "parent", "level", "successor", "version")


@dataclass(frozen=True, slots=True)
class Areas:
    """What registry has added to the shipped tree."""

    session: AsyncSession

    async def zones(self) -> tuple[Region, ...]:
        """As a value, so that what is computed from it can be kept."""
        rows = await self.session.execute(select(*Area.__table__.c).order_by(Area.code))
        return tuple(
            Region(
                row.code,
                row.name,
                row.parent,
                RegionLevel(row.level),
                row.valid_from,
                row.valid_to,
                row.successor,
                "registry",
            )
            for row in rows
        )

    async def take_over(self, facts: Mapping[str, Any]) -> None:
        """What registry told of a region; an older telling changes nothing."""
        days = {name: _day(facts.get(name)) for name in ("valid_from", "valid_to")}
        row = insert(Area).values({name: facts.get(name) for name in _TAKEN} | days)
        newer = {name: getattr(row.excluded, name) for name in (*_TAKEN[1:], *days)}
        await self.session.execute(
            row.on_conflict_do_update(
                index_elements=["code"], set_=newer, where=Area.version < row.excluded.version
            )
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
