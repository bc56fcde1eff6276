"""The clock over HTTP; moving it is mounted outside production only."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from services.identity.clock.dependencies import Desk
from services.identity.clock.errors import ClockOnlyForward, ClockTooFar
from services.identity.clock.repository import Clocks
from services.identity.clock.schemas import AdvanceClock, ClockOut
from services.identity.clock.service import shown
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.refused import refusals
from shared.http.sessions import Open

router = APIRouter(prefix="/clock", tags=["clock"])
moving = APIRouter(prefix="/clock", tags=["clock"])


@router.get("")
async def read_clock(
    _: Annotated[Caller, anyone()], request: Request, response: Response, session: Open
) -> ClockOut:
    """Business time; every process of every service follows it within a second."""
    response.headers["Cache-Control"] = "no-store"
    return shown(request.app.state.settings.mode, await Clocks(session).offset(), request.app.state.now())


@moving.post("/advance", responses=refusals(ClockOnlyForward, ClockTooFar))
async def advance_clock(
    _: Annotated[Caller, may("identity:clock:write", Role.SYSTEM_ADMINISTRATOR)],
    body: AdvanceClock,
    desk: Desk,
    once: Once,
) -> ClockOut:
    """Move business time forward; it never goes back."""
    return await once(lambda: desk.advance(body), show=desk.show)
