"""Wiring of the routes on boards, and the tick that keeps them."""

from typing import Annotated

from fastapi import Depends

from services.metrics.attainment.service import Judge
from services.metrics.boards.repository import Standings
from services.metrics.boards.service import Watch
from services.metrics.figures.dependencies import figures_on
from services.metrics.measures.service import Asked
from services.metrics.targets.repository import Targets
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.db.work import Database
from shared.http.sessions import Open
from shared.time.clock import Clock


async def _standings(session: Open) -> Standings:
    return Standings(session)


Board = Annotated[Standings, Depends(_standings)]


async def judge_targets(database: Database, clock: Clock) -> int:
    """Judge every target and write what has changed; says how many."""
    async with database.write(SYSTEM) as session:
        judge = Judge(Asked(figures_on(session)))
        return await Watch(Targets(session), Standings(session), judge, Trail(session), clock).look()
