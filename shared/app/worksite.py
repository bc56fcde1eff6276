"""What a service or its worker opens at the start, the same way everywhere."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from shared.app.house import House
from shared.app.housekeeping import Broom
from shared.db.work import Database
from shared.files.files import Files, open_files
from shared.jobs.work import Crew, Handler, Tick
from shared.settings.service import ServiceSettings
from shared.time.clock import Clock

NO_HANDLERS: Mapping[str, Handler] = {}


def connect(service: str, settings: ServiceSettings) -> Database:
    """The service's own database under its login role, on a clock of its own."""
    url = settings.database_url.get_secret_value()
    return Database.connect(service, url, clock=Clock(), pool_size=settings.pool_size)


@dataclass(frozen=True, slots=True)
class Worksite:
    """Where the worker of a service works: its database, its place in the house, its files."""

    database: Database
    house: House
    files: Files | None

    def crew(
        self,
        *,
        handlers: Mapping[str, Handler] = NO_HANDLERS,
        ticks: Sequence[Tick] = (),
        following: Sequence[Callable[[], Awaitable[None]]] = (),
    ) -> Crew:
        """The service's own work, and what every worker does beside it: clearing up, following the clock."""
        return Crew(
            database=self.database,
            handlers=handlers,
            ticks=(*ticks, *Broom(self.files).ticks()),
            companions=(*following, *self.house.clock),
        )


@asynccontextmanager
async def worksite(service: str, settings: ServiceSettings) -> AsyncIterator[Worksite]:
    """Open it for as long as the worker lives."""
    database = connect(service, settings)
    house = House.of(service, settings, database.clock)
    try:
        yield Worksite(database, house, open_files(settings, database))
    finally:
        await house.gateway.close()
        await database.dispose()
