"""The operations of the committed contracts: which of them an address belongs to, and what fits them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jsonschema.protocols import Validator
from openapi_schema_validator import OAS31Validator

from shared.app.contract import contract_path

Json = Any
METHODS = ("get", "put", "post", "delete", "patch")
_PART = re.compile(r"\\\{[^}]+\\\}")


@cache
def contract(service: str) -> dict[str, Any]:
    """The committed contract of a service."""
    read: dict[str, Any] = json.loads(contract_path(f"services.{service}").read_text("utf-8"))
    return read


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and operation of all that a contract offers."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, and what its contract says of bodies and answers."""

    document: dict[str, Any]
    described: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.described["operationId"])

    @property
    def asks(self) -> dict[str, Any]:
        """Media types of the body; none where none is sent."""
        body: dict[str, Any] = self.described.get("requestBody", {})
        return dict(body.get("content", {}))

    def tells(self, status: int | str) -> dict[str, Any]:
        """Media types of an answer."""
        return dict(self.described["responses"].get(str(status), {}).get("content", {}))

    @property
    def successes(self) -> list[str]:
        return [status for status in self.described["responses"] if status < "4"]

    def faults(self, schema: dict[str, Any], value: Json) -> list[str]:
        """Where a value does not fit a schema of this contract."""
        return [f"{each.json_path}: {each.message[:200]}" for each in self._judge(schema).iter_errors(value)]

    def _judge(self, schema: dict[str, Any]) -> Validator:
        whole = {**schema, "components": self.document["components"]}
        judge: Validator = OAS31Validator(whole, format_checker=OAS31Validator.FORMAT_CHECKER)
        return judge


def all_of(document: dict[str, Any]) -> dict[str, Operation]:
    """The operations of a contract by name, in its order."""
    return {each["operationId"]: Operation(document, each) for _, _, each in operations(document)}


@dataclass
class Addresses:
    """Finds the name of an operation by method and address; literal paths win over those with parts."""

    _tables: dict[str, list[tuple[str, re.Pattern[str], str]]] = field(default_factory=dict)

    def find(self, service: str, method: str, path: str) -> str | None:
        if service not in self._tables:
            self._tables[service] = _table(service)
        verb = method.lower()
        return next(
            (name for v, pattern, name in self._tables[service] if v == verb and pattern.fullmatch(path)),
            None,
        )


def _table(service: str) -> list[tuple[str, re.Pattern[str], str]]:
    try:
        known = sorted(operations(contract(service)), key=lambda each: each[1].count("{"))
    except (FileNotFoundError, ModuleNotFoundError):
        return []  # a small service that exists in a test only
    return [(verb, _pattern(path), each["operationId"]) for verb, path, each in known]


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(_PART.sub("[^/]+", re.escape(path)))
