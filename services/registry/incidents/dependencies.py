"""Wiring of the routes on incidents."""

from typing import Annotated

from fastapi import Depends

from services.registry.incidents.repository import Incidents
from services.registry.incidents.service import IncidentDesk
from services.registry.organisations.repository import Organisations
from shared.db.history import Trail
from shared.http.sessions import Read, Write


async def _reading(session: Read) -> IncidentDesk:
    return IncidentDesk(Incidents(session), Organisations(session), Trail(session))


async def _desk(session: Write) -> IncidentDesk:
    return IncidentDesk(Incidents(session), Organisations(session), Trail(session))


Reader = Annotated[IncidentDesk, Depends(_reading)]
Desk = Annotated[IncidentDesk, Depends(_desk)]
