"""The committed contracts as Schemathesis gets them: with identifiers that something has."""

import json
from collections.abc import Mapping
from typing import Any, Final

from shared.app.contract import contract_path
from tests.security.live.offers import PARAMETERS, SLOT

Json = dict[str, Any]
KEY: Final = "Idempotency-Key"
GOOD_KEY: Final = "a-good-key"
"""Put in place of a key: each call gets one of its own, or all but the first would be answered 422."""
FRAGILE: Final = {"bindings", "clients", "keys", "people", "identity/jobs"}
"""Of these the callers themselves live: their paths take what nothing has."""
CERTAIN: Final = {"figures": "online_retail", "counts": "title", "charts": "bullet"}
"""Names that are given in no list."""
EXAMPLES: Final = {"region": "370000", "cursor": "", "If-Match": '"1"'}
"""Values of query parameters whose schema says too little."""
REFERENCES: Final = {
    **dict.fromkeys(("owner", "employer_id", "manager_id", "child_owner_id"), "organisations"),
    "opinion_file_id": "files",
    "evidence": "files",
    "child_id": "brands",
    "entry_id": "notice-entries",
    "release_id": "releases",
    "window_id": "report-windows",
}
"""Members and parameters that are not called after what they name."""
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
    for schema in contract["components"]["schemas"].values():
        if "example" in schema:
            schema["example"] = _at_home(service, schema["example"], known)
    for path, offered in contract["paths"].items():
        identified = {name: segment for segment, name in SLOT.findall(path)}
        for method, operation in offered.items():
            good = PARAMETERS.get(f"{method.upper()} {path}", {})
            for body in operation.get("requestBody", {}).get("content", {}).values():
                body["example"] = _at_home(service, body["example"], known)
            for parameter in operation.get("parameters", ()):
                name = parameter["name"]
                segment = identified.get(name, _segment(name) if parameter["in"] == "query" else "")
                _prepare(parameter, good.get(name, _identifier(service, segment, known)))
    return contract


def _at_home(service: str, example: Any, known: Mapping[str, str]) -> Any:
    """The example of a body, with identifiers that something has; its own are of a test that is over."""
    if isinstance(example, list):
        return [_at_home(service, each, known) for each in example]
    if not isinstance(example, dict):
        return example
    return {name: _member(service, name, value, known) for name, value in example.items()}


def _member(service: str, name: str, value: Any, known: Mapping[str, str]) -> Any:
    identifier = _identifier(service, _segment(name.removesuffix("s")), known)
    if identifier is not None and isinstance(value, str):
        return identifier
    if identifier is not None and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return [identifier]
    return _at_home(service, value, known)


def _segment(name: str) -> str:
    """Of what kind a member speaks, as paths call it: `round_id` is one of `rounds`."""
    return REFERENCES.get(name, f"{name.removesuffix('_id')}s" if name.endswith("_id") else "")


def _identifier(service: str, segment: str, known: Mapping[str, str]) -> str | None:
    own = f"{service}/{segment}"
    return None if {segment, own} & FRAGILE else known.get(own, known.get(segment, CERTAIN.get(segment)))


def _prepare(parameter: Json, identifier: str | None) -> None:
    name = parameter["name"]
    if parameter["in"] in {"path", "query"} and identifier is not None:
        whole = parameter["schema"].get("type") == "integer"
        parameter["example"] = int(identifier) if whole else identifier
    elif name in EXAMPLES:
        parameter["example"] = EXAMPLES[name]
        parameter["schema"].pop("pattern", None)  # with it no header is made; malformed tags come as raids
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
