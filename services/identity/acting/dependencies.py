"""Wiring of acting for legal persons."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request

from services.identity.acting.repository import Relations
from services.identity.acting.service import ActingDesk, Open, Records
from services.identity.administrators.dependencies import desk_of
from services.identity.signins.dependencies import log_of
from services.identity.tokens.dependencies import MintDesk
from shared.db.caller import SYSTEM


def records_of(request: Request) -> Open:
    """Short transactions of the house, each with everything that acting works on."""
    state = request.app.state
    data_key = state.settings.data_key_bytes

    @asynccontextmanager
    async def records() -> AsyncIterator[Records]:
        async with state.database.write(SYSTEM) as session:
            grants = desk_of(session, data_key=data_key, clock=state.database.clock, now=state.now).grants
            yield Records(
                relations=Relations(session),
                people=grants.people,
                clients=grants.clients,
                grants=grants,
                trail=grants.trail,
                log=log_of(request, session),
            )

    return records


async def _desk(request: Request, mint: MintDesk) -> ActingDesk:
    state = request.app.state
    return ActingDesk(records=records_of(request), registry=state.registry, mint=mint, now=state.now)


Desk = Annotated[ActingDesk, Depends(_desk)]
