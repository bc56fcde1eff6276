"""Submission, dossiers and corrections over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from services.review.applications.dependencies import ApplicantFacts
from services.review.applications.errors import ApplicantNotFound, ApplicationNotFound, NotYourCandidate
from services.review.applications.routes import OVERSEERS
from services.review.dossiers.dependencies import Desk, Made, Reader
from services.review.dossiers.errors import CorrectionOpen, CorrectionPointsUnknown, DossierNotFound
from services.review.dossiers.schemas import (
    CorrectionOut,
    CorrectionsOut,
    DossierOut,
    DossiersOut,
    RequestCorrection,
)
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import SiblingSilent, StaleVersion
from shared.http.idempotency import Once
from shared.http.preconditions import IfMatch
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(prefix="/applications", tags=["dossiers"])

Applicant = Annotated[Caller, may("review:dossier:write", Role.APPLICANT)]
Recommender = Annotated[Caller, may("review:dossier:decide", Role.CITY_OFFICER, Role.DIVISION_OFFICER)]
Reading = Annotated[Caller, may("review:dossier:read", Role.APPLICANT, Role.EXPERT, *OVERSEERS)]
Following = Annotated[Caller, may("review:dossier:read", Role.APPLICANT, *OVERSEERS)]


@router.post(
    "/{application_id}/submissions",
    status_code=201,
    responses=refusals(ApplicationNotFound, ApplicantNotFound, ActionNotAllowed, StaleVersion, SiblingSilent),
)
async def submit_application(  # noqa: PLR0913 - key, version and wiring
    caller: Applicant,
    application_id: UUID,
    facts: ApplicantFacts,
    if_match: IfMatch,
    desk: Desk,
    *,
    made: Made,
    once: Once,
) -> DossierOut:
    """Submit, or submit again after a correction: what is there now is frozen as the next dossier (V04)."""
    return await once(lambda: desk.submit(application_id, facts, seen=if_match), show=made.submitted)


@router.get("/{application_id}/dossiers", responses=refusals(ApplicationNotFound))
async def list_dossiers(caller: Reading, application_id: UUID, reader: Reader) -> DossiersOut:
    """The frozen dossiers, oldest first."""
    return DossiersOut(items=await reader.list(application_id))


@router.get("/{application_id}/dossiers/{sequence}", responses=refusals(ApplicationNotFound, DossierNotFound))
async def show_dossier(
    caller: Reading,
    application_id: UUID,
    sequence: Annotated[int, Path(ge=1, le=1000, description="1 for the first submission.")],
    reader: Reader,
) -> DossierOut:
    """One dossier as it was submitted, and what differs from the one before."""
    return await reader.show(application_id, sequence)


@router.post(
    "/{application_id}/corrections",
    status_code=201,
    responses=refusals(
        ApplicationNotFound,
        NotYourCandidate,
        ActionNotAllowed,
        CorrectionOpen,
        CorrectionPointsUnknown,
        StaleVersion,
    ),
)
async def request_correction(  # noqa: PLR0913 - key, version, body and wiring
    caller: Recommender,
    application_id: UUID,
    body: RequestCorrection,
    if_match: IfMatch,
    desk: Desk,
    *,
    made: Made,
    once: Once,
) -> CorrectionOut:
    """Return an application so that the named members are put right within working days (V04)."""
    return await once(
        lambda: desk.request_correction(application_id, body, seen=if_match), show=made.correction
    )


@router.get("/{application_id}/corrections", responses=refusals(ApplicationNotFound))
async def list_corrections(caller: Following, application_id: UUID, reader: Reader) -> CorrectionsOut:
    """What had to be put right, by when, and which dossier answered."""
    return CorrectionsOut(items=await reader.corrections(application_id))
