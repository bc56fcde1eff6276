"""Wiring of the routes on programmes."""

from typing import Annotated

from fastapi import Depends

from services.review.programmes.repository import Editions, Programmes
from services.review.programmes.service import ProgrammeDesk
from shared.db.history import Trail
from shared.http.sessions import Read, Write


async def _programmes(session: Read) -> Programmes:
    return Programmes(session)


async def _editions(session: Read) -> Editions:
    return Editions(session)


async def _desk(session: Write) -> ProgrammeDesk:
    return ProgrammeDesk(
        programmes=Programmes(session),
        editions=Editions(session),
        trail=Trail(session),
        caller=session.info["caller"],
        clock=session.info["clock"],
    )


Kept = Annotated[Programmes, Depends(_programmes)]
KeptEditions = Annotated[Editions, Depends(_editions)]
Desk = Annotated[ProgrammeDesk, Depends(_desk)]
