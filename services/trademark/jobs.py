"""What the worker of trademark does: it carries the feed, and clears up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.trademark.settings import TrademarkSettings
from shared.app.worksite import worksite
from shared.jobs.work import Crew


@asynccontextmanager
async def crew() -> AsyncIterator[Crew]:
    """Open what the work needs, and close it again."""
    async with worksite("trademark", TrademarkSettings()) as site:
        yield site.crew()
