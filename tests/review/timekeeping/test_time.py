"""Time acts by itself: it opens, reminds, lapses and ends, one thing per transaction."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from services.review.applications.models import Application
from services.review.applications.workflow import State
from services.review.notices.dependencies import notice_desk
from services.review.programmes.models import Edition
from services.review.rounds.dependencies import desk_of
from services.review.rounds.models import Deadline, Round
from services.review.rounds.schemas import PlanRound
from services.review.timekeeping.service import Timekeeper
from services.review.titles.dependencies import register_on
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.db.ids import new_id
from shared.db.work import Database
from shared.jobs.turns import one_by_one
from shared.testing.database import RolledBackDatabase

KEEPER = Timekeeper(desk_of, notice_desk, register_on)
Lay = Callable[..., Awaitable[UUID]]


async def states(database: Database) -> dict[UUID, str]:
    async with database.read(SYSTEM) as session:
        rows = await session.execute(select(Application.id, Application.state))
        return {row.id: row.state for row in rows}


def later(database: RolledBackDatabase, day: date) -> None:
    """Move the business clock to a day."""
    database.clock.follow(database.clock.offset + (day - database.clock.today()))


async def last_day(database: Database, a_round: Round, step: str) -> date:
    async with database.read(SYSTEM) as session:
        return (await desk_of(session).rounds.days(a_round.id))[step]


async def test_V03_a_planned_round_opens_on_its_day(database: RolledBackDatabase, an_edition: Edition):
    opens_on = database.clock.today() + timedelta(days=7)
    async with database.write(SYSTEM) as session:
        body = PlanRound(programme_id=an_edition.programme_id, code="LATER", opens_on=opens_on)
        planned = await desk_of(session).plan(body)
    assert await KEEPER.open_rounds(database, database.clock) == 0
    later(database, opens_on)
    assert await KEEPER.open_rounds(database, database.clock) == 1
    assert await KEEPER.open_rounds(database, database.clock) == 0
    async with database.read(SYSTEM) as session:
        entry = (await Trail(session).of("round", planned))[-1]
    assert (entry.transition, entry.state_to, entry.actor_roles) == ("open", "open", ["clock"])


async def test_V04_a_draft_lapses_the_day_after_the_last_day(
    database: RolledBackDatabase, a_round: Round, lay: Lay
):
    draft = await lay(State.DRAFT)
    due = await last_day(database, a_round, "application")
    later(database, due)
    assert await KEEPER.lapse_applications(database, database.clock) == 0
    later(database, due + timedelta(days=1))
    assert await KEEPER.lapse_applications(database, database.clock) == 1
    assert (await states(database))[draft] == "lapsed"
    async with database.read(SYSTEM) as session:
        entry = (await Trail(session).of("application", draft))[-1]
    assert (entry.event, entry.actor) == ("application.lapsed", "system")


async def test_what_nobody_recommended_or_corrected_lapses_at_its_own_day(
    database: RolledBackDatabase, a_round: Round, lay: Lay
):
    today = database.clock.today()
    submitted = await lay(State.SUBMITTED)
    returned = await lay(State.RETURNED_FOR_CORRECTION, correction_due_on=today + timedelta(days=5))
    kept = await lay(State.RECOMMENDED)
    later(database, today + timedelta(days=6))
    await KEEPER.lapse_applications(database, database.clock)
    assert await states(database) == {submitted: "submitted", returned: "lapsed", kept: "recommended"}
    later(database, await last_day(database, a_round, "recommendation") + timedelta(days=1))
    await KEEPER.lapse_applications(database, database.clock)
    assert await states(database) == {submitted: "lapsed", returned: "lapsed", kept: "recommended"}


async def test_a_round_ends_after_its_last_day_once_nothing_waits(
    database: RolledBackDatabase, a_round: Round, lay: Lay
):
    waiting = await lay(State.IN_NOTICE)
    later(database, await last_day(database, a_round, "decision") + timedelta(days=1))
    assert await KEEPER.end_rounds(database, database.clock) == 0
    async with database.write(SYSTEM) as session:
        await session.execute(update(Application).where(Application.id == waiting).values(state="reserve"))
    assert await KEEPER.end_rounds(database, database.clock) == 1
    async with database.read(SYSTEM) as session:
        assert (await desk_of(session).rounds.show(a_round.id, database.clock.today())).state == "closed"


async def test_reminders_go_out_by_the_clock_once_each(database: RolledBackDatabase, a_round: Round):
    assert await KEEPER.remind(database, database.clock) == 0
    async with database.read(SYSTEM) as session:
        first = await session.scalar(
            select(Deadline.reminders_on).where(
                Deadline.round_id == a_round.id, Deadline.step == "application"
            )
        )
    assert first is not None
    later(database, first[0])
    assert await KEEPER.remind(database, database.clock) == 1
    assert await KEEPER.remind(database, database.clock) == 0
    async with database.read(SYSTEM) as session:
        entry = (await Trail(session).of("round", a_round.id))[-1]
    assert entry.event == "round.deadline_approached"
    assert entry.payload["step"] == "application"


async def test_V19_one_case_that_cannot_be_ended_stops_no_other(database: RolledBackDatabase):
    things, done = [new_id() for _ in range(3)], []

    async def find(_: Any) -> list[UUID]:
        return things

    async def act(_: Any, thing: UUID) -> bool:
        if thing == things[1]:
            raise LookupError("this one is broken")
        done.append(thing)
        return True

    assert await one_by_one(database, find, act) == 2
    assert done == [things[0], things[2]]
