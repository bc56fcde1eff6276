"""Every refusal that a front-end meets has the same shape, whoever of the platform gives it."""

from typing import Any

import pytest

from deploy.demo.gateway import Actor, Gateway
from tests.journeys.people import bearer, problem_of

pytestmark = pytest.mark.journeys
ORGANISATIONS = "/registry/v1/organisations"
KEY = {"Idempotency-Key": "journey-1"}
JSON = {"Content-Type": "application/json"}
MEBIBYTE = 1024 * 1024

BY_THE_GATEWAY: dict[str, tuple[int, str, str, dict[str, Any]]] = {
    "no such service": (404, "GET", "/finance/v1/grants", {}),
    "no token": (401, "GET", ORGANISATIONS, {}),
    "no token worth the name": (401, "GET", ORGANISATIONS, {"headers": {"Authorization": "Bearer x.y.z"}}),
    "too much": (413, "POST", "/identity/v1/token", {"content": b" " * (MEBIBYTE + 1)}),
}
BY_A_SERVICE: dict[str, tuple[int, str, str, dict[str, Any]]] = {
    "no such thing": (404, "GET", f"{ORGANISATIONS}/01938a6e-0b49-7d10-b3a4-1f2f7f3a2c55", {}),
    "no such path": (404, "GET", "/review/v1/nowhere", {}),
    "no such method": (405, "DELETE", ORGANISATIONS, {}),
    "no JSON": (400, "POST", ORGANISATIONS, {"content": b"{", "headers": {**KEY, **JSON}}),
    "another kind of content": (415, "POST", ORGANISATIONS, {"content": b"{}", "headers": KEY}),
    "no key": (400, "POST", ORGANISATIONS, {"json": {}}),
    "no such filter": (422, "GET", "/review/v1/rounds", {"params": {"limit": "many"}}),
    "not this role": (403, "GET", "/identity/v1/bindings", {}),
}


@pytest.mark.parametrize("what", BY_THE_GATEWAY)
async def test_the_gateways_own_refusals_are_problem_documents(gateway: Gateway, what: str):
    status, method, path, given = BY_THE_GATEWAY[what]
    answer = await gateway.send(method, path, **given)
    assert problem_of(answer)["status"] == status, answer.text


@pytest.mark.parametrize("what", BY_A_SERVICE)
async def test_the_services_refusals_arrive_as_problem_documents(gateway: Gateway, officer: Actor, what: str):
    status, method, path, given = BY_A_SERVICE[what]
    headers = {**await bearer(officer), **given.get("headers", {})}
    answer = await gateway.send(method, path, **{**given, "headers": headers})
    assert problem_of(answer)["status"] == status, answer.text


async def test_a_refusal_speaks_the_language_that_was_asked_for(gateway: Gateway):
    asked = {
        language: await gateway.send("GET", ORGANISATIONS, headers={"Accept-Language": language})
        for language in ("zh-CN", "en")
    }
    titles = {language: problem_of(answer)["title"] for language, answer in asked.items()}
    assert titles["en"].isascii()
    assert not titles["zh-CN"].isascii()
