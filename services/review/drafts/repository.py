"""The queries of filling in: what has been applied for, materials, the programme's code."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.models import Application, Material
from services.review.drafts.errors import MaterialNotFound
from services.review.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Drafts:
    """What drafts refer to, as far as the caller may see it."""

    session: AsyncSession

    async def programme_code(self, programme_id: UUID) -> str:
        asked = select(Programme.code).where(Programme.id == programme_id)
        return (await self.session.execute(asked)).scalar_one()

    async def has_applied(self, round_id: UUID, organisation_id: UUID) -> bool:
        """Whether the organisation has an application in the round that it has not withdrawn."""
        asked = select(Application.id).where(
            Application.round_id == round_id,
            Application.organisation_id == organisation_id,
            Application.state != "withdrawn",
        )
        return (await self.session.execute(asked)).first() is not None

    async def material(self, application_id: UUID, material_id: UUID) -> Material:
        """One attached material."""
        asked = select(Material).where(
            Material.id == material_id,
            Material.application_id == application_id,
            Material.removed_at.is_(None),
        )
        found = (await self.session.execute(asked)).scalar_one_or_none()
        if found is None:
            raise MaterialNotFound
        return found
