"""Wiring of keys."""

from typing import Annotated

from fastapi import Depends, Request

from services.identity.keys.repository import Keys
from services.identity.keys.service import KeyDesk, KeyRing
from shared.db.history import Trail
from shared.http.sessions import Write, caller_of


async def _ring(request: Request) -> KeyRing:
    ring: KeyRing = request.app.state.keys
    return ring


async def _desk(request: Request, session: Write) -> KeyDesk:
    state = request.app.state
    roles = caller_of(request).roles
    return KeyDesk(Keys(session), Trail(session), state.settings.data_key_bytes, state.now, roles)


Ring = Annotated[KeyRing, Depends(_ring)]
Desk = Annotated[KeyDesk, Depends(_desk, scope="function")]
