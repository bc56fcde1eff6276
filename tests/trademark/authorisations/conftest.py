"""Producers that ask to use an indication."""

from typing import Any, Protocol

import httpx
import pytest

from shared.codes.roles import Role
from shared.db.ids import new_id
from shared.testing.tokens import Signer
from shared.time.clock import Clock
from tests.trademark.conftest import JINING

YEAR = Clock().today().year
USES = "/trademark/v1/indication-authorisations"


class Applies(Protocol):
    """Applies for an indication and gives the answer's body."""

    async def __call__(self, indication: dict[str, Any], **members: Any) -> dict[str, Any]: ...


class Steps(Protocol):
    """Takes a step as the city's officer, or as told."""

    async def __call__(self, use: dict[str, Any], action: str, **given: Any) -> httpx.Response: ...


def a_use(**members: Any) -> dict[str, Any]:
    """A body that applies: ten hectares in Jinxiang, for three years."""
    return {
        "organisation_id": str(new_id()),
        "organisation_name": "金乡县大蒜产业有限公司",
        "route": "certification_licensee",
        "plots": [{"region_code": "370828", "hectares": "10"}],
        "quota_kg": "1000",
        "valid_from": f"{YEAR}-01-01",
        "valid_to": f"{YEAR + 2}-12-31",
        **members,
    }


@pytest.fixture
def apply(client: httpx.AsyncClient, as_: Signer) -> Applies:
    async def applied(indication: dict[str, Any], **members: Any) -> dict[str, Any]:
        body = a_use(**members)
        answer = await client.post(
            f"/trademark/v1/indications/{indication['id']}/authorisations",
            json=body,
            headers=as_(Role.APPLICANT, organisation=body["organisation_id"]),
        )
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    return applied


@pytest.fixture
def step(client: httpx.AsyncClient, as_: Signer) -> Steps:
    async def stepped(use: dict[str, Any], action: str, **given: Any) -> httpx.Response:
        role = given.pop("role", Role.CITY_OFFICER)
        where = given or {"region": JINING}
        reason = {"reason": "抽检不合格"} if action in {"decline", "suspend", "withdraw"} else {}
        return await client.post(
            f"{USES}/{use['id']}/actions",
            json={"action": action, **reason},
            headers=as_(role, **where, if_match=use["version"]),
        )

    return stepped
