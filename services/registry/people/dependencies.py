"""Wiring of the routes on people."""

from typing import Annotated

from fastapi import Depends, Request

from services.registry.people.repository import People
from services.registry.people.service import PeopleDesk
from shared.http.sessions import Read, Write


async def _people(session: Read) -> People:
    return People(session)


async def _desk(request: Request, session: Write) -> PeopleDesk:
    return PeopleDesk(People(session), request.app.state.spec.settings.unmaskings_per_hour)


Known = Annotated[People, Depends(_people)]
Desk = Annotated[PeopleDesk, Depends(_desk)]
