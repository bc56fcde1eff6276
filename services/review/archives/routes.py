"""Archives over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.review.applications.errors import ApplicationNotFound
from services.review.archives.dependencies import Packed
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.files.errors import StoreSilent
from shared.http.refused import refusals

router = APIRouter(prefix="/applications", tags=["archives"])

ZIP = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}

Keeper = Annotated[
    Caller,
    may(
        "review:archive:export",
        Role.PROGRAMME_OFFICER,
        Role.RECOGNITION_CHAIR,
        Role.SUPERVISOR,
        Role.AUDITOR,
    ),
]


@router.get(
    "/{application_id}/archive",
    response_class=StreamingResponse,
    responses={
        200: {"description": "The archive.", "content": ZIP},
        **refusals(ApplicationNotFound, StoreSilent),
    },
)
async def export_archive(caller: Keeper, application_id: UUID, packed: Packed) -> StreamingResponse:
    """Everything kept about one application, as a file that `deploy/verify_archive.py` verifies (V20)."""
    headers = {
        "Content-Disposition": f'attachment; filename="{packed.number}.zip"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(packed.pieces(), media_type="application/zip", headers=headers)
