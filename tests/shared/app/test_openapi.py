"""The contract says what the code does: guards, keys, versions, problems, names."""

import re
from typing import Annotated, Any

import openapi_spec_validator
import pytest
from fastapi import APIRouter, Depends

from shared.app.compatibility import breaks_between
from tests.shared.app.small import Officer, small_service


@pytest.fixture
def contract(tmp_path):
    return small_service(tmp_path).openapi()


def test_the_contract_is_valid_openapi(contract):
    openapi_spec_validator.validate(contract)


def test_operations_are_named_and_filed_and_say_who_may(contract):
    operation = contract["paths"]["/review/v1/things"]["post"]
    assert operation["operationId"] == "make_thing"
    assert operation["tags"] == ["things"]
    assert operation["security"] == [{"lupin": ["review:thing:write"]}]
    assert operation["x-roles"] == ["city_officer"]
    assert contract["paths"]["/review/v1/echoes"]["post"]["tags"] == ["echoes"]
    assert contract["paths"]["/review/v1/code-lists"]["get"]["security"] == []
    scopes = contract["components"]["securitySchemes"]["lupin"]["flows"]["clientCredentials"]["scopes"]
    assert list(scopes) == ["review:thing:write"]


def test_every_refusal_is_a_problem_and_those_of_the_noun_are_listed(contract):
    responses = contract["paths"]["/review/v1/things/{thing}"]["put"]["responses"]
    assert set(responses) >= {"200", "400", "401", "403", "404", "409", "412", "413", "415", "422", "428"}
    for status, response in responses.items():
        if status != "200":
            [media] = response["content"]
            assert media == "application/problem+json"
    assert responses["409"]["x-codes"] == ["name_taken"]
    assert "HTTPValidationError" not in contract["components"]["schemas"]


def test_the_contract_says_what_a_version_in_if_match_looks_like(contract):
    parameters = contract["paths"]["/review/v1/things/{thing}"]["put"]["parameters"]
    (schema,) = (each["schema"] for each in parameters if each["name"] == "If-Match")
    for good in (*schema["examples"], 'W/"12.masked"'):
        assert re.search(schema["pattern"], good)
    for bad in ("7", "*", '"1", "2"', '"\u0663"'):
        assert not re.search(schema["pattern"], bad)


def test_keys_and_versions_are_required_headers(contract):
    def headers(operation: dict[str, Any]) -> dict[str, bool]:
        return {p["name"]: p["required"] for p in operation["parameters"] if p["in"] == "header"}

    assert headers(contract["paths"]["/review/v1/things"]["post"])["Idempotency-Key"] is True
    assert headers(contract["paths"]["/review/v1/things/{thing}"]["put"])["If-Match"] is True


def test_members_of_an_answer_are_absent_not_null(contract):
    worth = contract["components"]["schemas"]["ThingOut"]["properties"]["worth"]
    assert worth["type"] == "string"
    assert "worth" not in contract["components"]["schemas"]["ThingOut"]["required"]


def test_a_contract_is_compatible_with_itself(contract):
    assert breaks_between(contract, contract) == []


async def test_the_contract_is_served(client):
    assert (await client.get("/review/v1/openapi.json")).json()["info"]["title"] == "Things"


def test_two_operations_of_one_name_are_refused(tmp_path):
    router = APIRouter()

    @router.get("/others")
    async def make_thing(caller: Officer) -> dict[str, int]:
        return {}

    with pytest.raises(UserWarning, match="Duplicate Operation ID make_thing"):
        small_service(tmp_path, bare_routers=[router]).openapi()


def test_what_would_block_a_thread_is_refused_when_the_service_is_built(tmp_path):
    def blocking() -> int:
        return 1

    router = APIRouter()

    @router.get("/blocking")
    async def read_slowly(caller: Officer, one: Annotated[int, Depends(blocking)]) -> dict[str, int]:
        return {}

    with pytest.raises(TypeError, match="must be `async def`"):
        small_service(tmp_path, bare_routers=[router])


def test_a_router_within_a_router_is_refused_when_the_service_is_built(tmp_path):
    outer = APIRouter()
    outer.include_router(APIRouter())
    with pytest.raises(TypeError, match="list each router"):
        small_service(tmp_path, bare_routers=[outer])
