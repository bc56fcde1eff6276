"""Eligibility over HTTP: advice for the applicant, and every run with its reasons."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.review.applications.dependencies import ApplicantFacts
from services.review.applications.errors import ApplicantNotFound, ApplicationNotFound
from services.review.applications.routes import OVERSEERS
from services.review.eligibility.dependencies import Desk, Made, Reader
from services.review.eligibility.schemas import RunOut, RunsOut
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import SiblingSilent
from shared.http.idempotency import Once
from shared.http.refused import refusals

router = APIRouter(prefix="/applications", tags=["eligibility"])

Applicant = Annotated[Caller, may("review:eligibility:write", Role.APPLICANT)]
Following = Annotated[Caller, may("review:eligibility:read", Role.APPLICANT, *OVERSEERS)]


@router.post(
    "/{application_id}/eligibility-runs",
    status_code=201,
    responses=refusals(ApplicationNotFound, ApplicantNotFound, SiblingSilent),
)
async def advise_on_eligibility(
    caller: Applicant, application_id: UUID, facts: ApplicantFacts, desk: Desk, made: Made, *, once: Once
) -> RunOut:
    """Judge the rules on siblings' facts of now, as advice before submission (V05)."""
    return await once(lambda: desk.advise(application_id, facts), show=made.show)


@router.get("/{application_id}/eligibility-runs", responses=refusals(ApplicationNotFound))
async def list_eligibility_runs(caller: Following, application_id: UUID, reader: Reader) -> RunsOut:
    """Every run on an application, with what became of each rule and why."""
    return await reader.list(application_id)
