"""Wiring of the routes on boards, and the tick that keeps them."""

from dataclasses import dataclass
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


@dataclass(slots=True)
class Watchman:
    """Judges every target, but only once something has changed on which a judgement may rest."""

    seen: tuple[object, ...] | None = None

    async def judge_targets(self, database: Database, clock: Clock) -> int:
        """Judge and write what has changed; says how many. What was seen counts only once it is committed."""
        async with database.write(SYSTEM) as session:
            standings = Standings(session)
            mark = await standings.mark(clock.today())
            if mark == self.seen:
                return 0
            judge = Judge(Asked(figures_on(session)))
            written = await Watch(Targets(session), standings, judge, Trail(session), clock).look()
        self.seen = mark
        return written
