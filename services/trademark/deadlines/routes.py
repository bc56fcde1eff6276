"""Deadlines over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from services.trademark.deadlines.dependencies import Mine, Report
from services.trademark.deadlines.rules import DeadlineState
from services.trademark.deadlines.schemas import BasesOut, DeadlineOut, LawChangesOut
from services.trademark.marks.errors import MarkNotFound
from shared.auth.guards import anyone, may
from shared.codes.roles import OFFICERS, Role
from shared.db.caller import Caller
from shared.http.lists import Listed, Page, Paging
from shared.http.models import Day
from shared.http.refused import refusals

router = APIRouter(tags=["deadlines"])

READERS = sorted({*OFFICERS, Role.APPLICANT, Role.DEPARTMENT_OFFICER, Role.AUDITOR})
Reading = Annotated[Caller, may("trademark:deadline:read", *READERS)]
NEW_LAW = date(2027, 1, 1)


@router.get("/deadlines")
async def list_deadlines(
    caller: Reading,
    deadlines: Mine,
    page: Paging,
    *,
    state: Annotated[Listed[DeadlineState], Query(description="One or several; all when absent.")] = [],  # noqa: B006 - FastAPI copies
    code: Annotated[
        Listed[Annotated[str, Field(max_length=40)]], Query(description="Codes of legal rules.")
    ] = [],  # noqa: B006 - FastAPI copies
    due_before: Annotated[Day | None, Query(description="Last day before this one.")] = None,
) -> Page[DeadlineOut]:
    """Deadlines of the caller's organisations and regions, soonest first, with the rule behind each (T05)."""
    return await deadlines.list(page, states=state, codes=code, due_before=due_before)


@router.get("/deadline-bases")
async def list_deadline_bases(caller: Reading, deadlines: Mine) -> BasesOut:
    """When rules or calendar changed, how many marks were computed anew and how many deadlines moved."""
    return BasesOut(items=await deadlines.bases())


@router.get("/marks/{mark_id}/law-changes", responses=refusals(MarkNotFound))
async def show_law_changes(
    caller: Annotated[Caller, anyone()],
    mark_id: UUID,
    report: Report,
    *,
    on: Annotated[Day, Query(description="First day of the other edition.")] = NEW_LAW,
) -> LawChangesOut:
    """What the change of the law on a day means for one mark, rule by rule (T05)."""
    return await report.show(mark_id, on)
