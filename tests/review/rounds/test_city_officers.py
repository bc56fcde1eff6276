"""A programme officer of a city sees the city's cases in the province's round, and runs none of it."""

from typing import Any

import pytest

from services.review.rounds.models import Round
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.testing.database import RolledBackDatabase
from tests.review.judging import KnownExperts, lay_applications, lay_panel

V1, CITY = "/review/v1", "37.3708."
EXPERTS = KnownExperts()


@pytest.fixture
def collaborators(collaborators: dict[str, object]) -> dict[str, object]:
    return {**collaborators, "registry_experts": EXPERTS}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("acceptances", {}),
        ("panellists", {"expert_ids": [str(EXPERTS.know(1))]}),
        ("assignment-runs", {}),
        ("review-starts", None),
        ("score-runs", None),
    ],
)
async def test_OWASP_API5_the_work_of_a_round_is_for_those_who_run_it(
    client: Any, as_: Any, database: RolledBackDatabase, a_round: Round, path: str, body: Any
):
    await lay_panel(database, a_round, 1)
    await lay_applications(database, a_round, 1)
    answer = await client.post(
        f"{V1}/rounds/{a_round.id}/{path}", json=body, headers=as_(Role.PROGRAMME_OFFICER, region=CITY)
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "run_by_another_region")
    async with database.read(SYSTEM) as session:
        assert await Trail(session).of("panel", a_round.id) == []
