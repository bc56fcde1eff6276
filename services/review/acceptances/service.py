"""Accepting recommended candidates, each on siblings' facts of now; one bad case stops nobody."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.review.acceptances.models import AcceptanceRun
from services.review.acceptances.repository import AcceptanceRuns
from services.review.acceptances.schemas import AcceptanceOut, Outcome, OutcomeOut
from services.review.applications.models import Application
from services.review.applications.repository import Applications
from services.review.applications.rules import CaseFacts
from services.review.applications.service import Casework, Step
from services.review.applications.workflow import Action
from services.review.clients.evidence import Evidence
from services.review.definitions.schemas import Definition
from services.review.eligibility.rules import Purpose, Verdict
from services.review.eligibility.service import EligibilityDesk
from services.review.rounds.repository import Rounds
from shared.db.ids import new_id
from shared.errors import Refusal
from shared.time.clock import instant

STEPS = {True: (Action.ACCEPT, Outcome.ACCEPTED), False: (Action.REFUSE, Outcome.REFUSED)}


@dataclass(frozen=True, slots=True)
class Batch:
    """Candidates by application with their organisation, and what siblings said of these organisations."""

    round_id: UUID
    candidates: Mapping[UUID, UUID]
    facts: Mapping[UUID, Evidence]


@dataclass(frozen=True, slots=True)
class AcceptanceDesk:
    """What the programme officer does with recommended candidates (V05, V06)."""

    applications: Applications
    rounds: Rounds
    runs: AcceptanceRuns
    eligibility: EligibilityDesk
    casework: Casework

    async def accept(self, batch: Batch) -> UUID:
        """Judge all candidates and take each as far as its facts go."""
        held = await self.rounds.own(batch.round_id)
        definition = await self.applications.definition(held.edition_id)
        found = await self.applications.lock_all(batch.candidates)
        outcomes = [
            await self._one(each, definition, batch.facts.get(each.organisation_id))
            for each in sorted(found.values(), key=lambda each: each.number)
        ]
        run = AcceptanceRun(
            id=new_id(),
            round_id=batch.round_id,
            outcomes=outcomes,
            run_by=self.applications.caller.subject,
            created_at=instant(),
        )
        await self.runs.keep(run)
        return run.id

    async def show(self, run_id: UUID) -> AcceptanceOut:
        """A run with its counts."""
        run = await self.runs.get(run_id)
        counts = Counter(each["outcome"] for each in run.outcomes)
        return AcceptanceOut(
            id=run.id,
            round_id=run.round_id,
            created_at=run.created_at,
            **{outcome.value: counts[outcome] for outcome in Outcome},
            items=[OutcomeOut.model_validate(each) for each in run.outcomes],
        )

    async def _one(
        self, found: Application, definition: Definition, facts: Evidence | None
    ) -> dict[str, Any]:
        told = {"application_id": str(found.id), "number": found.number}
        if facts is None:
            return {**told, "outcome": Outcome.UNDECIDED, "codes": ["applicant_not_found"]}
        try:
            async with self.runs.alone():
                outcome, codes = await self._judge(found, definition, facts)
        except Refusal as refusal:
            outcome, codes = Outcome.FAILED, [refusal.code]
        return {**told, "outcome": outcome, "codes": codes}

    async def _judge(
        self, found: Application, definition: Definition, facts: Evidence
    ) -> tuple[Outcome, list[str]]:
        run = await self.eligibility.run(found, definition, facts, purpose=Purpose.ACCEPTANCE)
        codes = [each["code"] for each in run.results if each["verdict"] != Verdict.MET]
        if run.eligible is None:
            return Outcome.UNDECIDED, codes
        action, outcome = STEPS[run.eligible]
        case = CaseFacts(today=self.applications.clock.today(), eligible=run.eligible)
        payload = {"eligibility_run": run.id, "not_met": codes}
        await self.casework.advance(
            found, Step(action, self.applications.caller.roles, case, payload=payload)
        )
        return outcome, codes
