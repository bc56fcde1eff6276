"""The revocation feed over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.identity.revocations.errors import FeedBehind
from services.identity.revocations.schemas import RevocationOut, RevocationsOut
from services.identity.revocations.service import RevocationBoard
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.refused import refusals

router = APIRouter(tags=["revocations"])


@router.get("/revocations", responses=refusals(FeedBehind))
async def follow_revocations(
    _: Annotated[Caller, may("identity:revocation:read", Role.SIBLING)],
    request: Request,
    response: Response,
    cursor: Annotated[
        str,
        Query(pattern=r"^\d{0,18}$", description="`cursor` of the page before; empty: from the beginning."),
    ] = "",
    wait: Annotated[int, Query(ge=0, le=25, description="Seconds to wait for news.")] = 0,
) -> RevocationsOut:
    """Which tokens are no longer good, for the services that check them; a long poll."""
    board: RevocationBoard = request.app.state.revocations
    found, position = await board.page(int(cursor or 0), wait=wait)
    response.headers["Cache-Control"] = "no-store"
    items = [RevocationOut.model_validate(revocation) for revocation in found]
    return RevocationsOut(items=items, cursor=str(position))
