"""Wiring of the routes on one target's attainment."""

from typing import Annotated

from fastapi import Depends

from services.metrics.attainment.service import Judge
from services.metrics.figures.dependencies import figures_on
from services.metrics.measures.service import Asked
from services.metrics.outlooks.service import Outlook
from services.metrics.targets.repository import Targets
from shared.http.sessions import Read


async def _outlook(session: Read) -> Outlook:
    return Outlook(Targets(session), Judge(Asked(figures_on(session))), session.info["clock"])


Looking = Annotated[Outlook, Depends(_outlook)]
