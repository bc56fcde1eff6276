"""Wiring of the routes on claims."""

from typing import Annotated

from fastapi import Depends, Request

from services.registry.calendars.repository import Calendars
from services.registry.certifications.repository import Claims
from services.registry.certifications.service import CertificationDesk
from services.registry.organisations.repository import Organisations
from shared.db.history import Trail
from shared.http.sessions import Read, Write


async def _claims(session: Read) -> Claims:
    return Claims(session)


async def _desk(request: Request, session: Write) -> CertificationDesk:
    return CertificationDesk(
        claims=Claims(session),
        organisations=Organisations(session),
        calendars=Calendars(session),
        trail=Trail(session),
        working_days=request.app.state.spec.settings.certification_working_days,
    )


Known = Annotated[Claims, Depends(_claims)]
Desk = Annotated[CertificationDesk, Depends(_desk)]
