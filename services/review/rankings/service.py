"""Rankings: computed from a score run, applied whole or not at all, once a round."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from services.review.aggregates.models import ScoreLine
from services.review.aggregates.rules import Flag
from services.review.aggregates.service import ScoreRunDesk
from services.review.applications.models import Application
from services.review.applications.rules import CaseFacts
from services.review.applications.service import Casework, Step
from services.review.applications.workflow import Action as CaseAction
from services.review.applications.workflow import State as CaseState
from services.review.assignments.workflow import State as SeatState
from services.review.definitions.schemas import Definition
from services.review.rankings.models import Ranking, RankingLine
from services.review.rankings.repository import Rankings
from services.review.rankings.rules import Candidate, Outcome, Place, RankingFacts, Terms, ranked
from services.review.rankings.schemas import ComputeRanking, RankingOut
from services.review.rankings.workflow import RANKING, Action, State
from services.review.rounds.models import Round
from services.review.seals.rules import seal, seals
from shared.db.history import Audience, Entry
from shared.db.ids import new_id
from shared.http.preconditions import require_version
from shared.time.clock import Clock, instant
from shared.workflow import Outlook

AFTERWARDS = {Outcome.RESERVE: CaseAction.PLACE_IN_RESERVE, Outcome.DROPPED: CaseAction.DROP}
"""What follows for an application that is ranked and not selected."""

EVENTS = {"compute": None, Action.APPLY: "ranking.applied", Action.DISCARD: None}


@dataclass(frozen=True, slots=True)
class RankingDesk:
    """The programme officer's work with rankings."""

    rankings: Rankings
    runs: ScoreRunDesk
    casework: Casework
    clock: Clock

    async def compute(self, wanted: ComputeRanking) -> UUID:
        """Order the applications of a score run under the edition's limits, or under those of a question."""
        run = await self.runs.runs.get(wanted.score_run_id)
        held = await self.runs.rounds.get(run.round_id)
        definition = await self.runs.applications.definition(held.edition_id)
        terms = _terms(definition, wanted)
        parameters = _parameters(definition, terms)
        lines = await self.runs.runs.lines(run.id)
        cases = await self._cases(run.round_id)
        places = ranked([_candidate(line, cases[line.application_id]) for line in lines], terms)
        ranking = self._ranking(held, wanted, places, parameters)
        rows = [
            _row(ranking, place, cases[place.application], row) for row, place in enumerate(places, start=1)
        ]
        await self.rankings.add(ranking, rows)
        await self._record(ranking, "compute", source=None, sealed=seal(seals(rows)))
        return ranking.id

    async def facts(self, ranking: Ranking) -> RankingFacts:
        """What the needs of a ranking's steps look at."""
        held = await self.runs.rounds.get(ranking.round_id)
        definition = await self.runs.applications.definition(held.edition_id)
        now = await self.runs.inputs(held, definition)
        run = await self.runs.runs.get(ranking.score_run_id)
        return RankingFacts(
            what_if=ranking.what_if,
            applied_before=await self.rankings.applied(ranking.round_id) is not None,
            scores_moved=now.fingerprint != run.inputs_hash,
        )

    async def outlook(self, ranking_id: UUID) -> Outlook[State, Action]:
        """The caller's steps from here, with what blocks them."""
        held = await self.rankings.get(ranking_id)
        return RANKING.outlook(State(held.state), self.runs.caller.roles, await self.facts(held))

    async def step(self, ranking_id: UUID, action: Action, *, seen: int) -> UUID:
        """Apply or discard; the round is locked first, so that two appliers wait for one another."""
        found = await self.rankings.get(ranking_id)
        await self.runs.rounds.get(found.round_id, lock=True)
        held = await self.rankings.get(ranking_id, lock=True)
        require_version(held.version, seen)
        source = State(held.state)
        row = RANKING.step(source, action, self.runs.caller.roles, await self.facts(held))
        held.state = row.target.value
        if action is Action.APPLY:
            held.applied_at, held.applied_by = self.clock.now(), self.runs.caller.subject
            await self._apply(held)
        await self._record(held, action.value, source=source)
        await self.rankings.session.flush()
        return held.id

    async def show(self, ranking_id: UUID) -> RankingOut:
        """One ranking."""
        return RankingOut.model_validate(await self.rankings.get(ranking_id))

    async def _cases(self, round_id: UUID) -> dict[UUID, Application]:
        """In whatever state: a run keeps its lines when an application is noticed, decided or withdrawn."""
        return {case.id: case for case in await self.runs.assignments.cases(round_id, tuple(CaseState))}

    async def _apply(self, ranking: Ranking) -> None:
        """Every application under review is ranked in its order; reserve and dropped go on from there."""
        assignments = self.runs.assignments
        locked = await assignments.cases(ranking.round_id, [CaseState.UNDER_REVIEW], lock=True)
        cases = {case.id: case for case in locked}
        counted = await assignments.counts(ranking.round_id)
        sample = int(ranking.parameters["minimum_sample"])
        for line in await self.rankings.lines(ranking.id):
            case = cases[line.application_id]
            seats = counted.get(case.id, {})
            waiting = seats.get(SeatState.ASSIGNED, 0) + seats.get(SeatState.CLEARED, 0)
            missing = waiting + max(0, sample - seats.get(SeatState.SCORED, 0))
            facts = CaseFacts(today=self.clock.today(), scores_missing=missing)
            await self._advance(case, CaseAction.RANK, facts)
            if (after := AFTERWARDS.get(Outcome(line.outcome))) is not None:
                await self._advance(case, after, facts)

    async def _advance(self, case: Application, action: CaseAction, facts: CaseFacts) -> None:
        await self.casework.advance(case, Step(action=action, roles=self.runs.caller.roles, facts=facts))

    async def _record(
        self, ranking: Ranking, transition: str, *, source: State | None, sealed: str | None = None
    ) -> None:
        event = EVENTS[transition]
        await self.runs.trail.append(
            Entry(
                noun=RANKING.noun,
                object_id=ranking.id,
                transition=transition,
                state_from=source.value if source else None,
                state_to=ranking.state,
                event=event,
                audience=Audience.REGION if event else Audience.INTERNAL,
                region_path=ranking.region_path,
                payload={
                    "round_id": str(ranking.round_id),
                    "state": ranking.state,
                    "selected": ranking.selected,
                    "reserve": ranking.reserve,
                    **({"sealed": sealed} if sealed else {}),
                },
            )
        )

    def _ranking(
        self, held: Round, wanted: ComputeRanking, places: Sequence[Place], parameters: dict[str, Any]
    ) -> Ranking:
        hashed = [[str(p.application), str(p.aggregate), p.tie_broken_by] for p in places]
        return Ranking(
            id=new_id(),
            round_id=held.id,
            region_path=held.region_path,
            score_run_id=wanted.score_run_id,
            state=State.COMPUTED.value,
            what_if=wanted.cap is not None or wanted.reserve is not None,
            parameters=parameters,
            inputs_hash=hashlib.sha256(orjson.dumps([parameters, hashed])).hexdigest(),
            selected=sum(place.outcome is Outcome.SELECTED for place in places),
            reserve=sum(place.outcome is Outcome.RESERVE for place in places),
            made_by=self.runs.caller.subject,
            created_at=instant(),
        )


def _terms(definition: Definition, wanted: ComputeRanking) -> Terms:
    quota = definition.quota
    reserve = None if quota.reserve == "rest" else quota.reserve
    return Terms(
        cap=quota.cap if wanted.cap is None else wanted.cap,
        reserve=reserve if wanted.reserve is None else wanted.reserve,
        tie_rule=tuple(quota.tie_rule),
    )


def _parameters(definition: Definition, terms: Terms) -> dict[str, Any]:
    return {
        "cap": terms.cap,
        "reserve": "rest" if terms.reserve is None else terms.reserve,
        "tie_rule": list(terms.tie_rule),
        "minimum_sample": definition.panel.minimum_sample,
    }


def _candidate(line: ScoreLine, case: Application) -> Candidate:
    return Candidate(
        application=case.id,
        number=case.number,
        aggregate=line.aggregate,
        criteria={code: Decimal(value) for code, value in line.criteria.items()},
        submitted_at=case.submitted_at,
        vetoed=Flag.VETO in line.flags,
        too_few=Flag.TOO_FEW in line.flags,
    )


def _row(ranking: Ranking, place: Place, case: Application, row: int) -> RankingLine:
    return RankingLine(
        ranking_id=ranking.id,
        row=row,
        application_id=case.id,
        application_number=case.number,
        organisation_name=case.organisation_name,
        region_path=ranking.region_path,
        place=place.place,
        aggregate=place.aggregate,
        outcome=place.outcome.value,
        fell_by=place.fell_by.value if place.fell_by else None,
        tie_broken_by=place.tie_broken_by,
    )
