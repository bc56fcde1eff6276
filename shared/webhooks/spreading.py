"""From the feed to the deliveries: each event once for each webhook whose subscriber may read it."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.auth.guards import covering
from shared.db.caller import PUBLIC, SYSTEM, Caller
from shared.db.stirring import stir
from shared.db.work import Database
from shared.events.cursors import read_cursor, write_cursor
from shared.events.feed import Feed, Question
from shared.events.watch import Watch
from shared.jobs.requester import read
from shared.time.clock import Clock, instant
from shared.webhooks.log import delivery
from shared.webhooks.rules import WebhookState
from shared.webhooks.tables import deliveries_table, webhooks_table

PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Spreader:
    """One look hands out what is new; a crash in the middle hands out the rest later, nothing twice."""

    async def run(self, database: Database, _: Clock) -> int:
        """For the crew of a service: one page for each active webhook."""
        table = webhooks_table(database.service)
        async with database.read(SYSTEM) as session:
            active = select(table).where(table.c.state == WebhookState.ACTIVE).order_by(table.c.id)
            rows = (await session.execute(active)).all()
        return sum([await self._spread(database, row) for row in rows])

    async def _spread(self, database: Database, row: Row[Any]) -> int:
        place = write_cursor(database.service, row.position)
        question = Question(place, row.types, PAGE, region=row.region_path or "")
        page = await Feed(database, Watch(database)).page(reader_of(row, database.service), question)
        position = read_cursor(database.service, page.cursor)
        if position == row.position:
            return 0
        table, now = webhooks_table(database.service), instant()
        new = [delivery(row.id, row.subject, event, now) for event in page.events]
        async with database.write(SYSTEM) as session:
            moved = await session.execute(
                update(table)
                .where(table.c.id == row.id, table.c.position == row.position)
                .values(position=position)
                .returning(table.c.id)
            )
            if new and moved.first() is not None:
                deliveries = deliveries_table(database.service)
                await session.execute(insert(deliveries).on_conflict_do_nothing(), new)
                await stir(session)
        return len(new)


def reader_of(row: Row[Any], service: str) -> Caller:
    """The subscriber with the rights of the subscription; without the feed's scope only what is public."""
    caller = read(row.subscribed_as)
    return PUBLIC if covering(f"{service}:changes:read").isdisjoint(caller.scopes) else caller
