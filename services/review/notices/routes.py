"""Public notices over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.review.notices.dependencies import Desk, ReadingDesk
from services.review.notices.errors import EntriesUnknown, EntryAlreadyNoticed, NoticeNotFound
from services.review.notices.models import Notice, NoticeEntry
from services.review.notices.schemas import (
    DraftNotice,
    NoticeEntryOut,
    NoticeOut,
    TakeNoticeStep,
)
from services.review.notices.workflow import EntryState, NoticeAction, NoticeState
from services.review.rounds.errors import QuotaReached, RoundNotFound, RunByAnotherRegion
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Listed, Page, Paging
from shared.http.offers import ActionsOut, Explained
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(prefix="/notices", tags=["notices"])

N, E = Notice.__table__.c, NoticeEntry.__table__.c
Officer = Annotated[Caller, may("review:notice:write", Role.PROGRAMME_OFFICER)]
Anyone = Annotated[Caller, anyone()]
NOTICES = Keyset({"number": N.number, "opened_at": N.opened_at}, N.id, "number")
ENTRIES = Keyset({"place": E.place}, E.id, "place")


@router.post("", status_code=201, responses=refusals(RoundNotFound, EntriesUnknown, RunByAnotherRegion))
async def draft_notice(
    caller: Officer, wanted: DraftNotice, desk: Desk, once: Once, response: Response
) -> NoticeOut:
    """List selected applications for a public notice; nothing of theirs changes before it opens."""
    shown = await once(lambda: desk.draft(wanted), show=desk.show)
    response.headers["Location"] = f"/review/v1/notices/{shown.id}"
    return shown


@router.get("")
async def list_notices(
    caller: Anyone,
    desk: ReadingDesk,
    page: Paging,
    round_id: Annotated[UUID | None, Query(description="Of this round.")] = None,
    state: Annotated[Listed[NoticeState] | None, Query(description="In these states.")] = None,
) -> Page[NoticeOut]:
    """Notices: opened ones for anybody, drafts for the officers of their region."""
    listing = desk.notices.listing(round_id=round_id, states=state or ())
    return await page.of(desk.notices.session, listing, NOTICES, NoticeOut.model_validate)


@router.get("/{notice_id}", responses=refusals(NoticeNotFound))
async def show_notice(caller: Anyone, notice_id: UUID, desk: ReadingDesk, tag: Tag) -> NoticeOut:
    """One notice."""
    shown = await desk.show(notice_id)
    tag(shown.version)
    return shown


@router.get("/{notice_id}/entries", responses=refusals(NoticeNotFound))
async def list_notice_entries(
    caller: Anyone,
    notice_id: UUID,
    desk: ReadingDesk,
    page: Paging,
    state: Annotated[Listed[EntryState] | None, Query(description="In these states.")] = None,
) -> Page[NoticeEntryOut]:
    """The entries of a notice in their order; each carries the hash of what the public reads."""
    await desk.notices.get(notice_id)
    listing = desk.entries.listing(notice_id, states=state or ())
    return await page.of(desk.notices.session, listing, ENTRIES, NoticeEntryOut.model_validate)


@router.get("/{notice_id}/actions", responses=refusals(NoticeNotFound))
async def list_notice_actions(
    caller: Officer, notice_id: UUID, desk: ReadingDesk, explained: Explained
) -> ActionsOut[NoticeState, NoticeAction]:
    """The caller's steps from here, and what stands in the way of each."""
    return explained(await desk.outlook(notice_id))


@router.post(
    "/{notice_id}/actions",
    responses=refusals(
        NoticeNotFound, ActionNotAllowed, QuotaReached, EntryAlreadyNoticed, RunByAnotherRegion
    ),
)
async def act_on_notice(
    caller: Officer, notice_id: UUID, step: TakeNoticeStep, seen: IfMatch, desk: Desk, once: Once
) -> NoticeOut:
    """Open a notice, and every entry takes its seat or none does; or discard a draft."""
    return await once(lambda: desk.step(notice_id, step.action, seen=seen), show=desk.show)
