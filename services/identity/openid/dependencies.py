"""Wiring of signing in through an OpenID provider."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request

from services.identity.api_clients.repository import Clients
from services.identity.bindings.repository import Bindings
from services.identity.openid.repository import ProviderIssuers, UsedStates
from services.identity.openid.service import OpenidDesk, Records
from services.identity.people.repository import People
from services.identity.signins.dependencies import log_of
from services.identity.tokens.dependencies import MintDesk
from shared.db.caller import SYSTEM


async def _desk(request: Request, mint: MintDesk) -> OpenidDesk:
    state = request.app.state
    data_key = state.settings.data_key_bytes

    @asynccontextmanager
    async def records() -> AsyncIterator[Records]:
        async with state.database.write(SYSTEM) as session:
            yield Records(
                states=UsedStates(session),
                issuers=ProviderIssuers(session),
                people=People(session),
                clients=Clients(session),
                bindings=Bindings(session),
                log=log_of(request, session),
            )

    return OpenidDesk(
        providers=state.providers,
        records=records,
        mint=mint,
        data_key=data_key,
        now=state.now,
        chance=secrets.token_bytes,
    )


Desk = Annotated[OpenidDesk, Depends(_desk)]
