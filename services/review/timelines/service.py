"""Tells an applicant in plain words what happened and what is expected of whom by when."""

from dataclasses import dataclass
from uuid import UUID

from services.review.applications.repository import Applications
from services.review.applications.schemas import ExpectedOut, HappenedOut, TimelineOut
from services.review.applications.workflow import APPLICATION, State
from services.review.rounds.repository import Rounds
from services.review.timelines.rules import TOLD, next_turn
from shared.db.history import Trail
from shared.messages.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class TimelineReader:
    """Reads the application's chain and the round's days as sentences."""

    applications: Applications
    rounds: Rounds
    trail: Trail
    catalogue: Catalogue
    language: str

    async def show(self, application_id: UUID) -> TimelineOut:
        """What happened, and whose turn it is."""
        found = await self.applications.get(application_id)
        state = State(found.state)
        entries = await self.trail.of(APPLICATION.noun, found.id)
        turn = next_turn(
            state,
            await self.rounds.days(found.round_id),
            recommended_by=found.recommended_by,
            correction_due_on=found.correction_due_on,
        )
        expected = None
        if turn is not None:
            role, due = turn
            expected = ExpectedOut(of=role.value, text=self._text(f"expected_{state}"), by=due)
        happened = [
            HappenedOut(
                at=entry["business_at"],
                code=f"happened_{entry['transition']}",
                text=self._text(f"happened_{entry['transition']}"),
                reason=entry["reason"],
            )
            for entry in entries
            if entry["transition"] in TOLD
        ]
        return TimelineOut(state=state, happened=happened, expected=expected)

    def _text(self, code: str) -> str:
        return self.catalogue.render(code, self.language, {}).detail
