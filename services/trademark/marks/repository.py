"""Every query on marks; they are public, and no row-level security stands before them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.trademark.marks.errors import MarkNotFound
from services.trademark.marks.models import Mark, MarkEvent, MarkGoods
from services.trademark.marks.rules import Event
from services.trademark.marks.schemas import MarkItem
from services.trademark.marks.workflow import MarkKind, MarkState, MarkStatus, kind_of
from services.trademark.similarity.repository import IndexedMark, Similarity
from shared.http.lists import Keyset, Page, PageQuery
from shared.text import bigrams, initials, search_key
from shared.time.clock import day_of, instant

_M: Final = Mark.__table__.c
_ITEM: Final = [_M[name] for name in MarkItem.model_fields]
_KEY: Final = 200
_SHORT: Final = 2
AT_ONCE: Final = 200
"""Marks that one look of the clock takes up."""

ORDER: Final = Keyset(
    {"number": _M.number, "expires_on": _M.expires_on, "registered_on": _M.registered_on},
    tie=_M.id,
    default="number",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list of marks may be narrowed by."""

    q: str | None = None
    statuses: Sequence[MarkStatus] = ()
    kinds: Sequence[MarkKind] = ()
    classes: Sequence[int] = ()
    holder: UUID | None = None
    region_path: str | None = None
    number: str | None = None
    valid: bool | None = None
    expires_before: date | None = None

    def on(self, statement: Select[Any]) -> Select[Any]:
        """The statement narrowed; each filter has an index."""
        overlap = _M.classes.op("OPERATOR(pg_catalog.&&)")  # of intarray the index knows nothing
        wanted: list[ColumnElement[bool]] = []
        if self.statuses:
            wanted.append(_M.status.in_(self.statuses))
        if self.kinds:
            wanted.append(_M.kind.in_(self.kinds))
        if self.classes:
            wanted.append(overlap(list(self.classes)))
        if self.region_path is not None:
            wanted.append(_M.region_path.startswith(self.region_path, autoescape=True))
        if self.expires_before is not None:
            wanted.append(_M.expires_on < self.expires_before)
        exact = {_M.holder_id: self.holder, _M.number: self.number, _M.valid: self.valid}
        wanted += [column == value for column, value in exact.items() if value is not None]
        statement = statement.where(*wanted)
        return statement if self.q is None else statement.where(*_named(self.q))


def _named(q: str) -> Sequence[Any]:
    """Marks whose name or its initials hold the text: one index on characters and pairs answers."""
    key = search_key(q)
    if len(key) <= _SHORT:
        return (_M.grams.contains([key]),)
    contained = _M.key.contains(key, autoescape=True)
    if key.isascii():
        contained = or_(contained, func.array_to_string(_M.grams, " ").contains(key, autoescape=True))
    pairs = [key[place : place + 2] for place in range(len(key) - 1)]
    return (_M.grams.contains(pairs), contained)


def name_keys(name: str) -> dict[str, Any]:
    """The columns by which a name is found."""
    short = initials(name)[:_KEY]
    return {"key": search_key(name)[:_KEY], "grams": sorted({*bigrams(name), *bigrams(short), short} - {""})}


@dataclass(frozen=True, slots=True)
class Marks:
    """The register of marks."""

    session: AsyncSession

    async def list(self, page: PageQuery, filters: Filters) -> Page[MarkItem]:
        """A page straight from the table."""
        return await page.of(self.session, filters.on(select(*_ITEM)), ORDER, MarkItem.model_validate)

    async def get(self, mark_id: UUID, *, lock: bool = False) -> Mark:
        statement = select(Mark).where(Mark.id == mark_id)
        found = await self.session.scalar(statement.with_for_update() if lock else statement)
        if found is None:
            raise MarkNotFound
        return found

    async def goods(self, mark_id: UUID) -> Sequence[MarkGoods]:
        """Lines in order."""
        statement = select(MarkGoods).where(MarkGoods.mark_id == mark_id).order_by(MarkGoods.number)
        return (await self.session.scalars(statement)).all()

    async def events(self, mark_id: UUID) -> Sequence[MarkEvent]:
        """The log in legal order."""
        e = MarkEvent
        order = (e.legal_on, e.received_at, e.sequence)
        return (await self.session.scalars(select(e).where(e.mark_id == mark_id).order_by(*order))).all()

    async def set_lines(self, mark_id: UUID, lines: Mapping[int, MarkState]) -> None:
        """Write the states of lines, those that share one in one statement."""
        by_state: dict[MarkState, list[int]] = {}
        for number, state in lines.items():
            by_state.setdefault(state, []).append(number)
        g = MarkGoods
        for state, numbers in by_state.items():
            await self.session.execute(
                update(g)
                .where(g.mark_id == mark_id, g.number.in_(numbers), g.state != state)
                .values(state=state)
            )

    async def due(self, today: date) -> Sequence[Mark]:
        """Marks that time alone changes, locked; those that somebody is at work on come next time."""
        statement = (
            select(Mark)
            .where(Mark.next_change_on <= today)
            .order_by(Mark.next_change_on, Mark.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        return (await self.session.scalars(statement)).all()

    async def of_holder(self, organisation_id: UUID) -> Sequence[Mark]:
        """All marks of an organisation, locked."""
        statement = select(Mark).where(Mark.holder_id == organisation_id).order_by(Mark.id)
        return (await self.session.scalars(statement.with_for_update())).all()

    def add(self, *rows: Mark | MarkGoods | MarkEvent) -> None:
        self.session.add_all(rows)

    async def flush(self) -> None:
        await self.session.flush()

    async def touch(self, mark: Mark) -> None:
        """Write a mark that may have changed only beside its own columns: the version rises all the same."""
        mark.updated_at, mark.planned_basis = instant(), 0
        await self.session.flush()
        await self.make_findable(mark)

    async def make_findable(self, mark: Mark) -> None:
        """Let the search for similar marks find the mark as it is now, in the same transaction."""
        groups = {line.group_code for line in await self.goods(mark.id) if line.group_code}
        seen = IndexedMark(
            id=mark.id,
            number=mark.number,
            name=mark.name,
            classes=mark.classes,
            status=mark.status.value,
            groups=groups,
        )
        await Similarity(self.session).index([seen])

    async def next_sequence(self, mark_id: UUID) -> int:
        """Of the log; the mark's row is locked."""
        statement = select(func.coalesce(func.max(MarkEvent.sequence), 0) + 1)
        return int(await self.session.scalar(statement.where(MarkEvent.mark_id == mark_id)) or 1)


def as_event(row: MarkEvent) -> Event:
    """A row of the log as the fold takes it."""
    goods = None if row.goods is None else frozenset(row.goods)
    return Event(
        row.legal_on, day_of(row.received_at), row.sequence, kind_of(row.kind), goods=goods, facts=row.facts
    )
