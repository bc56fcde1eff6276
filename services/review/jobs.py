"""What the worker of review does: long work by name, and what time brings about."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from services.review.settings import ReviewSettings
from shared.app.house import House
from shared.app.housekeeping import Broom
from shared.db.work import Database
from shared.files.files import open_files
from shared.jobs.work import Crew, Handler, Tick
from shared.time.clock import Clock

HANDLERS: Mapping[str, Handler] = {}
"""Long work by the name under which it is enqueued; one line a kind."""

TICKS: Sequence[Tick] = ()
"""What time brings about; one worker at a time runs them."""


@asynccontextmanager
async def crew() -> AsyncIterator[Crew]:
    """Open what the work needs, and close it again."""
    settings = ReviewSettings()
    url = settings.database_url.get_secret_value()
    database = Database.connect("review", url, clock=Clock(), pool_size=settings.pool_size)
    house = House.of("review", settings, database.clock)
    broom = Broom(open_files(settings, database))
    try:
        yield Crew(
            database=database,
            handlers=HANDLERS,
            ticks=(*TICKS, *broom.ticks()),
            companions=house.clock,
        )
    finally:
        await house.gateway.close()
        await database.dispose()
