"""Every query on acting relations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.acting.errors import RelationUnknown
from services.identity.acting.models import ActingRelation
from services.identity.acting.rules import state_of
from services.identity.acting.schemas import ActingRelationOut
from shared.http.lists import Keyset, Page, PageQuery

ROWS = ActingRelation.__table__.c
ORDER = Keyset({"credit_code": ROWS.credit_code}, tie=ROWS.id, default="credit_code")
LISTED = [
    ROWS[name]
    for name in (
        "id person_id credit_code legal_name relation organisation_id vouched_until ended_at".split()
    )
]


def shown(row: ActingRelation | Row[tuple[object, ...]], now: datetime) -> ActingRelationOut:
    """A relation as it stands now."""
    members = {name: getattr(row, name) for name in ActingRelationOut.model_fields if name != "state"}
    state = state_of(ended_at=row.ended_at, until=row.vouched_until, now=now)
    return ActingRelationOut(**members, state=state)


@dataclass(frozen=True, slots=True)
class Relations:
    """For whom people may act."""

    session: AsyncSession

    async def own(self, person_id: UUID, relation_id: UUID, *, lock: bool = False) -> ActingRelation:
        wanted = select(ActingRelation).where(
            ActingRelation.id == relation_id, ActingRelation.person_id == person_id
        )
        wanted = wanted.with_for_update().execution_options(populate_existing=True) if lock else wanted
        found = (await self.session.scalars(wanted)).one_or_none()
        if found is None:
            raise RelationUnknown
        return found

    async def of_code(self, person_id: UUID, credit_code: str) -> ActingRelation:
        wanted = select(ActingRelation).where(
            ActingRelation.person_id == person_id, ActingRelation.credit_code == credit_code
        )
        return (await self.session.scalars(wanted)).one()

    async def of_person(self, person_id: UUID) -> Sequence[ActingRelation]:
        """All of a person, held for the rest of the transaction."""
        wanted = select(ActingRelation).where(ActingRelation.person_id == person_id)
        return (await self.session.scalars(wanted.order_by(ActingRelation.id).with_for_update())).all()

    async def add_all(self, rows: Sequence[ActingRelation]) -> None:
        """Add many in one message."""
        self.session.add_all(rows)
        await self.session.flush()

    async def list(
        self, page: PageQuery, now: Callable[[], datetime], *, person_id: UUID | None
    ) -> Page[ActingRelationOut]:
        wanted = select(*LISTED)
        if person_id is not None:
            wanted = wanted.where(ActingRelation.person_id == person_id)
        moment = now()
        return await page.of(self.session, wanted, ORDER, lambda row: shown(row, moment))
