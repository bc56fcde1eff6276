"""Every query on acceptance runs, and the frame in which one case fails alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.review.acceptances.errors import AcceptanceRunNotFound
from services.review.acceptances.models import AcceptanceRun


@dataclass(frozen=True, slots=True)
class AcceptanceRuns:
    """The acceptance runs that the session's caller may see."""

    session: AsyncSession

    async def keep(self, run: AcceptanceRun) -> None:
        self.session.add(run)
        await self.session.flush()

    async def get(self, run_id: UUID) -> AcceptanceRun:
        """One run."""
        found = await self.session.get(AcceptanceRun, run_id)
        if found is None:
            raise AcceptanceRunNotFound
        return found

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """A savepoint: what fails inside is undone, and the cases before and after it stand."""
        async with self.session.begin_nested():
            yield
