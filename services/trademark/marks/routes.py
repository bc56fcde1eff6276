"""Marks over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.trademark.marks.dependencies import Asked, Reader
from services.trademark.marks.errors import (
    MarkNotFound,
    MarkUnfit,
)
from services.trademark.marks.schemas import (
    EventsOut,
    MarkItem,
    MarkOut,
    StandingOut,
)
from services.trademark.marks.workflow import RECORDERS
from shared.auth.guards import anyone, may
from shared.db.caller import Caller
from shared.http.lists import Page, Paging
from shared.http.models import Day
from shared.http.preconditions import Tag
from shared.http.refused import refusals

router = APIRouter(prefix="/marks", tags=["marks"])

Anyone = Annotated[Caller, anyone()]
Recorder = Annotated[Caller, may("trademark:mark:write", *sorted(RECORDERS))]


@router.get("", responses=refusals(MarkUnfit))
async def list_marks(caller: Anyone, reader: Reader, filters: Asked, page: Paging) -> Page[MarkItem]:
    """The public register of marks (T01); the holder's contacts are never part of it."""
    return await reader.marks.list(page, filters)


@router.get("/{mark_id}", responses=refusals(MarkNotFound))
async def show_mark(caller: Anyone, mark_id: UUID, reader: Reader, tag: Tag) -> MarkOut:
    """A mark with its goods, each line with its own state, and its status in the words of others."""
    found = await reader.show(mark_id)
    tag(found.version)
    return found


@router.get("/{mark_id}/events", responses=refusals(MarkNotFound))
async def list_mark_events(caller: Anyone, mark_id: UUID, reader: Reader) -> EventsOut:
    """The log of a mark in legal order; nothing in it is ever changed."""
    return await reader.log(mark_id)


@router.get("/{mark_id}/standing", responses=refusals(MarkNotFound))
async def show_mark_standing(
    caller: Anyone,
    mark_id: UUID,
    reader: Reader,
    *,
    as_of: Annotated[Day | None, Query(description="Legal day; today when absent.")] = None,
    known_on: Annotated[Day | None, Query(description="As known on this day; today when absent.")] = None,
) -> StandingOut:
    """The mark as it stood on a day, as far as was known on another."""
    return await reader.standing(mark_id, as_of=as_of, known_on=known_on)
