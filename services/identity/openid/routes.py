"""Signing in through an OpenID provider, over HTTP; the front-end carries what the provider answers."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.identity.mint.errors import ScopesNotAllowed
from services.identity.openid.dependencies import Desk
from services.identity.openid.errors import IssuerChanged, NotEnrolled, OpenidSignInRefused
from services.identity.openid.schemas import BeginOpenidSignIn, CompleteOpenidSignIn, OpenidSignInOut
from services.identity.providers.errors import ProviderSilent, ProviderUnknown
from services.identity.tokens.schemas import TokenOut
from shared.auth.guards import proves_itself
from shared.db.caller import Caller
from shared.http.refused import refusals

router = APIRouter(prefix="/openid", tags=["openid"])
NO_STORE = "no-store"


@router.post("/sign-ins", responses=refusals(ProviderUnknown, ProviderSilent))
async def begin_openid_sign_in(
    _: Annotated[Caller, proves_itself()], body: BeginOpenidSignIn, response: Response, desk: Desk
) -> OpenidSignInOut:
    """Where to send the browser, and what it keeps until it comes back."""
    response.headers["Cache-Control"] = NO_STORE
    return await desk.begin(body)


@router.post(
    "/sign-ins/completion",
    responses=refusals(
        OpenidSignInRefused, NotEnrolled, ProviderUnknown, IssuerChanged, ScopesNotAllowed, ProviderSilent
    ),
)
async def complete_openid_sign_in(
    _: Annotated[Caller, proves_itself()], body: CompleteOpenidSignIn, response: Response, desk: Desk
) -> TokenOut:
    """A token for the person whom the provider vouches for; each sign-in is completed once."""
    minted = await desk.complete(body)
    response.headers["Cache-Control"] = NO_STORE
    scope = " ".join(sorted(minted.scopes))
    return TokenOut(access_token=minted.text, expires_in=minted.seconds, scope=scope)
