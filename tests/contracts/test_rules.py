"""Spectral finds nothing to say against the contracts, and would find it if there were."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.app.contract import contract_path
from tests.architecture.tree import built_services
from tests.node import ran

SHAPES = {"enum", "type", "format", "$ref", "properties", "items"}


def said(rules: Path, *contracts: Path) -> list[str]:
    linted = ran(["node", "lint.mjs", *map(str, contracts)], rules)
    assert linted.returncode == 0, linted.stderr
    return linted.stdout.splitlines()


def without_care(contract: dict[str, Any]) -> dict[str, Any]:
    """What somebody adds who does not know the rules."""
    careless = copy.deepcopy(contract)
    careless["paths"] = {"/identity/v1/clients": {"post": careless["paths"]["/identity/v1/clients"]["post"]}}
    operation = careless["paths"]["/identity/v1/clients"]["post"]
    operation["security"] = []
    operation["tags"] = ["strays"]
    del operation["responses"]["401"], operation["responses"]["429"]
    fields = careless["components"]["schemas"]["RegisterClient"]["properties"]
    del fields["scopes"]["maxItems"]
    fields["name"] = {"type": "string", "pattern": "^[a-z]+$"}
    fields["age"] = {"type": "integer"}
    fields["client_id"] = {"type": "string"}
    return careless


def illustrated(part: Any) -> Iterator[Any]:
    """Schemas below this part that show an example or a default; what an example holds is no schema."""
    if isinstance(part, list):
        for each in part:
            yield from illustrated(each)
    elif isinstance(part, dict):
        if part.keys() & {"example", "default"} and part.keys() & SHAPES:
            yield part
        for name, each in part.items():
            if name not in {"example", "examples"}:
                yield from illustrated(each)


def contents(part: Any) -> Iterator[Any]:
    """Bodies below this part, by their media types."""
    if isinstance(part, list):
        for each in part:
            yield from contents(each)
    elif isinstance(part, dict):
        for name, each in part.items():
            yield from ([each] if name == "content" else contents(each))


@pytest.mark.parametrize("service", built_services())
def test_a_schema_that_is_written_out_in_a_body_has_no_example_for_the_rules_to_judge(service: str):
    contract = json.loads(contract_path(f"services.{service}").read_text("utf-8"))
    del contract["components"]["schemas"]
    assert [schema for body in contents(contract) for schema in illustrated(body)] == []


def test_an_example_of_a_schema_that_is_written_out_is_seen():
    schema = {"type": "object", "properties": {"size": {"type": "integer", "default": 3}}}
    body = {"application/json": {"schema": schema, "example": {"type": "round", "default": 1}}}
    [found] = (each for body in contents([{"content": body}]) for each in illustrated(body))
    assert found == {"type": "integer", "default": 3}


def test_P01_every_contract_keeps_the_rules_of_openapi_and_owasp_and_a_careless_one_does_not(
    rules: Path, tmp_path: Path
):
    assert said(rules, *(contract_path(f"services.{service}") for service in built_services())) == []
    contract = json.loads(contract_path("services.identity").read_text("utf-8"))
    careless = tmp_path / "careless.json"
    careless.write_text(json.dumps(without_care(contract)), "utf-8")
    found = {line.partition(" at ")[0] for line in said(rules, careless)}
    assert found >= {
        "operation-tag-defined",
        "owasp:api2:2023-write-restricted",
        "owasp:api4:2023-array-limit",
        "owasp:api4:2023-integer-format",
        "owasp:api4:2023-integer-limit",
        "owasp:api4:2023-rate-limit-responses-429",
        "owasp:api4:2023-string-limit",
        "owasp:api8:2023-define-error-responses-401",
    }
