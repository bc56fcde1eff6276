"""Reads a case whole: everything that was kept about it, as JSON values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase

from services.review.dossiers.models import Correction, Dossier
from services.review.eligibility.models import EligibilityRun
from services.review.recommendations.models import Recommendation
from shared.db.tables import house_table

KEPT: Mapping[str, type[DeclarativeBase]] = {
    "dossiers": Dossier,
    "corrections": Correction,
    "eligibility": EligibilityRun,
    "recommendations": Recommendation,
}


@dataclass(frozen=True, slots=True)
class Records:
    """What is kept about one application, as far as the session's caller may see it."""

    session: AsyncSession

    async def kept(self, application_id: UUID) -> dict[str, list[dict[str, Any]]]:
        """Rows of each kind, oldest first."""
        return {name: await self._rows(model, application_id) for name, model in KEPT.items()}

    async def history(self, application_id: UUID) -> list[dict[str, Any]]:
        """The application's own chain, and the chains of what names it (assignments, objections ...)."""
        table = house_table("review", "history")
        own = and_(table.c.noun == "application", table.c.object_id == application_id)
        naming = select(table.c.noun, table.c.object_id).where(
            table.c.payload["application_id"].astext == str(application_id)
        )
        chains = {(row.noun, row.object_id) for row in await self.session.execute(naming)}
        whole = [and_(table.c.noun == noun, table.c.object_id == named) for noun, named in sorted(chains)]
        asked = (
            select(table).where(or_(own, *whole)).order_by(table.c.noun, table.c.object_id, table.c.sequence)
        )
        return told((await self.session.execute(asked)).mappings().all())

    async def _rows(self, model: type[DeclarativeBase], application_id: UUID) -> list[dict[str, Any]]:
        table = model.__table__
        asked = select(table).where(table.c.application_id == application_id).order_by(table.c.id)
        return told((await self.session.execute(asked)).mappings().all())


def told(rows: Sequence[RowMapping]) -> list[dict[str, Any]]:
    """Rows as JSON values: hashes in hex, instants in UTC with microseconds, as they were hashed."""
    return [{str(name): _value(value) for name, value in row.items()} for row in rows]


def _value(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID | date) else value
