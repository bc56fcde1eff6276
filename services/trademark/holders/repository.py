"""Every query on the copy of organisations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.trademark.holders.models import Holder

TOLD: Final = ("credit_code", "name", "current_region", "region_path")
"""What is kept of the facts in an event of registry."""


@dataclass(frozen=True, slots=True)
class Holders:
    """Organisations by their identifier."""

    session: AsyncSession

    async def find(self, organisation_id: UUID) -> Holder | None:
        """None when registry has told of none."""
        return await self.session.get(Holder, organisation_id)

    async def take_over(self, organisation_id: UUID, told: Mapping[str, Any]) -> bool:
        """What an event says; returns whether it was news."""
        facts = {name: told["facts"][name] for name in TOLD if name in told["facts"]}
        values = {**facts, "status": told["status"], "revision": told["revision"]}
        if set(TOLD) <= set(facts):
            statement = insert(Holder).values(id=organisation_id, **values)
            news = statement.on_conflict_do_update(
                index_elements=["id"], set_=values, where=Holder.revision < told["revision"]
            ).returning(Holder.id)
            return await self.session.scalar(news) is not None
        moved = (
            update(Holder)
            .where(Holder.id == organisation_id, Holder.revision < told["revision"])
            .values(values)
            .returning(Holder.id)
        )
        return await self.session.scalar(moved) is not None

    async def by_key(self, keys: list[str]) -> Mapping[str, Holder]:
        """Those with these credit codes or names; a name that two share names nobody."""
        found: dict[str, Holder] = {}
        shared: set[str] = set()
        statement = select(Holder).where(Holder.credit_code.in_(keys) | Holder.name.in_(keys))
        for holder in await self.session.scalars(statement):
            found[holder.credit_code] = holder
            if holder.name in found:
                shared.add(holder.name)
            found[holder.name] = holder
        return {key: holder for key, holder in found.items() if key not in shared}
