"""Wiring of signing in by ticket."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request

from services.identity.acting.dependencies import Desk as ActingDesk
from services.identity.acting.dependencies import records_of
from services.identity.openid.repository import ProviderIssuers, UsedStates
from services.identity.tickets.repository import UsedTickets
from services.identity.tickets.service import Records, TicketDesk


async def _desk(request: Request, acting: ActingDesk) -> TicketDesk:
    state = request.app.state
    opened = records_of(request)

    @asynccontextmanager
    async def records() -> AsyncIterator[Records]:
        async with opened() as known:
            session = known.relations.session
            yield Records(UsedStates(session), UsedTickets(session), ProviderIssuers(session), known)

    return TicketDesk(
        platforms=state.platforms,
        records=records,
        acting=acting,
        data_key=state.settings.data_key_bytes,
        now=state.now,
        chance=secrets.token_bytes,
    )


Desk = Annotated[TicketDesk, Depends(_desk)]
