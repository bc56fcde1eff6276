"""Every query on draws of experts."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.draws.errors import DrawNotFound
from services.review.draws.models import ExpertDraw
from services.review.draws.schemas import DrawOut

ITEM = tuple(getattr(ExpertDraw, name) for name in DrawOut.model_fields)


@dataclass(frozen=True, slots=True)
class Draws:
    """The draws of all rounds."""

    session: AsyncSession

    async def get(self, draw_id: UUID) -> ExpertDraw:
        """One draw, or DrawNotFound."""
        found = await self.session.get(ExpertDraw, draw_id)
        if found is None:
            raise DrawNotFound
        return found

    def add(self, draw: ExpertDraw) -> None:
        """Keep a new draw."""
        self.session.add(draw)

    def listing(self, round_id: UUID) -> Select[Any]:
        """The draws of a round as a list shows them, without order."""
        return select(*ITEM).where(ExpertDraw.round_id == round_id)
