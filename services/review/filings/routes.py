"""Objecting over HTTP. These routes read no token: nothing that they leave behind says who called."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response

from services.review.filings.dependencies import FilingDesk, ReadingDesk
from services.review.filings.errors import TooManyObjections
from services.review.filings.schemas import FileObjection, ReceiptOut
from services.review.notices.errors import NoticeEntryNotFound
from services.review.objections.errors import AnonymousNotAllowed, NoticeNotRunning, ObjectionNotFound
from services.review.objections.schemas import ObjectionOut
from shared.auth.guards import proves_itself
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(tags=["objections"])

Unnamed = Annotated[Caller, proves_itself()]
"""Whoever calls acts as the public: an objection, or the receipt for one, is proof enough."""
Receipt = Annotated[
    str,
    Header(alias="X-Receipt-Code", min_length=8, max_length=64, description="Told once, when it was filed."),
]


@router.post(
    "/notice-entries/{entry_id}/objections",
    status_code=201,
    responses=refusals(NoticeEntryNotFound, NoticeNotRunning, AnonymousNotAllowed, TooManyObjections),
)
async def file_objection(
    caller: Unnamed, entry_id: UUID, wanted: FileObjection, desk: FilingDesk, once: Once, response: Response
) -> ReceiptOut:
    """Object to one entry of a running notice, named or anonymous; the receipt code is told once."""
    shown = await once.secret(lambda: desk.file(entry_id, wanted))
    response.headers["Location"] = f"/review/v1/objections/{shown.id}"
    return shown


@router.get("/objections/{objection_id}/progress", responses=refusals(ObjectionNotFound))
async def follow_objection(
    caller: Unnamed, objection_id: UUID, receipt: Receipt, desk: ReadingDesk
) -> ObjectionOut:
    """What became of an objection, for whoever holds its receipt code."""
    return await desk.follow(objection_id, receipt)


@router.post("/objections/{objection_id}/withdrawal", responses=refusals(ObjectionNotFound, ActionNotAllowed))
async def withdraw_objection(
    caller: Unnamed, objection_id: UUID, receipt: Receipt, desk: FilingDesk, once: Once
) -> ObjectionOut:
    """Take the objection back, by its receipt code."""
    return await once(
        lambda: desk.withdraw(objection_id, receipt), show=lambda changed: desk.follow(changed, receipt)
    )
