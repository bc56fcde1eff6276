"""The committed contracts as Schemathesis gets them: with identifiers that something has."""

import json
from collections.abc import Mapping
from typing import Any, Final

from shared.app.contract import contract_path
from tests.security.live.offers import SLOT

Json = dict[str, Any]
KEY: Final = "Idempotency-Key"
GOOD_KEY: Final = "a-good-key"
"""Put in place of a key: each call gets one of its own, or all but the first would be answered 422."""
FRAGILE: Final = {"bindings", "clients", "keys", "people", "identity/jobs"}
"""Of these the callers themselves live: their paths take what nothing has."""
CERTAIN: Final = {"figures": "online_retail", "counts": "title", "charts": "bullet"}
"""Names that are given in no list."""
EXAMPLES: Final = {"region": "370000"}
"""Values of query parameters whose schema says too little."""
METHODS: Final = {"get", "put", "post", "patch", "delete"}
LONGEST_WAIT: Final = 1
"""Seconds that a feed is asked to wait: there are better things to do."""
LONG_TEXT: Final = 1_000
"""Characters above which a text is made without its pattern: to reconcile both takes a second a member."""


def contract_of(service: str) -> Json:
    """As it is committed."""
    contract: Json = json.loads(contract_path(f"services.{service}").read_text("utf-8"))
    return contract


def operations_of(contract: Json) -> list[str]:
    """What the contract offers, as `GET /review/v1/rounds`."""
    return [
        f"{method.upper()} {path}"
        for path, offered in contract["paths"].items()
        for method in offered
        if method in METHODS
    ]


def prepared(service: str, known: Mapping[str, str]) -> Json:
    """The contract with known identifiers, a mark for a key of its own, and texts that are quickly made."""
    contract = contract_of(service)
    _ease(contract)
    for path, offered in contract["paths"].items():
        identified = {name: segment for segment, name in SLOT.findall(path)}
        for operation in offered.values():
            for parameter in operation.get("parameters", ()):
                segment = identified.get(parameter["name"], "")
                _prepare(parameter, _identifier(service, segment, known))
    return contract


def _identifier(service: str, segment: str, known: Mapping[str, str]) -> str | None:
    own = f"{service}/{segment}"
    return None if {segment, own} & FRAGILE else known.get(own, known.get(segment, CERTAIN.get(segment)))


def _prepare(parameter: Json, identifier: str | None) -> None:
    name = parameter["name"]
    if parameter["in"] == "path" and identifier is not None:
        whole = parameter["schema"].get("type") == "integer"
        parameter["example"] = int(identifier) if whole else identifier
    elif name in EXAMPLES:
        parameter["example"] = EXAMPLES[name]
    elif name == KEY:
        parameter["example"] = GOOD_KEY
    elif name == "wait":
        parameter["schema"]["maximum"] = LONGEST_WAIT


def _ease(node: object) -> None:
    if isinstance(node, dict):
        if node.get("type") == "string" and node.get("maxLength", 0) > LONG_TEXT:
            node.pop("pattern", None)
        for below in node.values():
            _ease(below)
    elif isinstance(node, list):
        for below in node:
            _ease(below)
