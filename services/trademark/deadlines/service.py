"""Deadlines follow marks, rules and calendar by the state of rows: whoever dies, the next look goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.trademark.deadlines.models import Deadline
from services.trademark.deadlines.repository import Deadlines
from services.trademark.deadlines.rules import (
    DeadlineState,
    Planned,
    compare,
    next_reminder,
    plan,
)
from services.trademark.deadlines.schemas import DifferenceOut, LawChangesOut
from services.trademark.legal_rules.repository import LegalRules
from services.trademark.legal_rules.rules import LawBook
from services.trademark.legal_rules.service import rule_out
from services.trademark.marks.models import Mark, MarkEvent
from services.trademark.marks.repository import Marks, as_event
from services.trademark.marks.rules import fold
from shared.db.caller import SYSTEM
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.db.work import Database
from shared.time.clock import Clock, instant

RENEWALS: Final = frozenset({"renewal_window", "renewal_grace"})
"""They run to the end of the term: when it moves, they were met."""
_COMPARED: Final = ("due_on", "last_safe_on")


def planned_of(
    events: Sequence[MarkEvent], lines: Sequence[int], law: LawBook, *, today: date
) -> list[Planned]:
    """The deadlines of a mark out of its rows."""
    log = [as_event(row) for row in events]
    return plan(log, fold(lines, log, law=law, today=today), law, today=today)


@dataclass(frozen=True, slots=True)
class Planner:
    """Computes the deadlines of a batch of marks anew."""

    deadlines: Deadlines
    trail: Trail
    law: LawBook
    today: date

    async def take(self, marks: Sequence[Mark], basis: int) -> int:
        """Write what is new or moved; returns how many known ones moved."""
        ids = [mark.id for mark in marks]
        logs, lines = await self.deadlines.logs(ids), await self.deadlines.lines(ids)
        known = await self.deadlines.of(ids)
        rows: list[dict[str, Any]] = []
        moved: list[tuple[Deadline, Planned]] = []
        gone = dict(known)
        for mark in marks:
            for each in planned_of(logs.get(mark.id, ()), lines.get(mark.id, ()), self.law, today=self.today):
                key = (mark.id, each.code, each.trigger_on)
                old = gone.pop(key, None)
                rows.append(self._row(mark, each, old, basis))
                if old is not None and any(getattr(old, name) != getattr(each, name) for name in _COMPARED):
                    moved.append((old, each))
        for old, each in moved:
            await self._tell_moved(old, each)
        left = [row for row in gone.values() if row.state is DeadlineState.OPEN]
        renewed = [row.id for row in left if row.code in RENEWALS]
        await self.deadlines.close(renewed, DeadlineState.MET)
        await self.deadlines.close([row.id for row in left if row.id not in renewed], DeadlineState.VOID)
        await self.deadlines.put(rows)
        await self.deadlines.planned(ids, basis, moved=len(moved))
        return len(moved)

    def _row(self, mark: Mark, each: Planned, old: Deadline | None, basis: int) -> dict[str, Any]:
        reminded = self.today if old is None or old.next_reminder_on is None else None
        behind = reminded or date.fromordinal(self.today.toordinal() - 1)
        return {
            **asdict(each),
            "id": new_id() if old is None else old.id,
            "mark_id": mark.id,
            "organisation_id": mark.holder_id,
            "region_path": mark.region_path,
            "next_reminder_on": next_reminder(each, self.law.calendar, after=behind),
            "basis": basis,
            "created_at": instant(),
        }

    async def _tell_moved(self, old: Deadline, each: Planned) -> None:
        change = {"due_on": each.due_on, "due_before": old.due_on, "edition": each.edition}
        await self.trail.append(_entry(old, "move", "deadline.moved", change))


async def plan_deadlines(database: Database, clock: Clock) -> int:
    """Every mark that changed, or all when rules or calendar did: a batch a transaction."""
    done = 0
    while some := await _plan_some(database, clock):
        done += some
    return done


async def _plan_some(database: Database, clock: Clock) -> int:
    async with database.write(SYSTEM) as session:
        deadlines, law = Deadlines(session), await LegalRules(session).book()
        basis = await deadlines.basis(law)
        marks = await deadlines.unplanned(basis)
        if marks:
            await Planner(deadlines, Trail(session), law, clock.today()).take(marks, basis)
        return len(marks)


async def remind(database: Database, clock: Clock) -> int:
    """Tell of last days that draw near, and of those that went by; row and event move together."""
    done = 0
    while some := await _remind_some(database, clock):
        done += some
    return done


async def _remind_some(database: Database, clock: Clock) -> int:
    today = clock.today()
    async with database.write(SYSTEM) as session:
        deadlines, trail = Deadlines(session), Trail(session)
        ripe = await deadlines.ripe(today)
        calendar = (await LegalRules(session).book()).calendar if ripe else None
        for row in ripe:
            if row.due_on < today:
                row.state, row.next_reminder_on = DeadlineState.PASSED, None
                await trail.append(_entry(row, "pass", "deadline.passed", {"due_on": row.due_on}))
                continue
            if calendar is not None:
                row.next_reminder_on = next_reminder(_as_planned(row), calendar, after=today)
            await trail.append(_entry(row, "remind", "deadline.due_soon", {"due_on": row.due_on}))
        await deadlines.flush()
        return len(ripe)


def _as_planned(row: Deadline) -> Planned:
    return Planned(**{name: getattr(row, name) for name in Planned.__dataclass_fields__})


def _entry(row: Deadline, transition: str, event: str, change: Mapping[str, Any]) -> Entry:
    return Entry(
        noun="deadline",
        object_id=row.id,
        transition=transition,
        event=event,
        audience=Audience.REGION,
        organisation_id=row.organisation_id,
        region_path=row.region_path,
        payload={
            "mark_id": row.mark_id,
            "code": row.code,
            "last_safe_on": row.last_safe_on,
            "region_path": row.region_path,
            **change,
        },
    )


@dataclass(frozen=True, slots=True)
class LawReport:
    """What a change of law means for one mark."""

    marks: Marks
    rules: LegalRules
    clock: Clock

    async def show(self, mark_id: UUID, day: date) -> LawChangesOut:
        """Each period that the mark has set going, under the edition before a day and that of the day."""
        await self.marks.get(mark_id)
        law = await self.rules.book()
        lines = [line.number for line in await self.marks.goods(mark_id)]
        planned = planned_of(await self.marks.events(mark_id), lines, law, today=self.clock.today())
        found = compare(planned, law, day=day)
        items = [
            DifferenceOut(
                code=each.code,
                trigger_on=each.trigger_on,
                before_on=each.before.ends.due_on,
                after_on=each.after.ends.due_on,
                changed=each.changed,
                noted=each.noted,
                in_between=each.trigger_on < day <= max(each.before.ends.due_on, each.trigger_on),
                before=rule_out(each.before.rule),
                after=rule_out(each.after.rule),
            )
            for each in found
        ]
        return LawChangesOut(on=day, items=items)
