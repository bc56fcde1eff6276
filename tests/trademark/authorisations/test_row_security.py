"""Applications to use an indication by the queries of their repository, as each role here and elsewhere."""

from collections.abc import Iterator
from uuid import UUID

from services.trademark.authorisations.repository import UseFilters, Uses
from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM, Binding, Caller, CallerKind
from shared.db.ids import new_id
from shared.errors import NotFound
from shared.http.lists import PageQuery
from tests.trademark.conftest import JINING

EVERYTHING = PageQuery(None, None, limit=50, cursor=None, sort=None, include_total=True)
"""On one page, so that neither request nor response is looked at."""
ELSEWHERE = ("37.3706.", "37.3708.370811.")


def person(role: Role, **place: object) -> Caller:
    return Caller(CallerKind.PERSON, "somebody", bindings=(Binding(role, **place),))  # type: ignore[arg-type]


def strangers() -> Iterator[Caller]:
    """Each role in a neighbouring county, in another city, for another organisation, and bound to nothing."""
    yield PUBLIC
    for role in Role:
        yield from (person(role, region=region) for region in ELSEWHERE)
        yield from (person(role, organisation=new_id()), person(role))


async def seen(database, caller: Caller, use: UUID) -> set[str]:
    """By which queries the caller finds it."""
    found = set()
    async with database.read(caller) as session:
        uses = Uses(session)
        for name, lock in (("get", False), ("get to change", True)):
            try:
                await uses.get(use, lock=lock)
                found.add(name)
            except NotFound:
                pass
        page = await uses.list(EVERYTHING, UseFilters())
        found |= {"listed"} if use in {each.id for each in page.items} else set()
        found |= {"counted"} if page.total else set()
    return found


async def test_P03_no_stranger_of_any_role_finds_an_application_that_nobody_has_decided(
    database, indication, apply
):
    use = UUID((await apply(await indication()))["id"])
    assert [caller for caller in strangers() if await seen(database, caller, use)] == []


async def test_P03_the_producer_and_its_officers_find_it_by_every_query(database, indication, apply):
    organisation = new_id()
    use = UUID((await apply(await indication(), organisation_id=str(organisation)))["id"])
    callers = [
        SYSTEM,
        person(Role.APPLICANT, organisation=organisation),
        person(Role.CITY_OFFICER, region=JINING),
        person(Role.PROGRAMME_OFFICER, region="37."),
    ]
    found = {caller: await seen(database, caller, use) for caller in callers}
    assert found == {caller: {"get", "get to change", "listed", "counted"} for caller in callers}
