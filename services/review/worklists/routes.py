"""Work lists over HTTP: what waits for the caller, by when and why."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.review.rounds.errors import RoundNotFound
from services.review.tasks.rules import READERS
from services.review.worklists.dependencies import KnownRounds, Narrowed, Own
from services.review.worklists.schemas import StageTimesOut, TaskCountsOut, TaskOut
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.language import CallersLanguage
from shared.http.lists import Page, Paging
from shared.http.refused import refusals

router = APIRouter(tags=["worklists"])

Reader = Annotated[Caller, may("review:worklist:read", *READERS)]
Watcher = Annotated[
    Caller, may("review:worklist:read", Role.PROGRAMME_OFFICER, Role.SUPERVISOR, Role.AUDITOR)
]


@router.get("/worklist")
async def list_tasks(
    caller: Reader,
    response: Response,
    worklist: Own,
    asked: Narrowed,
    page: Paging,
    *,
    language: CallersLanguage,
) -> Page[TaskOut]:
    """What waits for the caller's roles, the most overdue first (V19)."""
    response.headers["Vary"] = "Accept-Language"
    return await worklist.list(page, asked, language)


@router.get("/worklist/counts")
async def count_tasks(
    caller: Reader, response: Response, worklist: Own, language: CallersLanguage
) -> TaskCountsOut:
    """How much of each kind waits, and how much of it is late."""
    response.headers["Vary"] = "Accept-Language"
    return TaskCountsOut(items=await worklist.counts(language))


@router.get("/rounds/{round_id}/stage-times", responses=refusals(RoundNotFound))
async def show_stage_times(
    caller: Watcher, round_id: UUID, rounds: KnownRounds, worklist: Own
) -> StageTimesOut:
    """How long the applications of a round stood in each state, from the history."""
    await rounds.get(round_id)
    return StageTimesOut(items=await worklist.stage_times(round_id))
