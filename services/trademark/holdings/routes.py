"""What organisations hold, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.trademark.holdings.dependencies import Reader
from services.trademark.holdings.schemas import HoldingsOut, ManyHoldingsOut, ReadHoldings
from shared.auth.guards import may
from shared.codes.roles import OFFICERS, Role
from shared.db.caller import Caller

router = APIRouter(prefix="/organisations", tags=["holdings"])

Reading = Annotated[
    Caller, may("trademark:holding:read", *sorted({*OFFICERS, Role.APPLICANT, Role.SIBLING, Role.AUDITOR}))
]


@router.get("/{organisation_id}/holdings")
async def show_holdings(caller: Reading, organisation_id: UUID, reader: Reader) -> HoldingsOut:
    """Valid registered marks and indications in use: what eligibility asks for; public facts, joined."""
    return (await reader.read([organisation_id])).items[0]


@router.post("/holdings")
async def read_holdings(caller: Reading, body: ReadHoldings, reader: Reader) -> ManyHoldingsOut:
    """The same for up to 200 organisations at once; reads only, so it takes no key."""
    return await reader.read(body.ids)
