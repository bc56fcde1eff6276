"""Bringing the scores of a round together: a stored run, repeatable from its inputs."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

import orjson

from services.review.aggregates.errors import NothingUnderReview
from services.review.aggregates.models import ScoreLine, ScoreRun
from services.review.aggregates.repository import ScoreRuns
from services.review.aggregates.rules import Limits, Line, Method, Sheet, line
from services.review.aggregates.schemas import ScoreRunOut
from services.review.applications.repository import Applications
from services.review.applications.workflow import State as CaseState
from services.review.assignments.repository import Assignments
from services.review.definitions.schemas import Definition
from services.review.rounds.models import Round
from services.review.rounds.repository import Rounds
from services.review.scores.models import Score
from services.review.scores.repository import Scores
from services.review.scores.rules import Measure, total
from services.review.scores.service import measures_of
from services.review.seals.rules import columns_of, seal, seals
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.time.clock import instant


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run is made from."""

    applications: Sequence[UUID]
    sheets: Mapping[UUID, Sequence[Sheet]]
    parameters: Mapping[str, Any]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ScoreRunDesk:
    """The programme officer's score runs."""

    runs: ScoreRuns
    scores: Scores
    assignments: Assignments
    applications: Applications
    rounds: Rounds
    trail: Trail
    caller: Caller

    async def run(self, round_id: UUID) -> UUID:
        """Bring together what counts now, for every application under review."""
        held = await self.rounds.own(round_id)
        definition = await self.applications.definition(held.edition_id)
        inputs = await self.inputs(held, definition)
        if not inputs.applications:
            raise NothingUnderReview
        record = self._record(held, definition, inputs)
        lines = _lines(record, inputs, definition)
        await self.runs.add(record, lines)
        await self.trail.append(
            Entry(
                noun="score_run",
                object_id=record.id,
                transition="run",
                audience=Audience.INTERNAL,
                region_path=held.region_path,
                payload={
                    "round_id": str(held.id),
                    "inputs_hash": record.inputs_hash,
                    "sealed": seal([seal(columns_of(record)), *seals(lines)]),
                },
            )
        )
        return record.id

    async def inputs(self, held: Round, definition: Definition) -> Inputs:
        """The applications under review and the sheets that count, with their fingerprint."""
        cases = await self.assignments.cases(held.id, [CaseState.UNDER_REVIEW])
        rows = await self.scores.counting(held.id)
        parameters = _parameters(definition)
        counted = sorted(
            [str(row.application_id), str(row.assignment_id), row.criterion, str(row.points)] for row in rows
        )
        applications = sorted(case.id for case in cases)
        judged = [str(application_id) for application_id in applications]
        hashed = orjson.dumps([judged, counted, parameters], option=orjson.OPT_SORT_KEYS)
        return Inputs(
            applications=applications,
            sheets=_sheets(rows, measures_of(definition.rubric)),
            parameters=parameters,
            fingerprint=hashlib.sha256(hashed).hexdigest(),
        )

    async def show(self, run_id: UUID) -> ScoreRunOut:
        """One run."""
        return ScoreRunOut.model_validate(await self.runs.get(run_id))

    def _record(self, held: Round, definition: Definition, inputs: Inputs) -> ScoreRun:
        return ScoreRun(
            id=new_id(),
            round_id=held.id,
            region_path=held.region_path,
            method=definition.panel.aggregation,
            parameters=dict(inputs.parameters),
            inputs_hash=inputs.fingerprint,
            applications=len(inputs.applications),
            made_by=self.caller.subject,
            created_at=instant(),
        )


def _parameters(definition: Definition) -> dict[str, Any]:
    panel = definition.panel
    return {
        "method": panel.aggregation,
        "trim": str(panel.trim),
        "minimum_sample": panel.minimum_sample,
        "disagreement_limit": str(panel.disagreement_limit),
        "weights": {each.code: str(each.weight) for each in definition.rubric.criteria},
    }


def _sheets(rows: Sequence[Score], measures: Sequence[Measure]) -> dict[UUID, list[Sheet]]:
    found: dict[UUID, list[Sheet]] = {}
    for (application_id, _), marks in groupby(rows, key=lambda row: (row.application_id, row.assignment_id)):
        points = {mark.criterion: mark.points for mark in marks}
        found.setdefault(application_id, []).append(Sheet(points, total(points, measures)))
    return found


def _lines(record: ScoreRun, inputs: Inputs, definition: Definition) -> Sequence[ScoreLine]:
    panel = definition.panel
    method = Method(panel.aggregation)
    limits = Limits(method, panel.trim, panel.minimum_sample, panel.disagreement_limit)
    vetoes: dict[str, Decimal] = {
        each.code: each.veto_below for each in definition.rubric.criteria if each.veto_below is not None
    }
    found = {each: line(inputs.sheets.get(each, ()), limits, vetoes=vetoes) for each in inputs.applications}
    return [_row(record, each, figures, method) for each, figures in found.items()]


def _row(record: ScoreRun, application_id: UUID, found: Line, method: Method) -> ScoreLine:
    return ScoreLine(
        score_run_id=record.id,
        application_id=application_id,
        region_path=record.region_path,
        experts=found.experts,
        mean=found.mean,
        trimmed_mean=found.trimmed_mean,
        median=found.median,
        spread=found.spread,
        aggregate=found.aggregate(method),
        criteria={code: str(value) for code, value in found.criteria.items()},
        flags=[flag.value for flag in found.flags],
    )
