"""What the worker of metrics does: it takes in what is shipped, carries the feed, and clears up."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from services.metrics.policies.dependencies import take_in_documents
from services.metrics.settings import MetricsSettings
from shared.app.worksite import worksite
from shared.jobs.work import Crew, Tick

TICKS: Sequence[Tick] = (Tick("take_in_documents", 60.0, take_in_documents),)
"""What time brings about; one worker at a time runs them."""


@asynccontextmanager
async def crew() -> AsyncIterator[Crew]:
    """Open what the work needs, and close it again."""
    async with worksite("metrics", MetricsSettings()) as site:
        yield site.crew(ticks=TICKS)
