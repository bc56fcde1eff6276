"""What the worker of review does: long work by name, and what time brings about."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from services.review.settings import ReviewSettings
from shared.db.work import Database
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
    try:
        yield Crew(database=database, handlers=HANDLERS, ticks=TICKS)
    finally:
        await database.dispose()
