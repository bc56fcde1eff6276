"""Marks read and written by the batch: a handful of statements, however many rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.trademark.marks.models import Mark, MarkEvent, MarkGoods
from services.trademark.marks.workflow import MarkState
from shared.db.bulk import insert_many, update_many, values_of

_MARKS: Final[Any] = Mark.__table__
_GOODS: Final[Any] = MarkGoods.__table__
_EVENTS: Final[Any] = MarkEvent.__table__


@dataclass(slots=True)
class Written:
    """What a batch comes to; marks are plain values here, no session follows them."""

    entered: list[Mark] = field(default_factory=list)
    changed: list[Mark] = field(default_factory=list)
    goods: list[Mapping[str, Any]] = field(default_factory=list)
    moved: list[Mapping[str, Any]] = field(default_factory=list)
    """States of lines of known marks: `mark_id`, `number`, `state`."""
    events: list[Mapping[str, Any]] = field(default_factory=list)
    seen: list[Mapping[str, Any]] = field(default_factory=list)
    """Known marks that only take the hash of their row: `id`, `content_hash`."""


@dataclass(frozen=True, slots=True)
class MarkBatches:
    """The register of marks, many at a time."""

    session: AsyncSession

    async def one_at_a_time(self) -> None:
        """Two imports wait for each other: both might bring the same number."""
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtext("trademark.mark_imports")))
        )

    async def known(self, numbers: Collection[str]) -> Mapping[str, Mark]:
        """Marks by number, locked."""
        statement = select(Mark).where(Mark.number.in_(numbers)).order_by(Mark.id).with_for_update()
        found = (await self.session.scalars(statement)).all()
        self.session.expunge_all()
        return {mark.number: mark for mark in found}

    async def goods(self, marks: Collection[UUID]) -> Mapping[UUID, Sequence[MarkGoods]]:
        """Lines of marks, each in order."""
        found: dict[UUID, list[MarkGoods]] = {}
        statement = select(MarkGoods).where(MarkGoods.mark_id.in_(marks)).order_by(MarkGoods.number)
        for row in await self.session.scalars(statement):
            found.setdefault(row.mark_id, []).append(row)
        return found

    async def logs(self, marks: Collection[UUID]) -> Mapping[UUID, Sequence[MarkEvent]]:
        """Logs of marks."""
        found: dict[UUID, list[MarkEvent]] = {}
        statement = select(MarkEvent).where(MarkEvent.mark_id.in_(marks)).order_by(MarkEvent.sequence)
        for row in await self.session.scalars(statement):
            found.setdefault(row.mark_id, []).append(row)
        return found

    async def write(self, batch: Written) -> None:
        """All of a batch, a statement for each kind of row."""
        for table, rows in (
            (_MARKS, values_of(_MARKS, batch.entered)),
            (_GOODS, batch.goods),
            (_EVENTS, batch.events),
        ):
            await insert_many(self.session, table, rows)
        await update_many(self.session, _MARKS, values_of(_MARKS, batch.changed))
        await update_many(self.session, _GOODS, batch.moved, key=("mark_id", "number"))
        await update_many(self.session, _MARKS, batch.seen)


def states_of(lines: Sequence[MarkGoods]) -> Mapping[int, MarkState]:
    """States of lines by number."""
    return {line.number: line.state for line in lines}
