"""The change feed of a service: its stamped history, as far as the reader's audience reaches."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from shared.codes.roles import Role
from shared.db.caller import Caller, CallerKind
from shared.db.history import RECORD, Audience
from shared.db.tables import house_table
from shared.db.work import Database
from shared.events.cursors import read_cursor, write_cursor
from shared.events.errors import FeedCursorAhead
from shared.events.event import Event
from shared.events.watch import Watch

SCAN: Final = 5_000
"""How many positions one page looks through, so that a reader who may see little costs little at a time."""
WINDOWS: Final = 100
"""How often one call looks before it answers, however much it was woken or had to skip."""
_COLUMNS: Final = "id object_id sequence event state_to payload recorded_at business_at position".split()
INSIDERS: Final = frozenset({Role.SIBLING, Role.AUDITOR})
"""Who reads what is internal, within their regions."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far a feed has come: its last position, and the seal over everything up to it."""

    position: int
    seal: bytes | None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Events in order, and the cursor behind all that was looked at, seen or not."""

    events: Sequence[Event]
    cursor: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asks for; `types` are event names, all when empty."""

    cursor: str = ""
    types: Sequence[str] = ()
    limit: int = 50
    region: str = ""
    """Path of a region: it and all below."""


async def head_of_feed(session: AsyncSession) -> Head:
    """The end of the feed, whoever asks."""
    function = getattr(func, session.info["schema"]).feed_head()
    columns = function.table_valued("position", "seal")
    row = (await session.execute(select(columns.c.position, columns.c.seal))).first()
    return Head(0, None) if row is None else Head(row.position, row.seal)


@dataclass(frozen=True, slots=True)
class Feed:
    """Reads pages, and waits for the next one without holding a transaction or connection."""

    database: Database
    watch: Watch

    async def page(self, caller: Caller, question: Question, *, wait: float = 0) -> FeedPage:
        """The next events, at once or as soon as there are any; an empty page after `wait` seconds."""
        start = position = read_cursor(self.database.service, question.cursor)
        deadline = asyncio.get_running_loop().time() + wait
        for _ in range(WINDOWS):
            seen = self.watch.generation
            async with self.database.read(caller) as session:
                head = await head_of_feed(session)
                if start > head.position:
                    raise FeedCursorAhead
                upper = min(head.position, position + SCAN)
                rows = await self._rows(session, question, after=position, upper=upper)
            left = deadline - asyncio.get_running_loop().time()
            if rows or (upper == head.position and not await self.watch.changed(seen, left)):
                return self._page(rows, upper, limit=question.limit)
            position = upper
        return self._page((), position, limit=question.limit)

    def _page(self, rows: Sequence[Row[Any]], upper: int, *, limit: int) -> FeedPage:
        last = rows[-1].position if len(rows) == limit else upper
        service = self.database.service
        return FeedPage([_event(service, row) for row in rows], write_cursor(service, last))

    async def _rows(
        self, session: AsyncSession, question: Question, *, after: int, upper: int
    ) -> Sequence[Row[Any]]:
        table = house_table(self.database.service, "history")
        columns: list[ColumnElement[Any]] = [table.c[name] for name in _COLUMNS]
        statement = (
            select(*columns)
            .where(table.c.position > after, table.c.position <= upper, table.c.event.is_not(None))
            .where(self._audience(session.info["caller"]))
            .order_by(table.c.position)
            .limit(question.limit)
        )
        if question.types:
            statement = statement.where(table.c.event.in_(question.types))
        if question.region:
            statement = statement.where(table.c.region_path.startswith(question.region, autoescape=True))
        return (await session.execute(statement)).all()

    def _audience(self, caller: Caller) -> ColumnElement[bool]:
        """What of the rows that row-level security lets through is meant for this reader."""
        if caller.kind is CallerKind.SYSTEM or caller.roles & INSIDERS:
            return true()
        table = house_table(self.database.service, "history")
        return or_(
            table.c.audience.in_([Audience.PUBLIC, Audience.REGION]),
            and_(
                table.c.audience == Audience.ORGANISATION, table.c.organisation_id.in_(caller.organisations)
            ),
        )


def _event(service: str, row: Row[Any]) -> Event:
    data = {
        **({} if row.state_to is None else {"state": row.state_to}),
        **{name: value for name, value in row.payload.items() if name != RECORD},
        "sequence": row.sequence,
        "business_at": row.business_at.isoformat().replace("+00:00", "Z"),
    }
    return Event(row.id, service, row.event, row.object_id, row.recorded_at, row.position, data)
