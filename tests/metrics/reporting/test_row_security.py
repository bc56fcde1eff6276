"""Reports and sheets by every query of their repository, as each role, own, foreign and without a caller."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from uuid import UUID

import pytest

from services.metrics.reporting.repository import Reports
from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM, Binding, Caller, CallerKind
from shared.db.ids import new_id
from shared.errors import NotFound
from tests.metrics.reporting.office import JINING, JINXIANG, RENCHENG, YANTAI, Office, path

Reading = Callable[[Reports], Awaitable[object]]
NOBODY = None
"""A transaction that names no caller."""


def readings(window: UUID, report: UUID, sheet: UUID) -> Mapping[str, Reading]:
    async def listing(reports: Reports) -> object:
        return (await reports.session.execute(reports.listing(window, ()))).all()

    return {
        "get": lambda reports: reports.get(report),
        "get to change": lambda reports: reports.get(report, lock=True),
        "begun": lambda reports: reports.begun(window, JINXIANG),
        "of a window": lambda reports: reports.of_window(window),
        "states": lambda reports: reports.states(window),
        "listing": listing,
        "sheet": lambda reports: reports.sheet(sheet),
        "sheets": lambda reports: reports.sheets(window),
        "sheets above": lambda reports: reports.sheets_above(window, path(JINXIANG)),
    }


def person(role: Role, **place: object) -> Caller:
    return Caller(CallerKind.PERSON, "somebody", bindings=(Binding(role, **place),))  # type: ignore[arg-type]


def strangers() -> Iterator[Caller | None]:
    """Each role in a neighbouring county, in another city, for an organisation, and bound to nothing."""
    yield from (NOBODY, PUBLIC)
    for role in Role:
        yield from (person(role, region=path(RENCHENG)), person(role, region=path(YANTAI)))
        yield from (person(role, organisation=new_id()), person(role))


@pytest.fixture
def office(client, as_, database) -> Office:
    return Office(client, as_, database)


@pytest.fixture
async def laid(office) -> Mapping[str, Reading]:
    """A draft of a county, under a sheet of its city."""
    window = (await office.window([JINXIANG], region=JINING)).json()
    report = (await office.draft(window, JINXIANG)).json()
    sheet = (await office.sheets(window))[JINING]
    return readings(*(UUID(each["id"]) for each in (window, report, sheet)))


async def seen(database, caller, read) -> bool:
    async with database.open() if caller is NOBODY else database.read(caller) as session:
        try:
            return bool(await read(Reports(session)))
        except NotFound:
            return False


async def test_P03_through_no_query_a_stranger_of_any_role_finds_a_report_or_a_sheet(database, laid):
    found = [
        (name, caller)
        for name, read in laid.items()
        for caller in strangers()
        if await seen(database, caller, read)
    ]
    assert found == []


async def test_P03_who_covers_the_county_finds_its_report_and_who_covers_the_city_its_sheet(database, laid):
    of_the_sheet = {name for name in laid if "sheet" in name}
    expected = {
        SYSTEM: set(laid),
        person(Role.CITY_OFFICER, region=path(JINING)): set(laid),
        person(Role.PROGRAMME_OFFICER, region="37."): set(laid),
        person(Role.COUNTY_OFFICER, region=path(JINXIANG)): set(laid) - of_the_sheet,
    }
    found = {
        caller: {name for name, read in laid.items() if await seen(database, caller, read)}
        for caller in expected
    }
    assert found == expected
