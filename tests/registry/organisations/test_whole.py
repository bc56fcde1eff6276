"""An organisation and what belongs to it come in one statement, and each row of it under its own policy."""

from datetime import date

import pytest
from sqlalchemy import select

from services.registry.organisations.models import Organisation
from services.registry.organisations.repository import Organisations
from services.registry.people.models import Person
from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM, Binding, Caller, CallerKind
from shared.db.ids import new_id
from shared.db.reach import covered, reach_of, within
from shared.testing.database import Statements
from shared.time.clock import instant
from tests.registry.conftest import JINING, YANTAI
from tests.registry.test_row_security import an_organisation_row


def somebody(**given: object) -> Caller:
    return Caller(CallerKind.PERSON, "somebody", bindings=(Binding(Role.COUNTY_OFFICER, **given),))


async def laid(database, *places: str):
    """An organisation in 济宁 with a contact in each place: some were left behind when it moved."""
    now, organisation = instant(), new_id()
    async with database.write(SYSTEM) as session:
        session.add(an_organisation_row(organisation, now))
        await session.flush()
        session.add_all(
            Person(
                organisation_id=organisation, region_path=f"{place}1.", role="contact", name=f"李{number}",
                from_on=date(2017, 1, 1), created_at=now,
            )
            for number, place in enumerate(places)
        )  # fmt: skip
    return organisation


async def names(database, caller: Caller, organisation) -> list[str]:
    async with database.read(caller) as session:
        return [each["name"] for each in (await Organisations(session).whole(organisation)).people]


async def test_the_policy_of_people_holds_inside_the_statement(database):
    organisation = await laid(database, JINING, YANTAI, JINING)
    assert await names(database, SYSTEM, organisation) == ["李0", "李1", "李2"]
    assert await names(database, somebody(region=JINING), organisation) == ["李0", "李2"]
    assert await names(database, somebody(organisation=organisation), organisation) == ["李0", "李1", "李2"]


async def test_an_organisation_with_people_and_former_names_is_one_statement(database):
    organisation = await laid(database, JINING, JINING)
    async with database.read(SYSTEM) as session:
        with Statements(database) as statements:
            found = await Organisations(session).whole(organisation)
    assert (len(statements.sent), len(found.people), found.former_names) == (1, 2, [])


async def test_a_registration_asks_once_for_each_thing_it_needs(register, database):
    with Statements(database) as statements:
        await register()
    told = [each for each in statements.sent if "registry." in each]
    assert len(told) == 8, "key, region, organisation, name, people, history, answer, key"


@pytest.mark.parametrize("kind", ["everywhere", "here", "elsewhere", "its own", "another", "nobody"])
async def test_a_statement_made_once_reaches_as_far_as_one_made_for_the_caller(database, kind):
    organisation = await laid(database)
    caller, reached = {
        "everywhere": (SYSTEM, True),
        "here": (somebody(region=JINING), True),
        "elsewhere": (somebody(region=YANTAI), False),
        "its own": (somebody(organisation=organisation), True),
        "another": (somebody(organisation=new_id()), False),
        "nobody": (PUBLIC, False),
    }[kind]
    o = Organisation.__table__.c
    async with database.read(SYSTEM) as session:
        made_for = select(o.id).where(within(caller, organisation=Organisation.id, region=o.region_path))
        made_once = select(o.id).where(covered(organisation=o.id, region=o.region_path))
        for_caller = (await session.scalars(made_for)).all()
        assert (await session.scalars(made_once, reach_of(caller))).all() == for_caller
    assert (organisation in for_caller) is reached
