"""Wiring of people."""

from typing import Annotated

from fastapi import Depends, Request

from services.identity.people.repository import People
from services.identity.people.service import PersonDesk
from services.identity.revocations.repository import Revocations
from shared.db.history import Trail
from shared.http.sessions import Write, caller_of


async def _desk(request: Request, session: Write) -> PersonDesk:
    return PersonDesk(
        People(session),
        Revocations(session),
        Trail(session),
        request.app.state.now,
        caller_of(request).roles,
    )


Desk = Annotated[PersonDesk, Depends(_desk, scope="function")]
