"""What a draw of experts reads of a round, and what it writes."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from services.review.applications.models import Application
from services.review.applications.repository import Applications
from services.review.applications.workflow import State as CaseState
from services.review.assignments.models import Assignment
from services.review.assignments.repository import Assignments
from services.review.assignments.service import AssignmentBook
from services.review.draws.models import ExpertDraw
from services.review.draws.repository import Draws
from services.review.matching.rules import Choice, Draw, Parameters, Seat, Wanted, mean_load
from services.review.panels.models import Panellist
from services.review.panels.repository import Interests, Panellists
from services.review.panels.service import ConflictBook
from services.review.rounds.models import Round
from services.review.rounds.repository import Rounds
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.events.calendars import Calendars
from shared.time.clock import Clock, instant

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


@dataclass(frozen=True, slots=True)
class Matcher:
    """Looks at a round, and writes what was drawn for it."""

    rounds: Rounds
    applications: Applications
    assignments: Assignments
    panellists: Panellists
    interests: Interests
    conflicts: ConflictBook
    calendars: Calendars
    draws: Draws
    trail: Trail
    clock: Clock
    caller: Caller

    async def prepare(self, round_id: UUID, seed: str) -> Situation:
        """Compute conflicts from the facts of today, and look."""
        held = await self.rounds.get(round_id)
        await self.conflicts.compute(held, await self.applications.definition(held.edition_id))
        return await self.look(round_id, seed)

    async def look(self, round_id: UUID, seed: str) -> Situation:
        """The round as it stands; locked, so that two draws wait for one another."""
        held = await self.rounds.get(round_id, lock=True)
        plan = (await self.applications.definition(held.edition_id)).panel
        panel = {each.id: each for each in await self.panellists.of(round_id)}
        cases = {each.id: each for each in await self.assignments.cases(round_id, LACKING)}
        live = [(row.panellist_id, row.application_id) for row in await self.assignments.live_of(round_id)]
        ended = await self.assignments.spent(round_id)
        barred = _by_application([*await self.interests.standing(round_id), *ended])
        needed = plan.experts_per_application
        return Situation(
            cases=cases,
            panel=panel,
            wanted=_wanted(cases, panel, holding=_by_application(live), barred=barred, needed=needed),
            seats=_seats(panel.values(), Counter(panellist for panellist, _ in live)),
            kept=len(live),
            parameters=Parameters(plan.fields, seed),
            experts=needed,
        )

    async def keep(self, round_id: UUID, seen: Situation, found: Draw) -> ExpertDraw:
        """The draw, an assignment for each choice with its explanation, and the trail of both."""
        held = await self.rounds.get(round_id)
        record = self._record(held, seen, found)
        self.draws.add(record)
        due_on = await self._due_on(held)
        made = [_assignment(record, seen, choice, found=found, due_on=due_on) for choice in found.choices]
        self.assignments.add_all(made)
        await self.assignments.session.flush()
        book = AssignmentBook(self.trail)
        for assignment in made:
            await book.open(assignment)
        await self.trail.append(
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

    async def _due_on(self, held: Round) -> date:
        """Declaring has its working days from the draw, and never ends before the round's own deadline."""
        stage = (await self.applications.definition(held.edition_id)).stage("declaration")
        calendar = await self.calendars.working()
        counted = calendar.add_working_days(self.clock.today(), stage.working_days if stage else 3).day
        return max(counted, (await self.rounds.days(held.id)).get("declaration", counted))


def _wanted(
    cases: Collection[UUID],
    panel: Mapping[UUID, Panellist],
    *,
    holding: Mapping[UUID, frozenset[UUID]],
    barred: Mapping[UUID, frozenset[UUID]],
    needed: int,
) -> list[Wanted]:
    none: frozenset[UUID] = frozenset()
    return [
        Wanted(
            id=case,
            need=max(0, needed - len(holding.get(case, none))),
            barred=barred.get(case, none) | holding.get(case, none),
            covered=frozenset(name for each in holding.get(case, none) for name in panel[each].fields),
        )
        for case in cases
    ]


def _seats(panel: Collection[Panellist], loads: Mapping[UUID, int]) -> list[Seat]:
    return [
        Seat(
            each.id,
            frozenset(each.fields),
            room=max(0, each.maximum_load - loads.get(each.id, 0)),
            load=loads.get(each.id, 0),
        )
        for each in panel
        if each.available
    ]


def _by_application(pairs: Collection[tuple[UUID, UUID]]) -> dict[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for panellist, application in pairs:
        found.setdefault(application, set()).add(panellist)
    return {application: frozenset(panellists) for application, panellists in found.items()}


def _assignment(
    record: ExpertDraw, seen: Situation, choice: Choice, *, found: Draw, due_on: date
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
