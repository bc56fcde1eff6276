"""What the worker of metrics does: long work by name, what time brings about, and what it follows."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from services.metrics.boards.dependencies import Watchman
from services.metrics.events import consumers, feeds
from services.metrics.facts.dependencies import rebuilding
from services.metrics.facts.service import JOB as REBUILD
from services.metrics.policies.dependencies import take_in_documents
from services.metrics.reconciliation.service import Reconciler
from services.metrics.settings import MetricsSettings
from services.metrics.targets.dependencies import take_in_targets
from shared.app.worksite import worksite
from shared.db.work import Database
from shared.jobs.work import Crew, Handler, Tick, Wake, due
from shared.time.clock import Clock


async def take_in_catalogue(database: Database, clock: Clock) -> int:
    """Documents first, then the targets that cite them."""
    documents = await take_in_documents(database, clock)
    return documents + await take_in_targets(database, clock)


TICKS: Sequence[Tick] = (
    Tick("take_in_catalogue", 60.0, take_in_catalogue),
    due("judge_targets", Watchman().judge_targets, rest_seconds=3.0),
)
"""What time brings about; one worker at a time runs them."""
RETRIED = 20.0
"""A comparison is made once a day; what came to nothing is tried again after so many seconds."""


@asynccontextmanager
async def crew() -> AsyncIterator[Crew]:
    """Open what the work needs, and close it again."""
    async with worksite("metrics", MetricsSettings()) as site:
        siblings = feeds(site.house)
        handlers: Mapping[str, Handler] = {REBUILD: rebuilding(siblings)}
        compare = Tick("compare_with_owners", RETRIED, Reconciler(siblings).run, frozenset({Wake.TIME}))
        following = [consumer.run for consumer in consumers(site.house, site.database)]
        yield site.crew(handlers=handlers, ticks=(*TICKS, compare), following=following)
