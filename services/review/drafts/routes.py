"""Filling in an application, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.review.applications.errors import ApplicantNotFound, ApplicationNotFound
from services.review.applications.schemas import ApplicationOut
from services.review.drafts.dependencies import Asked, Desk
from services.review.drafts.errors import (
    AlreadyApplied,
    ApplicantNotAdmitted,
    ApplyingNotPossible,
    FieldsNotOpen,
    FormUnfit,
    MaterialNotAdmitted,
    MaterialNotFound,
    NotBeingEdited,
)
from services.review.drafts.schemas import AttachMaterial, FillForm
from services.review.rounds.errors import RoundNotFound
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.files.errors import FileNotReady, FileOfAnother, FileUnknown
from shared.http.errors import SiblingSilent, StaleVersion
from shared.http.idempotency import Once
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals

router = APIRouter(prefix="/applications", tags=["applications"])

Applicant = Annotated[Caller, may("review:application:write", Role.APPLICANT)]


@router.post(
    "",
    status_code=201,
    responses=refusals(
        ApplicantNotFound,
        RoundNotFound,
        AlreadyApplied,
        ApplyingNotPossible,
        ApplicantNotAdmitted,
        FormUnfit,
        SiblingSilent,
    ),
)
async def create_application(
    caller: Applicant, asked: Asked, response: Response, desk: Desk, once: Once
) -> ApplicationOut:
    """Begin an application for the own, certified organisation: one a round (V04)."""
    shown = await once(lambda: desk.create(asked.body, asked.facts), show=desk.reader.show)
    response.headers["Location"] = f"/review/v1/applications/{shown.id}"
    return shown


@router.patch(
    "/{application_id}",
    responses=refusals(ApplicationNotFound, NotBeingEdited, FormUnfit, FieldsNotOpen, StaleVersion),
)
async def fill_in_application(
    caller: Applicant, application_id: UUID, body: FillForm, desk: Desk, if_match: IfMatch, *, tag: Tag
) -> ApplicationOut:
    """Change members of the form; the answer lists what is still missing."""
    shown = await desk.reader.show(await desk.fill_in(application_id, body, seen=if_match))
    tag(shown.version)
    return shown


@router.post(
    "/{application_id}/materials",
    status_code=201,
    responses=refusals(
        ApplicationNotFound,
        NotBeingEdited,
        MaterialNotAdmitted,
        FieldsNotOpen,
        FileUnknown,
        FileNotReady,
        FileOfAnother,
        StaleVersion,
    ),
)
async def attach_material(
    caller: Applicant,
    application_id: UUID,
    body: AttachMaterial,
    desk: Desk,
    if_match: IfMatch,
    *,
    once: Once,
) -> ApplicationOut:
    """Attach an uploaded file as one of the edition's materials."""
    return await once(lambda: desk.attach(application_id, body, seen=if_match), show=desk.reader.show)


@router.delete(
    "/{application_id}/materials/{material_id}",
    responses=refusals(ApplicationNotFound, MaterialNotFound, NotBeingEdited, FieldsNotOpen, StaleVersion),
)
async def remove_material(
    caller: Applicant, application_id: UUID, material_id: UUID, desk: Desk, if_match: IfMatch, *, tag: Tag
) -> ApplicationOut:
    """Take a material off; what was frozen before keeps it."""
    shown = await desk.reader.show(await desk.remove(application_id, material_id, seen=if_match))
    tag(shown.version)
    return shown
