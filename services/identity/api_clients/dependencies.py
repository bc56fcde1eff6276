"""Wiring of clients."""

from typing import Annotated

from fastapi import Depends, Request

from services.identity.api_clients.repository import Clients
from services.identity.api_clients.service import ClientDesk
from services.identity.revocations.repository import Revocations
from shared.db.history import Trail
from shared.http.sessions import Write, caller_of


async def _desk(request: Request, session: Write) -> ClientDesk:
    state = request.app.state
    return ClientDesk(
        Clients(session),
        Revocations(session),
        Trail(session),
        state.settings.data_key_bytes,
        state.now,
        caller_of(request).roles,
    )


Desk = Annotated[ClientDesk, Depends(_desk, scope="function")]
