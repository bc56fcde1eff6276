"""What the worker of registry does: long work by name."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from services.registry.imports.dependencies import ORGANISATIONS, organisation_work
from services.registry.settings import RegistrySettings
from shared.app.worksite import worksite
from shared.files.files import Files
from shared.jobs.work import Crew, Handler
from shared.messages.catalogue import Catalogue

MESSAGES = Path(__file__).with_name("messages.yaml")


def handlers(files: Files | None) -> Mapping[str, Handler]:
    """Long work by the name under which it is enqueued; without files there is nothing to import."""
    if files is None:
        return {}
    return {ORGANISATIONS.name: organisation_work(files, Catalogue.load(MESSAGES)).run}


@asynccontextmanager
async def crew() -> AsyncIterator[Crew]:
    """Open what the work needs, and close it again."""
    async with worksite("registry", RegistrySettings()) as site:
        yield site.crew(handlers=handlers(site.files))
