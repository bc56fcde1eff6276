"""The calendar over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.registry.calendars.dependencies import Desk, Kept
from services.registry.calendars.errors import CalendarYearUnknown
from services.registry.calendars.schemas import CalendarYearOut, DueOut, PublishYear, SetDay
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.models import Day
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals

router = APIRouter(tags=["calendars"])

Administrator = Annotated[Caller, may("registry:calendar:write", Role.SYSTEM_ADMINISTRATOR)]
FIRST, LAST = date(2004, 1, 1), date(2099, 12, 31)


@router.get("/calendar", responses=refusals(CalendarYearUnknown))
async def show_calendar(
    caller: Annotated[Caller, anyone()],
    calendars: Kept,
    tag: Tag,
    year: Annotated[int, Query(ge=2004, le=2099, description="Calendar year.")],
) -> CalendarYearOut:
    """The holidays and make-up days of a year; days it does not name follow their week."""
    shown = await calendars.show(year)
    tag(shown.version)
    return shown


@router.get("/calendar/due")
async def compute_due(
    caller: Annotated[Caller, anyone()],
    calendars: Kept,
    start: Annotated[Day, Query(alias="from", ge=FIRST, le=LAST, description="First day; not counted.")],
    working_days: Annotated[int, Query(ge=0, le=1000, description="How many working days.")],
) -> DueOut:
    """The last day of a term: the fifth working day after 2026-09-28 is 2026-10-10."""
    due = (await calendars.working_calendar()).add_working_days(start, working_days)
    return DueOut(start_on=start, working_days=working_days, due_on=due.day, provisional=due.provisional)


@router.put("/calendar/days/{day}", responses=refusals(CalendarYearUnknown))
async def set_calendar_day(
    caller: Administrator,
    day: Annotated[Day, Path(ge=FIRST, le=LAST, description="The day.")],
    body: SetDay,
    desk: Desk,
    if_match: IfMatch,
) -> CalendarYearOut:
    """Say what a day is, by which document; `If-Match` names the version of its year."""
    return await desk.set_day(day, body, seen=if_match)


@router.put("/calendar/years/{year}", responses=refusals(CalendarYearUnknown))
async def publish_calendar_year(
    caller: Administrator,
    year: Annotated[int, Path(ge=2004, le=2099, description="Calendar year.")],
    body: PublishYear,
    desk: Desk,
    if_match: IfMatch,
) -> CalendarYearOut:
    """Declare that the notice of a year is out and entered: its terms are no longer provisional."""
    return await desk.publish(year, body, seen=if_match)
