"""Every query on dossiers and corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.dossiers.errors import DossierNotFound
from services.review.dossiers.models import Correction, Dossier


@dataclass(frozen=True, slots=True)
class Dossiers:
    """The frozen dossiers and the corrections that the session's caller may see."""

    session: AsyncSession

    def add(self, row: Dossier | Correction) -> None:
        self.session.add(row)

    async def of(self, application_id: UUID) -> Sequence[Dossier]:
        """All dossiers of an application, oldest first."""
        asked = select(Dossier).where(Dossier.application_id == application_id).order_by(Dossier.sequence)
        return (await self.session.execute(asked)).scalars().all()

    async def find(self, application_id: UUID, sequence: int) -> Dossier | None:
        asked = select(Dossier).where(Dossier.application_id == application_id, Dossier.sequence == sequence)
        return (await self.session.execute(asked)).scalar_one_or_none()

    async def get(self, application_id: UUID, sequence: int) -> Dossier:
        """One dossier of an application."""
        found = await self.find(application_id, sequence)
        if found is None:
            raise DossierNotFound
        return found

    async def by_id(self, dossier_id: UUID) -> Dossier:
        """One dossier."""
        return await self.session.get_one(Dossier, dossier_id)

    async def corrections(self, application_id: UUID) -> Sequence[Correction]:
        """All corrections of an application, oldest first."""
        asked = select(Correction).where(Correction.application_id == application_id).order_by(Correction.id)
        return (await self.session.execute(asked)).scalars().all()

    async def correction(self, correction_id: UUID) -> Correction:
        """One correction."""
        return await self.session.get_one(Correction, correction_id)

    async def open_correction(self, application_id: UUID) -> Correction | None:
        asked = select(Correction).where(
            Correction.application_id == application_id, Correction.closed_at.is_(None)
        )
        return (await self.session.execute(asked)).scalar_one_or_none()
