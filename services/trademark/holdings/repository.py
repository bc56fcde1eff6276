"""The queries on what organisations hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.trademark.authorisations.models import IndicationUse
from services.trademark.authorisations.workflow import UseState
from services.trademark.holdings.schemas import HeldMark, HeldUse
from services.trademark.marks.models import Mark


@dataclass(frozen=True, slots=True)
class Holdings:
    """Marks and uses by organisation."""

    session: AsyncSession

    async def marks(self, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[HeldMark]]:
        """Valid marks of several organisations in one query."""
        columns = [getattr(Mark, name) for name in HeldMark.model_fields]
        asked = select(Mark.holder_id, *columns).where(Mark.holder_id.in_(ids), Mark.valid)
        found: dict[UUID, list[HeldMark]] = {}
        for row in await self.session.execute(asked.order_by(Mark.number)):
            found.setdefault(row.holder_id, []).append(HeldMark.model_validate(row))
        return found

    async def uses(self, ids: Sequence[UUID], today: date) -> Mapping[UUID, Sequence[HeldUse]]:
        """Uses of indications that are in force, of several organisations in one query."""
        u = IndicationUse
        asked = (
            select(u.organisation_id, u.id, u.indication_id, u.region_path)
            .where(u.organisation_id.in_(ids), u.state == UseState.GRANTED)
            .where(u.valid_from <= today, u.valid_to >= today)
            .order_by(u.id)
        )
        found: dict[UUID, list[HeldUse]] = {}
        for row in await self.session.execute(asked):
            found.setdefault(row.organisation_id, []).append(HeldUse.model_validate(row))
        return found
