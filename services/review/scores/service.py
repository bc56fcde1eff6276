"""Handing in scores: whole sheets, on the scale, by an expert who has declared, never written over."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from services.review.applications.repository import Applications
from services.review.assignments.models import Assignment
from services.review.assignments.service import AssignmentDesk
from services.review.assignments.workflow import Action, State
from services.review.definitions.schemas import Rubric
from services.review.scores.errors import SheetNotValid
from services.review.scores.models import Score
from services.review.scores.repository import Scores
from services.review.scores.rules import Measure, Range, faults, told_total, vetoes
from services.review.scores.schemas import HandInScores, MarkOut, SheetOut, SheetsOut
from services.review.seals.rules import seal, seals
from shared.db.history import Audience, Entry
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.time.clock import instant


@dataclass(frozen=True, slots=True)
class ScoreDesk:
    """The expert's work with score sheets, and the reading of them."""

    scores: Scores
    desk: AssignmentDesk
    applications: Applications

    async def hand_in(self, assignment_id: UUID, wanted: HandInScores, *, seen: int) -> UUID:
        """Keep a sheet and move the assignment; the second sheet and later ones are corrections."""
        held = await self.desk.assignments.get(assignment_id, lock=True)
        require_version(held.version, seen)
        action = Action.CORRECT if held.state == State.SCORED else Action.SCORE
        facts = await self.desk.facts(held)
        self.scores.touch(held)
        await self.desk.book.advance(
            held, action, roles=self.desk.caller.roles, facts=facts, reason=wanted.correction
        )
        application = await self.applications.get(held.application_id)
        rubric = (await self.applications.definition(application.edition_id)).rubric
        _check(wanted, rubric, correcting=action is Action.CORRECT)
        sequence = await self.scores.newest(held.id) + 1
        rows = _rows(held, wanted, sequence=sequence, dossier_sequence=application.sequence)
        self.scores.add(rows)
        await self.scores.session.flush()
        await self._remember(held, sequence, rows)
        return held.id

    async def _remember(self, held: Assignment, sequence: int, rows: Sequence[Score]) -> None:
        """Who scored which case, without the points but under their seal: by it duties are kept apart."""
        await self.desk.book.trail.append(
            Entry(
                noun="score",
                object_id=held.id,
                transition="score",
                audience=Audience.INTERNAL,
                region_path=held.region_path,
                payload={
                    "application_id": str(held.application_id),
                    "sequence": sequence,
                    "sealed": seal(seals(sorted(rows, key=lambda row: row.criterion))),
                },
            )
        )

    async def of_assignment(self, assignment_id: UUID) -> SheetsOut:
        """Every sheet of an assignment that the caller may know of."""
        held = await self.desk.assignments.get(assignment_id)
        return await self._shown(await self.scores.of_assignment(held.id), held.application_id)

    async def of_application(self, application_id: UUID) -> SheetsOut:
        """The sheets of an application: all for overseers; for an expert, those of others after the own."""
        found = await self.applications.get(application_id)
        return await self._shown(await self.scores.of_application(found.id), found.id)

    async def _shown(self, rows: Sequence[Score], application_id: UUID) -> SheetsOut:
        if not rows:
            return SheetsOut(items=[])
        application = await self.applications.get(application_id)
        rubric = (await self.applications.definition(application.edition_id)).rubric
        sheets = groupby(rows, key=lambda row: (row.assignment_id, row.sequence))
        return SheetsOut(items=[sheet_out(list(sheet), measures_of(rubric)) for _, sheet in sheets])


def measures_of(rubric: Rubric) -> list[Measure]:
    """The edition's criteria as the rules look at them."""
    return [Measure(each.code, each.weight, each.veto_below) for each in rubric.criteria]


def sheet_out(rows: Sequence[Score], measures: Sequence[Measure]) -> SheetOut:
    """One sheet from its rows."""
    points = {row.criterion: row.points for row in rows}
    first = rows[0]
    return SheetOut(
        assignment_id=first.assignment_id,
        application_id=first.application_id,
        sequence=first.sequence,
        dossier_sequence=first.dossier_sequence,
        marks=[MarkOut.model_validate(row) for row in rows],
        total=told_total(points, measures),
        vetoes=vetoes(points, measures),
        correction=first.correction,
        handed_in_at=first.created_at,
    )


def _check(wanted: HandInScores, rubric: Rubric, *, correcting: bool) -> None:
    scale = Range(rubric.scale.minimum, rubric.scale.maximum, rubric.scale.step)
    given = [(mark.criterion, mark.points) for mark in wanted.marks]
    found = [
        FieldError(
            fault.code,
            pointer="/marks" if fault.place is None else f"/marks/{fault.place}",
            params=fault.params,
        )
        for fault in faults(given, measures_of(rubric), scale)
    ]
    if correcting != (wanted.correction is not None):
        code = "correction_unexplained" if correcting else "nothing_to_correct"
        found.append(FieldError(code, pointer="/correction"))
    if found:
        raise SheetNotValid(errors=found)


def _rows(held: Assignment, wanted: HandInScores, *, sequence: int, dossier_sequence: int) -> list[Score]:
    at = instant()
    return [
        Score(
            id=new_id(),
            round_id=held.round_id,
            region_path=held.region_path,
            assignment_id=held.id,
            application_id=held.application_id,
            subject=held.subject,
            sequence=sequence,
            dossier_sequence=dossier_sequence,
            criterion=mark.criterion,
            points=mark.points,
            reason=mark.reason,
            correction=wanted.correction,
            created_at=at,
        )
        for mark in wanted.marks
    ]
