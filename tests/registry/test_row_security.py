"""Each protected table, read as each kind of caller and without one."""

from datetime import date

import pytest
from sqlalchemy import func, select, text

from services.registry.certifications.models import Claim
from services.registry.experts.models import Expert, Relation
from services.registry.facts.models import YearlyFact
from services.registry.incidents.models import Incident
from services.registry.organisations.models import Organisation
from services.registry.people.models import Person, Unmasking
from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM, Binding, Caller, CallerKind
from shared.db.ids import new_id
from shared.time.clock import instant
from tests.registry.conftest import JINING, YANTAI

TABLES = (Organisation, Person, Unmasking, Claim, YearlyFact, Incident, Expert, Relation)
OF_PEOPLE = {Claim, Expert, Relation}
"""Seen by the person they are about as well."""


def person(role, subject="somebody", **given: object):
    return Caller(CallerKind.PERSON, subject, bindings=(Binding(role, **given),))


async def lay_one_of_each(database):
    now, organisation, human, expert = instant(), new_id(), new_id(), new_id()
    place = {"organisation_id": organisation, "region_path": f"{JINING}370828.", "created_at": now}
    async with database.write(SYSTEM) as session:
        session.add(an_organisation_row(organisation, now))
        await session.flush()
        session.add(Person(id=human, role="contact", name="李丽", from_on=date(2017, 1, 1), **place))
        session.add(Expert(id=expert, **an_expert_row(now)))
        await session.flush()
        session.add_all(
            [
                Unmasking(
                    person_id=human, actor="reader", actor_roles=[], purpose="核对", read_at=now, **place,
                ),
                Claim(
                    subject="wang", statement="代办", evidence=[], state="claimed",
                    due_on=date(2017, 3, 8), due_provisional=False, edition=1, **place,
                ),
                YearlyFact(
                    year=2016, kind="sales", revision=1, is_current=True, value=1, source="declared",
                    recorded_by="wang", **place,
                ),
                Incident(
                    kind="quality", level="major", occurred_on=date(2016, 5, 4), description="抽检",
                    source="文", **place,
                ),
                Relation(
                    expert_id=expert, subject="wang", region_path=place["region_path"],
                    organisation_id=organisation, kind="advises", origin="found", pinned=False,
                    created_at=now,
                ),
            ]
        )  # fmt: skip
    return organisation


def an_organisation_row(identifier, now):
    return Organisation(
        id=identifier, credit_code="91370828MA3C4G5H63", name="金乡", sort_key="jin", kind="enterprise",
        region_code="370828", current_region="370828", region_path=f"{JINING}370828.", industry_code="01",
        industry_version="2017", status="active", open_claims=0, open_serious_incidents=0,
        changed_on=date(2017, 1, 1), revision=1, created_at=now, updated_at=now,
    )  # fmt: skip


def an_expert_row(now):
    return {
        "subject": "wang", "region_code": "370828", "region_path": f"{JINING}370828.", "name": "王",
        "titles": [], "fields": ["finance"], "industries": [], "absences": [], "status": "active",
        "created_at": now,
    }  # fmt: skip


async def seen(database, caller, model):
    async with database.read(caller) as session:
        return await session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__tablename__)
async def test_rows_are_seen_by_whom_they_concern_and_by_nobody_else(database, model):
    organisation = await lay_one_of_each(database)
    about_people = model in OF_PEOPLE
    expected = {
        SYSTEM: 1,
        person(Role.PROGRAMME_OFFICER, region="37."): 1,
        person(Role.CITY_OFFICER, region=JINING): 1,
        person(Role.COUNTY_OFFICER, region=f"{JINING}370828."): 1,
        person(Role.SIBLING, region=""): 1,
        person(Role.CITY_OFFICER, region=YANTAI): 0,
        person(Role.COUNTY_OFFICER, region=f"{JINING}370811."): 0,
        person(Role.APPLICANT, organisation=organisation): 0 if model in {Expert, Relation} else 1,
        person(Role.APPLICANT, organisation=new_id()): 0,
        person(Role.EXPERT, subject="wang"): 1 if about_people else 0,
        PUBLIC: 0,
    }
    found = {caller: await seen(database, caller, model) for caller in expected}
    assert found == expected


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__tablename__)
async def test_without_a_caller_no_row_is_seen(database, model):
    await lay_one_of_each(database)
    async with database.open() as session:
        assert await session.scalar(select(func.count()).select_from(model)) == 0


async def test_the_login_role_owns_nothing(database):
    async with database.open() as session:
        owned = await session.scalar(
            text("SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
                 " WHERE r.rolname = current_user")
        )  # fmt: skip
    assert owned == 0


LAGGING = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL (:apart)
  AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
       AND a.attname IN ('organisation_id', 'region_path')) = 2
  AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = 'registry.organisations'::regclass
       AND t.tgfoid = 'registry.follow_region'::regproc AND encode(t.tgargs, 'escape') = c.relname || '\\000')
ORDER BY 1
"""
APART = {
    "expert_relations": "the region is the expert's",
    "files": "a file is its uploader's",
    "history": "rows are never rewritten: the place is that of the day",
    "jobs": "work is its caller's",
    "unmaskings": "append-only: who looked stands where it happened",
}
"""Tables whose rows stay where they were written, each with the reason."""
FOLLOW = "a trigger on organisations calls follow_region('<table>'): CONTRIBUTING.md, Add a noun, step 2"


async def test_what_an_organisation_owns_moves_with_it(database):
    async with database.open() as session:
        lagging = list(await session.scalars(text(LAGGING), {"apart": list(APART)}))
    assert lagging == [], FOLLOW
