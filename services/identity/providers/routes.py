"""Where one may sign in, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Request

from services.identity.providers.schemas import ProviderOut, ProvidersOut
from services.identity.providers.service import Providers
from shared.auth.guards import anyone
from shared.db.caller import Caller

router = APIRouter(prefix="/openid", tags=["openid"])


@router.get("/providers")
async def list_providers(_: Annotated[Caller, anyone()], request: Request) -> ProvidersOut:
    """The OpenID providers at which people sign in; a front-end shows a button for each."""
    providers: Providers = request.app.state.providers
    return ProvidersOut(items=[ProviderOut.model_validate(each.told) for each in providers.by_name.values()])
