"""Asking for a draw of experts; the worker draws."""

from dataclasses import dataclass
from uuid import UUID

from services.review.draws.errors import PanelEmpty
from services.review.draws.repository import Draws
from services.review.draws.schemas import DrawTicket
from services.review.panels.repository import Panellists
from services.review.rounds.repository import Rounds
from shared.jobs.record import Jobs, enqueue

JOB = "draw_experts"


@dataclass(frozen=True, slots=True)
class DrawDesk:
    """The programme officer's orders to the worker."""

    draws: Draws
    panellists: Panellists
    rounds: Rounds
    jobs: Jobs

    async def order(self, round_id: UUID, seed: str | None) -> UUID:
        """Ask for a draw; nothing is drawn from an empty panel."""
        held = await self.rounds.own(round_id)
        if not any(panellist.available for panellist in await self.panellists.of(held.id)):
            raise PanelEmpty
        payload = {"round_id": held.id, "seed": seed or str(held.id)}
        return await enqueue(self.draws.session, JOB, payload, region_path=held.region_path)

    async def ticket(self, job_id: UUID) -> DrawTicket:
        """The order as its giver sees it."""
        job = await self.jobs.get(job_id)
        return DrawTicket(job_id=job.id, round_id=job.payload["round_id"])
