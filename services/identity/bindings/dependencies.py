"""Wiring of bindings."""

from typing import Annotated

from fastapi import Depends, Request

from services.identity.api_clients.repository import Clients
from services.identity.bindings.repository import Bindings
from services.identity.bindings.service import BindingDesk
from services.identity.people.repository import People
from services.identity.revocations.repository import Revocations
from shared.db.history import Trail
from shared.http.sessions import Write, caller_of


async def _desk(request: Request, session: Write) -> BindingDesk:
    return BindingDesk(
        bindings=Bindings(session),
        people=People(session),
        clients=Clients(session),
        revocations=Revocations(session),
        trail=Trail(session),
        clock=request.app.state.database.clock,
        now=request.app.state.now,
        caller=caller_of(request),
    )


Desk = Annotated[BindingDesk, Depends(_desk, scope="function")]
