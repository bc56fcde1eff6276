"""Every query on claims."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.certifications.errors import ClaimNotFound
from services.registry.certifications.models import Claim
from services.registry.certifications.schemas import ClaimOut
from services.registry.certifications.workflow import OPEN, ClaimState
from shared.db.caller import Caller
from shared.db.reach import within
from shared.http.lists import Keyset, Page, PageQuery

_DUE = Keyset({"due_on": Claim.__table__.c.due_on}, tie=Claim.__table__.c.id, default="due_on")


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims that the caller covers, and the caller's own."""

    session: AsyncSession

    @property
    def caller(self) -> Caller:
        caller: Caller = self.session.info["caller"]
        return caller

    async def get(self, claim_id: UUID, *, lock: bool = False) -> Claim:
        statement = select(Claim).where(Claim.id == claim_id, self._mine)
        if lock:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        found = await self.session.scalar(statement)
        if found is None:
            raise ClaimNotFound
        return found

    async def rivals(self, claim: Claim) -> Sequence[Claim]:
        """Other claims on the same organisation that are open or verified; read as the house."""
        statement = (
            select(Claim)
            .where(
                Claim.organisation_id == claim.organisation_id,
                Claim.id != claim.id,
                Claim.state.in_([*OPEN, ClaimState.VERIFIED]),
            )
            .order_by(Claim.id)
            .with_for_update()
        )
        return (await self.session.scalars(statement)).all()

    async def list(
        self, page: PageQuery, *, states: Sequence[ClaimState], due_before: date | None
    ) -> Page[ClaimOut]:
        """What waits, earliest due first."""
        statement = select(*Claim.__table__.c).where(self._mine)
        if states:
            statement = statement.where(Claim.state.in_(states))
        if due_before is not None:
            statement = statement.where(Claim.due_on < due_before)
        return await page.of(self.session, statement, _DUE, ClaimOut.model_validate)

    def add(self, claim: Claim) -> None:
        self.session.add(claim)

    @property
    def _mine(self) -> Any:
        covered = within(self.caller, organisation=Claim.organisation_id, region=Claim.region_path)
        return or_(covered, Claim.subject == self.caller.subject)
