"""What a service or its worker opens at the start, the same way everywhere."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from shared.app.house import House
from shared.app.housekeeping import Broom
from shared.db.work import Database
from shared.events.consumer import Consumer
from shared.files.files import Files, open_files
from shared.http.courier import Courier
from shared.jobs.work import Crew, Handler, Tick, Wake
from shared.settings.service import ServiceSettings
from shared.time.clock import Clock
from shared.webhooks.delivering import Postman, forget
from shared.webhooks.spreading import Spreader
from shared.webhooks.targets import Targets
from shared.webhooks.withdrawal import WITHDRAWAL

SPREAD_SECONDS = 15.0
TRY_SECONDS = 5.0
"""Looked at as soon as there is something; by itself only for what a notice did not tell, or is due again."""
FORGET_SECONDS = 3600.0
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
    postman: Postman

    def crew(
        self,
        *,
        handlers: Mapping[str, Handler] = NO_HANDLERS,
        ticks: Sequence[Tick] = (),
        following: Sequence[Callable[[], Awaitable[None]]] = (),
    ) -> Crew:
        """The service's own work, and what every worker does beside it: webhooks, clearing up, the clock."""
        withdrawal = Consumer(self.database, self.house.sibling("identity").get, WITHDRAWAL)
        return Crew(
            database=self.database,
            handlers=handlers,
            ticks=(*ticks, *Broom(self.files).ticks(), *self._webhooks()),
            companions=(*following, withdrawal.run, *self.house.clock),
        )

    def _webhooks(self) -> Sequence[Tick]:
        return (
            Tick("spread_webhooks", SPREAD_SECONDS, Spreader().run, frozenset({Wake.RECORDED})),
            Tick("deliver_webhooks", TRY_SECONDS, self.postman.run, frozenset({Wake.RECORDED})),
            Tick("forget_deliveries", FORGET_SECONDS, forget),
        )


@asynccontextmanager
async def worksite(service: str, settings: ServiceSettings) -> AsyncIterator[Worksite]:
    """Open it for as long as the worker lives."""
    database = connect(service, settings)
    house = House.of(service, settings, database.clock)
    courier = Courier.open()
    postman = Postman(courier, Targets(settings.webhook_networks), settings.data_key_bytes)
    try:
        yield Worksite(database, house, open_files(settings, database), postman)
    finally:
        await courier.close()
        await house.gateway.close()
        await database.dispose()
