"""The timeline over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.review.applications.errors import ApplicationNotFound
from services.review.applications.routes import OVERSEERS
from services.review.applications.schemas import TimelineOut
from services.review.timelines.dependencies import Reader
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.refused import refusals

router = APIRouter(prefix="/applications", tags=["applications"])

Following = Annotated[Caller, may("review:application:read", Role.APPLICANT, *OVERSEERS)]


@router.get("/{application_id}/timeline", responses=refusals(ApplicationNotFound))
async def show_timeline(
    caller: Following, application_id: UUID, reader: Reader, response: Response
) -> TimelineOut:
    """What happened to the application in plain words, and what is expected of whom by when."""
    response.headers["Vary"] = "Accept-Language"
    return await reader.show(application_id)
