"""Every query on deadlines."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.trademark.deadlines.models import Deadline, DeadlineBasis
from services.trademark.deadlines.rules import DeadlineState
from services.trademark.deadlines.schemas import BasisOut, DeadlineOut
from services.trademark.legal_rules.rules import LawBook
from services.trademark.marks.models import Mark, MarkEvent, MarkGoods
from shared.db.reach import within
from shared.http.lists import Keyset, Page, PageQuery
from shared.time.clock import instant

_D: Final = Deadline.__table__.c
_M: Final = Mark.__table__.c
_OWN: Final = [_D[name] for name in DeadlineOut.model_fields if name in _D]
BATCH: Final = 500
_ROWS: Final = 1000
"""In one statement: PostgreSQL takes 32,767 parameters."""
ORDER: Final = Keyset({"due_on": _D.due_on}, tie=_D.id, default="due_on")


def digest_of(law: LawBook) -> bytes:
    """What tells one calendar from another."""
    days = sorted((day.isoformat(), kind.value) for day, kind in law.calendar.days.items())
    return hashlib.sha256(orjson.dumps([days, sorted(law.calendar.published)])).digest()


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Deadlines that the session's caller may see."""

    session: AsyncSession

    async def list(
        self,
        page: PageQuery,
        *,
        states: Sequence[DeadlineState],
        codes: Sequence[str],
        due_before: date | None,
    ) -> Page[DeadlineOut]:
        """Those of the caller's organisations and regions, soonest first."""
        caller = self.session.info["caller"]
        reach = within(caller, organisation=Deadline.organisation_id, region=Deadline.region_path)
        statement = select(*_OWN, _M.number, _M.name).join(Mark, Mark.id == Deadline.mark_id).where(reach)
        if states:
            statement = statement.where(_D.state.in_(states))
        if codes:
            statement = statement.where(_D.code.in_(codes))
        if due_before is not None:
            statement = statement.where(_D.due_on < due_before)
        return await page.of(self.session, statement, ORDER, DeadlineOut.model_validate)

    async def bases(self) -> Sequence[BasisOut]:
        """Records of recomputation, latest first."""
        rows = await self.session.scalars(
            select(DeadlineBasis).order_by(DeadlineBasis.number.desc()).limit(50)
        )
        return [BasisOut.model_validate(row) for row in rows]

    async def basis(self, law: LawBook) -> int:
        """The number of today's rules and calendar; another pair than the last makes the next number."""
        statement = select(DeadlineBasis).order_by(DeadlineBasis.number.desc()).limit(1)
        last = await self.session.scalar(statement)
        digest = digest_of(law)
        if last is not None and (last.catalogue_version, last.calendar_digest) == (law.version, digest):
            return last.number
        number = 1 if last is None else last.number + 1
        self.session.add(
            DeadlineBasis(
                number=number,
                catalogue_version=law.version,
                calendar_digest=digest,
                begun_at=instant(),
                marks=0,
                moved=0,
            )
        )
        await self.session.flush()
        return number

    async def unplanned(self, basis: int) -> Sequence[Mark]:
        """Marks that changed, or all for another basis; locked, what is at work comes next time."""
        statement = (
            select(Mark)
            .where(Mark.planned_basis < basis)
            .order_by(Mark.planned_basis, Mark.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        return (await self.session.scalars(statement)).all()

    async def logs(self, marks: Sequence[UUID]) -> Mapping[UUID, Sequence[MarkEvent]]:
        """Events of several marks in one query."""
        found: dict[UUID, list[MarkEvent]] = {}
        for row in await self.session.scalars(select(MarkEvent).where(MarkEvent.mark_id.in_(marks))):
            found.setdefault(row.mark_id, []).append(row)
        return found

    async def lines(self, marks: Sequence[UUID]) -> Mapping[UUID, Sequence[int]]:
        """Numbers of the goods lines of several marks in one query."""
        found: dict[UUID, list[int]] = {}
        g = MarkGoods
        for row in await self.session.execute(select(g.mark_id, g.number).where(g.mark_id.in_(marks))):
            found.setdefault(row.mark_id, []).append(row.number)
        return found

    async def of(self, marks: Sequence[UUID]) -> Mapping[tuple[UUID, str, date], Deadline]:
        """Known deadlines of several marks in one query."""
        rows = await self.session.scalars(select(Deadline).where(Deadline.mark_id.in_(marks)))
        return {(row.mark_id, row.code, row.trigger_on): row for row in rows}

    async def put(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """New deadlines, and known ones as they are now."""
        kept = {"id", "created_at", "mark_id", "code", "trigger_on"}
        for start in range(0, len(rows), _ROWS):
            statement = insert(Deadline).values([dict(row) for row in rows[start : start + _ROWS]])
            changed = {name: statement.excluded[name] for name in rows[0] if name not in kept}
            await self.session.execute(
                statement.on_conflict_do_update(
                    index_elements=["mark_id", "code", "trigger_on"], set_=changed
                )
            )

    async def close(self, ids: Sequence[UUID], state: DeadlineState) -> None:
        """Open deadlines that the events no longer bear."""
        await self.session.execute(update(Deadline).where(Deadline.id.in_(ids)).values(state=state))

    async def planned(self, marks: Sequence[UUID], basis: int, *, moved: int) -> None:
        """The marks are done under this basis; the record counts them."""
        await self.session.execute(
            update(Mark.__table__).where(_M.id.in_(marks)).values(planned_basis=basis)  # type: ignore[arg-type] # a table
        )
        b = DeadlineBasis
        counted = {"marks": b.marks + len(marks), "moved": b.moved + moved}
        await self.session.execute(update(b).where(b.number == basis).values(counted))

    async def ripe(self, today: date) -> Sequence[Deadline]:
        """Open deadlines whose reminder has come or whose day has passed, locked."""
        statement = (
            select(Deadline)
            .where(
                Deadline.state == DeadlineState.OPEN,
                (Deadline.next_reminder_on <= today) | (Deadline.due_on < today),
            )
            .order_by(Deadline.due_on, Deadline.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        return (await self.session.scalars(statement)).all()

    async def flush(self) -> None:
        await self.session.flush()
