"""Wiring of the demo sign-in."""

from typing import Annotated

from fastapi import Depends, Request

from services.identity.api_clients.repository import Clients
from services.identity.bindings.repository import Bindings
from services.identity.demo.service import DemoDesk
from services.identity.people.repository import People
from services.identity.settings import IdentitySettings
from services.identity.tokens.dependencies import Log, MintDesk
from shared.http.sessions import HouseWrite


async def _desk(request: Request, session: HouseWrite, log: Log, mint: MintDesk) -> DemoDesk:
    settings: IdentitySettings = request.app.state.settings
    passphrase = settings.demo_passphrase
    assert passphrase is not None  # noqa: S101 - settings refuse a demo without one
    return DemoDesk(
        people=People(session),
        clients=Clients(session),
        bindings=Bindings(session),
        log=log,
        mint=mint,
        passphrase=passphrase.get_secret_value(),
    )


Desk = Annotated[DemoDesk, Depends(_desk, scope="function")]
