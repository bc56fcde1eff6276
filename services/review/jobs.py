"""What the worker of review does: long work by name, what time brings about, and what it follows."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from services.review.assignments.dependencies import lapse_overdue
from services.review.certificates.service import JOB as PRINT
from services.review.draws.service import JOB as DRAW
from services.review.events import consumers
from services.review.filings.dependencies import forget_addresses
from services.review.matching.dependencies import draw_experts
from services.review.notices.dependencies import notice_desk
from services.review.printing.service import PrintWork
from services.review.rounds.dependencies import desk_of
from services.review.settings import ReviewSettings
from services.review.timekeeping.service import Timekeeper
from services.review.titles.dependencies import register_on
from shared.app.worksite import worksite
from shared.files.files import Files
from shared.jobs.work import Crew, Handler, Tick, due

SELDOM = 600.0
"""Seconds between two looks at what may wait."""


def handlers(files: Files | None, address: str) -> Mapping[str, Handler]:
    """Long work by the name under which it is enqueued; without files nothing can be printed."""
    printing = {} if files is None else {PRINT: PrintWork(files, address).run}
    return {DRAW: draw_experts, **printing}


KEEPER = Timekeeper(desk_of, notice_desk, register_on)

TICKS: Sequence[Tick] = (
    due("open_rounds", KEEPER.open_rounds),
    due("remind", KEEPER.remind),
    due("lapse_applications", KEEPER.lapse_applications),
    due("lapse_assignments", lapse_overdue),
    due("close_notices", KEEPER.close_notices),
    due("expire_titles", KEEPER.expire_titles),
    due("end_rounds", KEEPER.end_rounds),
    Tick("forget_addresses", SELDOM, forget_addresses),
)
"""What time brings about; one worker at a time runs them."""


@asynccontextmanager
async def crew() -> AsyncIterator[Crew]:
    """Open what the work needs, and close it again."""
    settings = ReviewSettings()
    async with worksite("review", settings) as site:
        following = [consumer.run for consumer in consumers(site.house, site.database)]
        yield site.crew(handlers=handlers(site.files, settings.gateway_url), ticks=TICKS, following=following)
