"""Wiring of the first administrators: the house acts, because there is nobody yet."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from services.identity.administrators.repository import Invitations
from services.identity.administrators.service import InvitationDesk
from services.identity.api_clients.repository import Clients
from services.identity.api_clients.service import ClientDesk
from services.identity.bindings.repository import Bindings
from services.identity.bindings.service import BindingDesk
from services.identity.people.repository import People
from services.identity.revocations.repository import Revocations
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.http.sessions import HouseWrite
from shared.time.clock import Clock


def desk_of(
    session: HouseWrite, *, data_key: bytes, clock: Clock, now: Callable[[], datetime]
) -> InvitationDesk:
    """The desk on a session of the house; bootstrap uses it from the shell."""
    trail, revocations, bindings = Trail(session), Revocations(session), Bindings(session)
    clients = ClientDesk(Clients(session), revocations, trail, data_key, now, SYSTEM.roles)
    grants = BindingDesk(bindings, People(session), clients.clients, revocations, trail, clock, now, SYSTEM)
    return InvitationDesk(Invitations(session), bindings, clients, grants, data_key, now)


async def _desk(request: Request, session: HouseWrite) -> InvitationDesk:
    state = request.app.state
    return desk_of(session, data_key=state.settings.data_key_bytes, clock=state.database.clock, now=state.now)


Desk = Annotated[InvitationDesk, Depends(_desk, scope="function")]
