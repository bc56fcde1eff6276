"""What the worker of metrics does: it carries the feed, and clears up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.metrics.settings import MetricsSettings
from shared.app.worksite import worksite
from shared.jobs.work import Crew


@asynccontextmanager
async def crew() -> AsyncIterator[Crew]:
    """Open what the work needs, and close it again."""
    async with worksite("metrics", MetricsSettings()) as site:
        yield site.crew()
