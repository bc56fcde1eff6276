"""What the worker of identity does: rotate keys in time, forget what no token can meet any more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from services.identity.api_clients.repository import Clients
from services.identity.background import look_forever
from services.identity.clock.service import ClockWatch
from services.identity.keys.repository import Keys
from services.identity.keys.service import KeyDesk
from services.identity.openid.repository import UsedStates
from services.identity.revocations.repository import Revocations
from services.identity.settings import IdentitySettings
from services.identity.tickets.repository import UsedTickets
from shared.app.worksite import connect
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.db.work import Database
from shared.http.idempotency import forget_old_keys
from shared.jobs.work import Crew, Tick
from shared.time.clock import Clock, instant

HOUR = 3_600.0


@dataclass(frozen=True, slots=True)
class KeyRotation:
    """Rotates the signing key when it has served its days."""

    settings: IdentitySettings

    async def run(self, database: Database, _: Clock) -> int:
        """One look; says whether it rotated."""
        async with database.write(SYSTEM) as session:
            desk = KeyDesk(Keys(session), Trail(session), self.settings.data_key_bytes, instant, SYSTEM.roles)
            return int(await desk.rotate_if_due(self.settings.key_days))


async def sweep(database: Database, _: Clock) -> int:
    """Delete spent assertions, states and tickets, ended secrets, old revocations and idempotency keys."""
    async with database.write(SYSTEM) as session:
        await Clients(session).forget_assertions(instant())
        await UsedStates(session).forget(instant())
        await UsedTickets(session).forget(instant())
        await Revocations(session).forget(instant())
        return await forget_old_keys(session, instant())


@asynccontextmanager
async def crew() -> AsyncIterator[Crew]:
    """Open what the work needs, and close it again."""
    settings = IdentitySettings()
    database = connect("identity", settings)
    watch = ClockWatch(database)
    rotation = Tick("rotate_signing_key", HOUR, KeyRotation(settings).run)
    try:
        yield Crew(
            database=database,
            ticks=(rotation, Tick("sweep", HOUR / 6, sweep)),
            companions=(lambda: look_forever(database, watch),),
        )
    finally:
        await database.dispose()
