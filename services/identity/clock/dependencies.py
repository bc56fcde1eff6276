"""Wiring of the clock."""

from typing import Annotated

from fastapi import Depends, Request

from services.identity.clock.repository import Clocks
from services.identity.clock.service import ClockDesk
from shared.db.history import Trail
from shared.http.sessions import Write


async def _desk(request: Request, session: Write) -> ClockDesk:
    state = request.app.state
    return ClockDesk(Clocks(session), Trail(session), state.settings.mode, state.now)


Desk = Annotated[ClockDesk, Depends(_desk, scope="function")]
