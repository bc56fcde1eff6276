"""Wiring of the routes on regions."""

from typing import Annotated

from fastapi import Depends

from services.registry.areas.repository import Regions
from services.registry.areas.service import AreasDesk
from shared.db.history import Trail
from shared.http.sessions import Open, Write


async def _regions(session: Open) -> Regions:
    return Regions(session)


async def _desk(session: Write) -> AreasDesk:
    return AreasDesk(Regions(session), Trail(session))


Tree = Annotated[Regions, Depends(_regions)]
Desk = Annotated[AreasDesk, Depends(_desk)]
