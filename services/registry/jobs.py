"""What the worker of registry does: long work by name, and what time brings about."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from services.registry.imports import service as imports
from services.registry.settings import RegistrySettings
from shared.app.house import House
from shared.app.housekeeping import Broom
from shared.db.work import Database
from shared.files.files import Files, open_files
from shared.jobs.work import Crew, Handler, Tick
from shared.messages.catalogue import Catalogue
from shared.time.clock import Clock

MESSAGES = Path(__file__).with_name("messages.yaml")

TICKS: Sequence[Tick] = ()
"""What time brings about; one worker at a time runs them."""


def handlers(files: Files | None) -> Mapping[str, Handler]:
    """Long work by the name under which it is enqueued; without files there is nothing to import."""
    if files is None:
        return {}
    return {imports.NAME: imports.ImportWork(files, Catalogue.load(MESSAGES)).run}


@asynccontextmanager
async def crew() -> AsyncIterator[Crew]:
    """Open what the work needs, and close it again."""
    settings = RegistrySettings()
    url = settings.database_url.get_secret_value()
    database = Database.connect("registry", url, clock=Clock(), pool_size=settings.pool_size)
    house = House.of("registry", settings, database.clock)
    files = open_files(settings, database)
    broom = Broom(files)
    try:
        yield Crew(
            database=database,
            handlers=handlers(files),
            ticks=(*TICKS, *broom.ticks()),
            companions=house.clock,
        )
    finally:
        await house.gateway.close()
        await database.dispose()
