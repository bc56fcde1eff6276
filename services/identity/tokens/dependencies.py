"""Wiring of the OAuth endpoints: the house itself acts, because nobody has signed in yet."""

from typing import Annotated

from fastapi import Depends, Request

from services.identity.api_clients.repository import Clients
from services.identity.bindings.repository import Bindings
from services.identity.mint.service import Mint
from services.identity.revocations.repository import Revocations
from services.identity.signins.dependencies import log_of
from services.identity.signins.service import SignInLog
from services.identity.tokens.service import TokenDesk
from shared.http.sessions import HouseWrite


async def _mint(request: Request) -> Mint:
    state = request.app.state
    return Mint(state.keys, state.settings, state.database.clock, state.now)


async def _log(request: Request, session: HouseWrite) -> SignInLog:
    return log_of(request, session)


MintDesk = Annotated[Mint, Depends(_mint)]
Log = Annotated[SignInLog, Depends(_log, scope="function")]


async def _desk(request: Request, session: HouseWrite, log: Log, mint: MintDesk) -> TokenDesk:
    state = request.app.state
    return TokenDesk(
        clients=Clients(session),
        bindings=Bindings(session),
        revocations=Revocations(session),
        log=log,
        mint=mint,
        ring=state.keys,
        settings=state.settings,
        now=state.now,
    )


Desk = Annotated[TokenDesk, Depends(_desk, scope="function")]
