"""Review over HTTP on a database that is rolled back, with tokens of the tests' own issuer."""

from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from services.review import main
from services.review.applications.models import Application
from services.review.applications.workflow import State
from services.review.programmes.models import Edition, Programme
from services.review.rounds.dependencies import desk_of
from services.review.rounds.models import Round
from services.review.rounds.schemas import PlanRound
from services.review.rounds.workflow import RoundAction
from services.review.settings import ReviewSettings
from shared.codes.regions import Regions
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from shared.db.work import Database
from shared.settings.service import Mode
from shared.testing.database import RolledBackDatabase
from shared.testing.tokens import Signer, TestIssuer
from shared.text.yaml_text import read_yaml
from shared.time.clock import instant
from tests.review.hall import Hall
from tests.review.sibling import KnownHoldings, KnownOrganisations
from tests.review.walk import Walk

CATALOGUE = Path(main.__file__).with_name("catalogue")
DEMO = "internet_plus_brand_2017"


@pytest.fixture
async def database(
    rolled_back_database: Callable[[str], Awaitable[RolledBackDatabase]],
) -> RolledBackDatabase:
    return await rolled_back_database("review")


@pytest.fixture
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture
def as_(issuer: TestIssuer) -> Signer:
    return Signer(issuer, "review")


@pytest.fixture
def settings() -> ReviewSettings:
    return ReviewSettings(
        database_url=SecretStr("postgresql+asyncpg://never-dialled"),
        data_key=SecretStr(b64encode(bytes(range(32))).decode()),
        mode=Mode.DEMO,
    )


@pytest.fixture
def registry() -> KnownOrganisations:
    """Registry's double: `registry.know(city="3708")` names an organisation without faults."""
    return KnownOrganisations()


@pytest.fixture
def trademark() -> KnownHoldings:
    """Trademark's double: nobody holds anything until a test says so; it counts how often it is asked."""
    return KnownHoldings()


@pytest.fixture
def collaborators(
    issuer: TestIssuer, registry: KnownOrganisations, trademark: KnownHoldings
) -> dict[str, object]:
    """What stands in for the outside; a folder's own conftest may add to it: `files`."""
    return {"verifier": issuer.verifier("review"), "registry": registry, "trademark": trademark}


@pytest.fixture
def app(settings: ReviewSettings, database: Database, collaborators: dict[str, object]) -> FastAPI:
    return main.build(settings, database=database, collaborators=collaborators)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Calls review straight, without a network: `await client.get("/review/v1/rounds")`."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://review.test") as calling:
        yield calling


@pytest.fixture(scope="session")
def shipped_definition() -> dict[str, Any]:
    """The definition of the 2017 programme as it is shipped."""
    document: dict[str, Any] = read_yaml((CATALOGUE / f"{DEMO}.yaml").read_text("utf-8"))
    return document


@pytest.fixture
async def a_programme(database: Database, shipped_definition: dict[str, Any]) -> Programme:
    return await lay_programme(database, shipped_definition)


@pytest.fixture
async def an_edition(
    database: Database, a_programme: Programme, shipped_definition: dict[str, Any]
) -> Edition:
    return await lay_edition(database, a_programme, shipped_definition)


@pytest.fixture
async def a_round(database: Database, an_edition: Edition) -> Round:
    """An open round of the 2017 programme: every stage still ahead, every quota untouched."""
    return await lay_round(database, an_edition)


@pytest.fixture
def walk(
    client: httpx.AsyncClient,
    as_: Signer,
    database: Database,
    registry: KnownOrganisations,
    a_round: Round,
) -> Walk:
    """`await walk.submitted(city="3708")` takes an application to where a test begins."""
    return Walk(client, as_, database, registry, a_round.id)


@pytest.fixture
async def walk_committed(
    committed_database: Callable[[str], Awaitable[Database]],
    settings: ReviewSettings,
    collaborators: dict[str, object],
    as_: Signer,
    *,
    registry: KnownOrganisations,
    shipped_definition: dict[str, Any],
) -> AsyncIterator[Walk]:
    """The same where transactions are real, for callers at once."""
    database = await committed_database("review")
    edition = await lay_edition(
        database, await lay_programme(database, shipped_definition), shipped_definition
    )
    opened = await lay_round(database, edition)
    transport = httpx.ASGITransport(main.build(settings, database=database, collaborators=collaborators))
    async with httpx.AsyncClient(transport=transport, base_url="http://review.test") as calling:
        yield Walk(calling, as_, database, registry, opened.id)


@pytest.fixture
def hall(client: httpx.AsyncClient, as_: Signer, database: Database, a_round: Round) -> Hall:
    """`await hall.closed(*await hall.ranked(2))` is a notice that has run; see its methods for the rest."""
    return Hall(database, a_round.id, client, as_)


@pytest.fixture
def hall_committed(walk_committed: Walk) -> Hall:
    """The same where transactions are real, for callers at once."""
    walk = walk_committed
    return Hall(walk.database, walk.round_id, walk.client, walk.as_)


async def lay_programme(database: Database, definition: dict[str, Any]) -> Programme:
    """Put a programme into any database, a committed one too."""
    programme = Programme(
        code=definition["code"],
        title_zh=definition["name"]["zh-CN"],
        title_en=definition["name"]["en"],
        owner_region=definition["owner_region"],
        region_path=Regions.shipped().path(definition["owner_region"]),
        created_at=instant(),
    )
    async with database.write(SYSTEM) as session:
        session.add(programme)
    return programme


async def lay_edition(database: Database, programme: Programme, definition: dict[str, Any]) -> Edition:
    edition = Edition(
        programme_id=programme.id,
        number=1,
        state="published",
        definition=orjson.loads(orjson.dumps(definition)),
        sha256=bytes(32),
        published_at=instant(),
        created_at=instant(),
    )
    async with database.write(SYSTEM) as session:
        session.add(edition)
    return edition


async def lay_round(database: Database, edition: Edition) -> Round:
    """Plan a round for today and open it, as an officer would."""
    async with database.write(SYSTEM) as session:
        desk = desk_of(session)
        body = PlanRound(programme_id=edition.programme_id, code="2017", opens_on=database.clock.today())
        planned = await desk.rounds.get(await desk.plan(body), lock=True)
        await desk.advance(planned, RoundAction.OPEN, {Role.CLOCK})
    return planned


@pytest.fixture
def lay(database: RolledBackDatabase, a_round: Round) -> Callable[..., Awaitable[UUID]]:
    """Put an application into the open round: `await lay(State.DRAFT, organisation_id=..., ...)`."""

    async def put(state: State, **facts: Any) -> UUID:
        row = application_row(a_round, state, **facts)
        async with database.write(SYSTEM) as session:
            session.add(row)
        return row.id

    return put


def application_row(a_round: Round, state: State, **facts: Any) -> Application:
    """A row as it would stand in this state; any column may be given."""
    identifier, submitted = new_id(), None if state is State.DRAFT else instant()
    usual: dict[str, Any] = {
        "number": f"T-{identifier.hex[-12:]}",
        "organisation_id": new_id(),
        "region_path": "37.3708.370828.",
        "workflow_edition": 1,
        "organisation_name": "金乡县大蒜产业有限公司",
        "category": "regional_origin_agriculture",
        "region_code": "370828",
        "recommended_by": "37.3708.",
        "submitted_at": submitted,
        "created_by": "tests",
        "created_at": instant(),
    }
    placed = {
        "id": identifier,
        "round_id": a_round.id,
        "edition_id": a_round.edition_id,
        "state": state.value,
    }
    return Application(**{**usual, **placed, **facts})


@pytest.fixture
def lay_whole_round(shipped_definition: dict[str, Any]) -> Callable[[Database], Awaitable[Round]]:
    """Programme, edition and open round in a database of the test's own."""

    async def put(database: Database) -> Round:
        programme = await lay_programme(database, shipped_definition)
        return await lay_round(database, await lay_edition(database, programme, shipped_definition))

    return put
