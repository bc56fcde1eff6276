"""OWASP's API top ten of 2023: which tests attack each risk stands in SECURITY.md, and they are there."""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute

from shared.app.contract import contract_path
from tests.architecture.tree import ROOT, application, built_services, parsed

PAGE = ROOT / "SECURITY.md"
RISKS = 10
ROW = re.compile(r"^\| API(?P<risk>\d+) [^|]+\| [^|]+\| (?P<tests>.+) \|$", re.MULTILINE)
TEST = re.compile(r"\[[^\]]+\]\((?P<file>tests/[\w/]+\.py)\): `(?P<name>test_\w+)`")
BESIDE_THE_CONTRACT = {
    *("/healthz", "/readyz", "/version", "/metrics", "/{service}/v1/openapi.json"),
    "/.well-known/oauth-authorization-server/identity",  # the same page, where RFC 8414 looks for it
}


def attacks(page: str) -> dict[int, list[tuple[str, str]]]:
    """File and name of each test, by risk."""
    return {int(row["risk"]): TEST.findall(row["tests"]) for row in ROW.finditer(page)}


def names_in(file: str) -> set[str]:
    """Names of the tests in a file; none when it is gone."""
    if not (ROOT / file).exists():
        return set()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in parsed(ROOT / file).body if isinstance(node, functions)}


def gone(named: dict[int, list[tuple[str, str]]]) -> list[str]:
    """Tests that the page names and nobody runs, and risks without one."""
    lost = [f"{file}: {name}" for each in named.values() for file, name in each if name not in names_in(file)]
    return [*lost, *(f"API{risk} has no test" for risk in range(1, RISKS + 1) if not named.get(risk))]


def test_P03_every_risk_of_the_owasp_top_ten_has_its_tests():
    assert gone(attacks(PAGE.read_text("utf-8"))) == []


def test_a_test_that_is_gone_is_missed():
    row = "| API1 objects | held | [here](tests/security/test_owasp.py): `test_that_never_was` |"
    assert gone(attacks(row))[0] == "tests/security/test_owasp.py: test_that_never_was"
    assert "API10 has no test" in gone(attacks(row))
    assert len(gone(attacks(PAGE.read_text("utf-8").replace("| API7 ", "| API6 ")))) == 1


def taken(contract: dict[str, Any]) -> Iterator[str]:
    """Names of the schemas that JSON requests are made of."""
    for path in contract["paths"].values():
        for operation in path.values():
            content = operation.get("requestBody", {}).get("content", {})
            yield from named(content.get("application/json", {}))


def named(place: Any) -> Iterator[str]:
    if isinstance(place, dict):
        if "$ref" in place:
            yield place["$ref"].rpartition("/")[2]
        for below in place.values():
            yield from named(below)
    elif isinstance(place, list):
        for below in place:
            yield from named(below)


@pytest.mark.parametrize("service", built_services())
def test_OWASP_API3_no_request_takes_a_member_that_its_contract_does_not_name(service: str):
    contract = json.loads(contract_path(f"services.{service}").read_text("utf-8"))
    schemas = contract["components"]["schemas"]
    waiting, seen = set(taken(contract)), set()
    while waiting:
        seen.add(name := waiting.pop())
        waiting |= set(named(schemas[name])) - seen
    assert seen
    objects = [name for name in sorted(seen) if schemas[name].get("type") == "object"]
    assert [name for name in objects if schemas[name].get("additionalProperties") is not False] == []


@pytest.mark.parametrize("service", built_services())
def test_OWASP_API9_a_service_answers_nothing_that_its_contract_does_not_tell(service: str):
    app = application(service)
    told = set(app.openapi()["paths"])
    answered = {route.path_format for route in app.routes if isinstance(route, APIRoute)}
    answered |= {str(getattr(route, "path", route)) for route in app.routes}
    beside = {path.format(service=service) for path in BESIDE_THE_CONTRACT}
    assert answered - told - beside == set()
