"""The queries of filling in: files ready to be attached, materials, the programme's code."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.models import Application, Material
from services.review.drafts.errors import MaterialNotFound
from services.review.programmes.models import Programme
from shared.files.tables import files_table


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

    async def ready_file(self, file_id: UUID) -> Row[Any] | None:
        """An uploaded and checked file that the caller may see."""
        files = files_table("review")
        asked = select(files).where(files.c.id == file_id, files.c.state == "ready")
        return (await self.session.execute(asked)).first()

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
