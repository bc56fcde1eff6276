"""Wiring of the routes on feeds and rebuilds, and of the worker's part."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends

from services.metrics.facts.repository import Generations
from services.metrics.facts.service import Rebuild, RebuildDesk
from shared.events.consumer import Fetch
from shared.http.sessions import Read, Write
from shared.jobs.record import Jobs, Outcome
from shared.jobs.work import Handler, Job


async def _desk(session: Write) -> RebuildDesk:
    return RebuildDesk(Generations(session), Jobs(session))


async def _reading(session: Read) -> RebuildDesk:
    return RebuildDesk(Generations(session), Jobs(session))


Desk = Annotated[RebuildDesk, Depends(_desk)]
Reader = Annotated[RebuildDesk, Depends(_reading)]


def rebuilding(feeds: Mapping[str, Fetch]) -> Handler:
    """The handler of rebuilds, reading each feed by its own client."""

    async def rebuild(job: Job) -> Outcome:
        return await Rebuild(job.database, feeds).run(job)

    return rebuild
