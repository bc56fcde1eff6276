"""Facts of organisations for siblings, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from services.registry.dossiers.dependencies import Reader
from services.registry.dossiers.schemas import DossierOut, DossiersOut, ReadDossiers
from services.registry.organisations.errors import OrganisationNotFound
from services.registry.organisations.routes import READERS
from shared.auth.guards import may
from shared.db.caller import Caller
from shared.http.preconditions import Tag
from shared.http.refused import refusals

router = APIRouter(tags=["dossiers"])

Reading = Annotated[Caller, may("registry:organisation:read", *READERS)]
Years = Annotated[int, Query(ge=1, le=10, description="How many years of figures, this year not counted.")]


@router.get("/organisations/{organisation_id}/dossier", responses=refusals(OrganisationNotFound))
async def show_dossier(
    caller: Reading, request: Request, organisation_id: UUID, reader: Reader, tag: Tag, *, years: Years = 3
) -> DossierOut:
    """What a programme freezes when an organisation applies: identity, standing, figures, incidents, brands.

    `version` rises with any of them, so that a later reading tells whether something changed.
    """
    now = request.app.state.clock.now()
    found = await reader.read_one(organisation_id, years=years, now=now)
    tag(found.version, f"{years}")
    return found


@router.post("/organisations/dossiers")
async def read_dossiers(caller: Reading, request: Request, body: ReadDossiers, reader: Reader) -> DossiersOut:
    """The same for up to 200 organisations at once; reads only, so it takes no key."""
    return await reader.read(body.ids, years=body.years, now=request.app.state.clock.now())
