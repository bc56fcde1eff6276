"""What enters the log of a mark, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.trademark.mark_events.dependencies import Desk
from services.trademark.marks.errors import (
    EventOutOfPlace,
    EventRecorded,
    MarkNotFound,
    MarkNumberTaken,
    MarkUnfit,
)
from services.trademark.marks.schemas import EnterMark, MarkOut, RecordEvent
from services.trademark.marks.workflow import RECORDERS
from shared.auth.guards import may
from shared.db.caller import Caller
from shared.files.errors import FileNotReady, FileOfAnother, FileUnknown
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.preconditions import IfMatch
from shared.http.refused import refusals

router = APIRouter(prefix="/marks", tags=["marks"])

Recorder = Annotated[Caller, may("trademark:mark:write", *sorted(RECORDERS))]


@router.post(
    "",
    status_code=201,
    responses=refusals(MarkNumberTaken, MarkUnfit, FileUnknown, FileNotReady, FileOfAnother),
)
async def enter_mark(
    caller: Recorder, response: Response, body: EnterMark, desk: Desk, once: Once
) -> MarkOut:
    """A mark enters the register with its application; its holder lies within the officer's region."""
    entered = await once(lambda: desk.enter(body), show=desk.reader.show)
    response.headers["Location"] = f"/trademark/v1/marks/{entered.id}"
    return entered


@router.post(
    "/{mark_id}/events",
    status_code=201,
    responses=refusals(MarkNotFound, EventRecorded, EventOutOfPlace, MarkUnfit, StaleVersion),
)
async def record_mark_event(
    caller: Recorder, mark_id: UUID, body: RecordEvent, desk: Desk, *, if_match: IfMatch, once: Once
) -> MarkOut:
    """An event joins the log, late ones too, and the mark is folded anew."""
    return await once(lambda: desk.record(mark_id, body, seen=if_match), show=desk.reader.show)
