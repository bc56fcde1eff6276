"""Signing in at a provincial platform, over HTTP; the front-end carries what the platform answers."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.identity.acting.routes import answered
from services.identity.acting.schemas import ActingTokenOut
from services.identity.mint.errors import ScopesNotAllowed
from services.identity.openid.errors import IssuerChanged, NotEnrolled
from services.identity.providers.errors import ProviderSilent, ProviderUnknown
from services.identity.tickets.dependencies import Desk
from services.identity.tickets.errors import TicketSignInRefused
from services.identity.tickets.schemas import BeginTicketSignIn, CompleteTicketSignIn, TicketSignInOut
from shared.auth.guards import proves_itself
from shared.db.caller import Caller
from shared.http.refused import refusals

router = APIRouter(prefix="/tickets", tags=["tickets"])
NO_STORE = "no-store"


@router.post("/sign-ins", responses=refusals(ProviderUnknown))
async def begin_ticket_sign_in(
    _: Annotated[Caller, proves_itself()], body: BeginTicketSignIn, response: Response, desk: Desk
) -> TicketSignInOut:
    """Where to send the browser, and what it keeps until it comes back."""
    response.headers["Cache-Control"] = NO_STORE
    return desk.begin(body)


@router.post(
    "/sign-ins/completion",
    responses=refusals(
        TicketSignInRefused, NotEnrolled, ProviderUnknown, IssuerChanged, ScopesNotAllowed, ProviderSilent
    ),
)
async def complete_ticket_sign_in(
    _: Annotated[Caller, proves_itself()], body: CompleteTicketSignIn, response: Response, desk: Desk
) -> ActingTokenOut:
    """A token for the person whom the platform vouches for, acting for the legal person that signed in."""
    signed_in = await desk.complete(body)
    response.headers["Cache-Control"] = NO_STORE
    return answered(signed_in.acting, not_acting=signed_in.not_acting)
