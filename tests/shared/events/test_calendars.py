"""A service counts working days by its own copy of registry's calendar."""

from datetime import date

import pytest

from shared.codes.holidays import seed_working_calendar
from shared.db.caller import SYSTEM
from shared.db.work import Database
from shared.events.calendars import Calendars

MADE_UP = {
    "day": "2027-02-06",
    "kind": "makeup",
    "name": "春节调休上班",
    "source": "国办发明电〔2026〕9号",
    "year": 2027,
    "published": True,
    "version": 3,
}


@pytest.fixture(params=["review", "trademark"])
async def database(request, rolled_back_database) -> Database:
    return await rolled_back_database(request.param)


async def test_the_copy_begins_as_the_house_ships_it(database: Database):
    async with database.open() as session:
        assert await Calendars(session).working() == seed_working_calendar()


async def test_a_day_that_registry_tells_is_taken_over(database: Database):
    async with database.write(SYSTEM) as session:
        assert await Calendars(session).take_over(MADE_UP)
        calendar = await Calendars(session).working()
    assert calendar.is_working(date(2027, 2, 6))
    assert not calendar.is_provisional(date(2027, 2, 6))


async def test_a_redelivered_or_older_telling_changes_nothing(database: Database):
    async with database.write(SYSTEM) as session:
        calendars = Calendars(session)
        await calendars.take_over(MADE_UP)
        told = await calendars.working()
        assert not await calendars.take_over(MADE_UP)
        assert not await calendars.take_over({**MADE_UP, "kind": "holiday", "version": 2})
        assert await calendars.working() == told
