"""The first administrators over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.identity.administrators.dependencies import Desk
from services.identity.administrators.errors import InvitationUnknown
from services.identity.administrators.schemas import AcceptInvitation
from services.identity.api_clients.errors import ClientNameTaken
from services.identity.api_clients.schemas import ClientWithSecret
from shared.auth.guards import proves_itself
from shared.db.caller import Caller
from shared.http.refused import refusals

router = APIRouter(prefix="/bootstrap", tags=["administrators"])


@router.post("/administrators", status_code=201, responses=refusals(InvitationUnknown, ClientNameTaken))
async def accept_invitation(
    _: Annotated[Caller, proves_itself()], body: AcceptInvitation, response: Response, desk: Desk
) -> ClientWithSecret:
    """Become a first administrator by a link from the shell; the link is the key that makes it once."""
    response.headers["Cache-Control"] = "no-store"
    return await desk.accept(body)
