"""Every query on eligibility runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.eligibility.errors import EligibilityRunNotFound
from services.review.eligibility.models import EligibilityRun


@dataclass(frozen=True, slots=True)
class EligibilityRuns:
    """The runs that the session's caller may see."""

    session: AsyncSession

    def add(self, run: EligibilityRun) -> None:
        self.session.add(run)

    async def get(self, run_id: UUID) -> EligibilityRun:
        found = await self.session.get(EligibilityRun, run_id)
        if found is None:
            raise EligibilityRunNotFound
        return found

    async def of(self, application_id: UUID) -> Sequence[EligibilityRun]:
        """All runs of an application, newest first."""
        asked = (
            select(EligibilityRun)
            .where(EligibilityRun.application_id == application_id)
            .order_by(EligibilityRun.id.desc())
        )
        return (await self.session.execute(asked)).scalars().all()
