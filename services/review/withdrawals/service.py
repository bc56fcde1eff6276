"""An applicant withdraws: whatever the application held is free again."""

from dataclasses import dataclass
from uuid import UUID

from services.review.applications.models import Application
from services.review.applications.repository import Applications
from services.review.applications.schemas import WithReason
from services.review.applications.service import CaseReader, Casework, Step
from services.review.applications.workflow import Action
from services.review.dossiers.repository import Dossiers
from services.review.recommendations.repository import Recommendations
from services.review.rounds.repository import Quotas
from shared.http.preconditions import require_version


@dataclass(frozen=True, slots=True)
class WithdrawalDesk:
    """Ends a case on the applicant's wish."""

    applications: Applications
    dossiers: Dossiers
    recommendations: Recommendations
    quotas: Quotas
    reader: CaseReader
    casework: Casework

    async def withdraw(self, application_id: UUID, body: WithReason, *, seen: int) -> UUID:
        """Take the step; the place in the quota, an open correction and every invitation end with it."""
        found = await self.applications.get(application_id, lock=True)
        require_version(found.version, seen)
        facts = await self.reader.facts(found)
        await self.casework.advance(
            found, Step(Action.WITHDRAW, self.applications.caller.roles, facts, reason=body.reason)
        )
        await self._release(found)
        await self.applications.flush()
        return found.id

    async def _release(self, found: Application) -> None:
        now = self.applications.clock.now()
        found.open_fields = found.correction_due_on = None
        if (asked := await self.dossiers.open_correction(found.id)) is not None:
            asked.closed_at = now
        if (held := await self.recommendations.find(found.id)) is not None:
            held.released_at = now
            await self.quotas.give_back(found.round_id, "recommended", held.authority)
        await self.applications.end_grants(found.id)
