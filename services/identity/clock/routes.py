"""The clock over HTTP; moving it is mounted outside production only."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.identity.clock.dependencies import Desk
from services.identity.clock.errors import ClockOnlyForward, ClockTooFar
from services.identity.clock.schemas import AdvanceClock, ClockOut
from services.identity.clock.service import shown
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.refused import refusals

router = APIRouter(prefix="/clock", tags=["clock"])
MOST = 3_155_760_000
"""A hundred years, as far as the clock goes."""
moving = APIRouter(prefix="/clock", tags=["clock"])


@router.get("")
async def read_clock(
    _: Annotated[Caller, anyone()],
    request: Request,
    response: Response,
    *,
    beyond: Annotated[int, Query(ge=0, le=MOST, description="Offset in seconds that is known already.")] = 0,
    wait: Annotated[int, Query(ge=0, le=12, description="Seconds to wait for a larger one.")] = 0,
) -> ClockOut:
    """Business time; with `wait` a long poll, by which every process follows it within a second."""
    state = request.app.state
    offset = await state.clock_watch.beyond(timedelta(seconds=beyond), wait=wait)
    response.headers["Cache-Control"] = "no-store"
    return shown(state.settings.mode, offset, state.now())


@moving.post("/advance", responses=refusals(ClockOnlyForward, ClockTooFar))
async def advance_clock(
    _: Annotated[Caller, may("identity:clock:write", Role.SYSTEM_ADMINISTRATOR)],
    body: AdvanceClock,
    desk: Desk,
    once: Once,
) -> ClockOut:
    """Move business time forward; it never goes back."""
    return await once(lambda: desk.advance(body), show=desk.show)
