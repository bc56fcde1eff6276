"""Wiring of the routes on organisations."""

from typing import Annotated

from fastapi import Depends, Request

from services.registry.areas.repository import Regions
from services.registry.directory.repository import Directory
from services.registry.organisations.repository import Organisations
from services.registry.organisations.service import OrganisationDesk, Shown
from services.registry.people.repository import People
from services.registry.people.service import PeopleDesk
from shared.db.history import Trail
from shared.http.sessions import Read, Write


async def _organisations(session: Read) -> Organisations:
    return Organisations(session)


async def _shown(session: Read) -> Shown:
    return Shown(Organisations(session), Trail(session))


async def _desk(request: Request, session: Write) -> OrganisationDesk:
    return OrganisationDesk(
        organisations=Organisations(session),
        regions=Regions(session),
        directory=Directory(session),
        people=PeopleDesk(People(session), request.app.state.spec.settings.unmaskings_per_hour),
        trail=Trail(session),
    )


Known = Annotated[Organisations, Depends(_organisations)]
Reader = Annotated[Shown, Depends(_shown)]
Desk = Annotated[OrganisationDesk, Depends(_desk)]
