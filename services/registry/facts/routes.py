"""Yearly facts over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from services.registry.facts.dependencies import Desk, Reader
from services.registry.facts.errors import CorrectionUnreasoned, FactUnfit
from services.registry.facts.schemas import FactsOut, RecordFacts
from services.registry.organisations.errors import OrganisationNotFound
from services.registry.organisations.routes import READERS
from shared.auth.guards import may
from shared.codes.roles import OFFICERS, Role
from shared.db.caller import Caller
from shared.files.errors import FileNotReady, FileOfAnother, FileUnknown
from shared.http.idempotency import Once
from shared.http.refused import refusals

router = APIRouter(prefix="/organisations/{organisation_id}/yearly-facts", tags=["facts"])

Reading = Annotated[Caller, may("registry:fact:read", *READERS)]
Keeper = Annotated[Caller, may("registry:fact:write", *sorted(OFFICERS), Role.APPLICANT)]
Year = Annotated[int, Path(ge=2000, le=2100, description="Calendar year.")]


@router.get("", responses=refusals(OrganisationNotFound))
async def list_yearly_facts(caller: Reading, organisation_id: UUID, reader: Reader) -> FactsOut:
    """Figures of all years with every revision, latest year first."""
    return await reader.show_all(organisation_id)


@router.post(
    "/{year}",
    responses=refusals(
        OrganisationNotFound, FactUnfit, CorrectionUnreasoned, FileUnknown, FileNotReady, FileOfAnother
    ),
)
async def record_yearly_facts(
    caller: Keeper, organisation_id: UUID, year: Year, body: RecordFacts, desk: Desk, *, once: Once
) -> FactsOut:
    """Write figures of a year down (R11); a figure that differs from the record becomes its next revision."""
    return await once(
        lambda: desk.record(organisation_id, year, body), show=lambda same: desk.show(same, year)
    )
