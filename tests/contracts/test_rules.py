"""Spectral finds nothing to say against the contracts, and would find it if there were."""

import copy
import json
from pathlib import Path
from typing import Any

from shared.app.contract import contract_path
from tests.architecture.tree import built_services
from tests.node import ran


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
