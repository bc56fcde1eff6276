"""A round with six accepted applications and eight experts on its panel."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from services.review.applications.models import Application
from services.review.assignments.models import Assignment
from services.review.assignments.workflow import LIVE
from services.review.matching.dependencies import draw_experts
from services.review.panels.models import Panellist
from services.review.rounds.models import Round
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.work import Database
from shared.testing.tokens import Signer
from tests.review.judging import begun, lay_applications, lay_panel

Draws = Callable[[], Awaitable[list[Assignment]]]


@pytest.fixture
def officer(as_: Signer) -> Callable[..., dict[str, str]]:
    return lambda **given: as_(Role.PROGRAMME_OFFICER, region="37.", subject="programme-officer", **given)


@pytest.fixture
def expert(as_: Signer) -> Callable[..., dict[str, str]]:
    return lambda subject, **given: as_(Role.EXPERT, subject=subject, **given)


@pytest.fixture
async def cases(database: Database, a_round: Round) -> list[Application]:
    return await lay_applications(database, a_round, 6)


@pytest.fixture
async def panel(database: Database, a_round: Round, cases: list[Application]) -> list[Panellist]:
    """The first expert advises the first applicant."""
    tie = {"kind": "advises", "organisation_id": str(cases[0].organisation_id)}
    return await lay_panel(database, a_round, 8, relations={1: [tie]})


@pytest.fixture
async def drawn(
    client: httpx.AsyncClient,
    database: Database,
    a_round: Round,
    panel: list[Panellist],
    officer: Callable[..., dict[str, str]],
) -> Draws:
    """Ask for a draw over HTTP, let the worker draw, and give the live assignments."""

    async def draw() -> list[Assignment]:
        answer = await client.post(
            f"/review/v1/rounds/{a_round.id}/assignment-runs", json={}, headers=officer()
        )
        assert answer.status_code == 202, answer.text
        await draw_experts(await begun(database, UUID(answer.json()["job_id"])))
        async with database.read(SYSTEM) as session:
            asked = select(Assignment).where(Assignment.round_id == a_round.id, Assignment.state.in_(LIVE))
            return list(await session.scalars(asked.order_by(Assignment.application_number, Assignment.id)))

    return draw
