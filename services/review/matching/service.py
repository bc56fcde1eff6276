"""The worker's draw of experts: read, optimise with no transaction open, write what still holds."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.models import Application
from services.review.applications.repository import Applications
from services.review.applications.workflow import State as CaseState
from services.review.assignments.models import Assignment
from services.review.assignments.repository import Assignments
from services.review.assignments.service import AssignmentBook
from services.review.calendars.repository import Calendars
from services.review.definitions.schemas import Definition
from services.review.draws.models import ExpertDraw
from services.review.draws.repository import Draws
from services.review.matching.rules import Choice, Draw, Parameters, Seat, Wanted, draw, mean_load
from services.review.panels.models import Panellist
from services.review.panels.repository import Interests, Panellists
from services.review.panels.service import ConflictBook
from services.review.rounds.models import Round
from services.review.rounds.repository import Rounds
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.jobs.record import Outcome
from shared.jobs.work import Job
from shared.time.clock import instant

LACKING = (CaseState.ACCEPTED, CaseState.UNDER_REVIEW)
"""Applications that may lack experts; during the review after a recusal."""


@dataclass(frozen=True, slots=True)
class Situation:
    """The round as the optimisation sees it."""

    cases: Mapping[UUID, Application]
    panel: Mapping[UUID, Panellist]
    wanted: Sequence[Wanted]
    seats: Sequence[Seat]
    kept: int
    parameters: Parameters
    experts: int

    @property
    def fingerprint(self) -> str:
        """SHA-256 over everything that can change the outcome."""
        inputs = {
            "wanted": [
                [str(w.id), w.need, sorted(map(str, w.barred)), sorted(w.covered)]
                for w in sorted(self.wanted, key=lambda w: w.id)
            ],
            "seats": [
                [str(s.id), sorted(s.fields), s.room, s.load] for s in sorted(self.seats, key=lambda s: s.id)
            ],
            "parameters": [list(self.parameters.fields), self.parameters.seed],
        }
        return hashlib.sha256(orjson.dumps(inputs)).hexdigest()


async def draw_experts(job: Job) -> Outcome | None:
    """Handler of `draw_experts`: the draw and its assignments are kept in one transaction."""
    round_id, seed = UUID(job.payload["round_id"]), str(job.payload["seed"])
    async with job.database.write(job.caller) as session:
        held = await Rounds(session).get(round_id)
        definition = await Applications(session).definition(held.edition_id)
        await _book(session, job.caller).compute(held, definition)
        seen = await _situation(session, round_id, definition, seed)
    found = await asyncio.to_thread(draw, seen.wanted, seen.seats, seen.parameters)
    async with job.database.write(job.caller) as session:
        held = await Rounds(session).get(round_id, lock=True)
        now = await _situation(session, round_id, definition, seed)
        if now.fingerprint != seen.fingerprint:
            found = await asyncio.to_thread(draw, now.wanted, now.seats, now.parameters)
        record = await Keeper(session, job.caller).keep(held, now, found)
        outcome = Outcome(
            result={"assignment_run_id": str(record.id), "drawn": record.drawn, "unmet": len(record.unmet)},
            result_url=f"/review/v1/assignment-runs/{record.id}",
        )
        await job.finish(session, outcome)
    return outcome


def _book(session: AsyncSession, caller: Caller) -> ConflictBook:
    return ConflictBook(
        Interests(session), Panellists(session), Trail(session), session.info["clock"], caller
    )


async def _situation(session: AsyncSession, round_id: UUID, definition: Definition, seed: str) -> Situation:
    assignments = Assignments(session)
    panel = {each.id: each for each in await Panellists(session).of(round_id)}
    cases = {each.id: each for each in await assignments.cases(round_id, LACKING)}
    live = [(row.panellist_id, row.application_id) for row in await assignments.live_of(round_id)]
    barred = _by_application(
        [*await Interests(session).standing(round_id), *await assignments.spent(round_id)]
    )
    holding = _by_application(live)
    loads = Counter(panellist for panellist, _ in live)
    needed = definition.panel.experts_per_application
    none: frozenset[UUID] = frozenset()
    return Situation(
        cases=cases,
        panel=panel,
        wanted=[
            Wanted(
                id=case,
                need=max(0, needed - len(holding.get(case, none))),
                barred=barred.get(case, none) | holding.get(case, none),
                covered=frozenset(f for each in holding.get(case, none) for f in panel[each].fields),
            )
            for case in cases
        ],
        seats=[
            Seat(each.id, frozenset(each.fields), max(0, each.maximum_load - loads[each.id]), loads[each.id])
            for each in panel.values()
            if each.available
        ],
        kept=len(live),
        parameters=Parameters(definition.panel.fields, seed),
        experts=needed,
    )


def _by_application(pairs: Collection[tuple[UUID, UUID]]) -> dict[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for panellist, application in pairs:
        found.setdefault(application, set()).add(panellist)
    return {application: frozenset(panellists) for application, panellists in found.items()}


@dataclass(frozen=True, slots=True)
class Keeper:
    """Writes a draw and its assignments."""

    session: AsyncSession
    caller: Caller

    async def keep(self, held: Round, seen: Situation, found: Draw) -> ExpertDraw:
        """The draw, an assignment for each choice with its explanation, and the trail of both."""
        record = self._record(held, seen, found)
        Draws(self.session).add(record)
        due_on = await self._due_on(held)
        made = [self._assignment(record, seen, choice, found, due_on) for choice in found.choices]
        Assignments(self.session).add_all(made)
        await self.session.flush()
        trail = Trail(self.session)
        book = AssignmentBook(trail)
        for assignment in made:
            await book.open(assignment)
        await trail.append(
            Entry(
                noun="draw",
                object_id=record.id,
                transition="draw",
                audience=Audience.INTERNAL,
                region_path=held.region_path,
                payload={"round_id": str(held.id), "drawn": record.drawn, "inputs_hash": record.inputs_hash},
            )
        )
        return record

    def _record(self, held: Round, seen: Situation, found: Draw) -> ExpertDraw:
        return ExpertDraw(
            id=new_id(),
            round_id=held.id,
            region_path=held.region_path,
            parameters={
                "fields": list(seen.parameters.fields),
                "seed": seen.parameters.seed,
                "experts_per_application": seen.experts,
            },
            inputs_hash=seen.fingerprint,
            applications=len(seen.cases),
            experts=len(seen.seats),
            kept=seen.kept,
            drawn=len(found.choices),
            objective=found.objective,
            unmet={str(case): missing for case, missing in found.unmet.items()},
            loads={str(panellist): load for panellist, load in found.loads.items()},
            drawn_by=self.caller.subject,
            created_at=instant(),
        )

    def _assignment(
        self, record: ExpertDraw, seen: Situation, choice: Choice, found: Draw, due_on: date
    ) -> Assignment:
        case = seen.cases[choice.application]
        explanation: dict[str, Any] = {
            "field": choice.field,
            "adds_field": choice.adds_field,
            "allowed_experts": choice.allowed,
            "load": found.loads[choice.expert],
            "mean_load": str(mean_load(found.loads)),
        }
        return Assignment(
            id=new_id(),
            round_id=record.round_id,
            region_path=record.region_path,
            draw_id=record.id,
            application_id=case.id,
            panellist_id=choice.expert,
            subject=seen.panel[choice.expert].subject,
            application_number=case.number,
            organisation_name=case.organisation_name,
            category=case.category,
            state="assigned",
            explanation=explanation,
            due_on=due_on,
            created_at=instant(),
        )

    async def _due_on(self, held: Round) -> date:
        """Declaring has its working days from the draw, and never ends before the round's own deadline."""
        definition = await Applications(self.session).definition(held.edition_id)
        stage = definition.stage("declaration")
        today: date = self.session.info["clock"].today()
        calendar = await Calendars(self.session).working()
        counted = calendar.add_working_days(today, stage.working_days if stage else 3).day
        return max(counted, (await Rounds(self.session).days(held.id)).get("declaration", counted))
