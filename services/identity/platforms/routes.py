"""Provincial platforms over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Request

from services.identity.platforms.schemas import PlatformOut, PlatformsOut
from services.identity.platforms.service import Platforms
from shared.auth.guards import anyone
from shared.db.caller import Caller

router = APIRouter(prefix="/tickets", tags=["tickets"])


@router.get("/platforms")
async def list_ticket_platforms(_: Annotated[Caller, anyone()], request: Request) -> PlatformsOut:
    """The provincial platforms at which people sign in by ticket; a front-end shows a button for each."""
    platforms: Platforms = request.app.state.platforms
    return PlatformsOut(items=[PlatformOut.model_validate(each.told) for each in platforms.by_name.values()])
