"""What the contracts say can be read: records, lists and exports, and with which filters."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from shared.app.contract import contract_path
from shared.codes.roles import Role
from shared.time.clock import SHANGHAI, instant
from tests.security.standing import SERVICES, Operation, operations

Json = dict[str, Any]
SLOT = re.compile(r"([^/]+)/\{(\w+)\}")
"""The segment before an identifier says what it identifies: `applications/{application_id}`."""

PARAMETERS = {
    "GET /registry/v1/organisations/{organisation_id}/facts": {
        "as_of": f"{instant().astimezone(SHANGHAI):%F}"
    },
    "GET /registry/v1/calendar": {"year": "2026"},
    "GET /registry/v1/calendar/due": {"from": "2026-06-30", "working_days": "3"},
    "GET /review/v1/programmes/{programme_id}/editions/{number}/differences": {"since": "1"},
    "GET /review/v1/titles/verification": {"number": "HLWPP-2026-0001"},
}
"""What an operation cannot be asked without."""


class Kind(StrEnum):
    LIST = "list"
    RECORD = "record"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Offer:
    """One operation that reads."""

    operation: Operation
    kind: Kind
    query: Mapping[str, Json]
    """Schemas of the query parameters, by name."""

    def __str__(self) -> str:
        return str(self.operation)

    @property
    def slots(self) -> list[str]:
        """What has to be known to ask, in order: `["programmes", "editions"]`."""
        return [segment for segment, _ in SLOT.findall(self.operation.path)]

    @property
    def collection(self) -> str:
        """What the items of a list are: the last segment of its path."""
        return self.operation.path.rpartition("/")[2]

    def identified(self, known: Mapping[str, str]) -> dict[str, str]:
        """Those of the known identifiers that the path takes: for this list, of this service, or of any."""
        found: dict[str, str] = {}
        for slot in self.slots:
            keys = (f"{slot}/{self.collection}", f"{self.operation.service}/{slot}", slot)
            key = next((key for key in keys if key in known), None)
            if key is not None:
                found[slot] = known[key]
        return found

    def address(self, identified: Mapping[str, str]) -> str:
        """The path with identifiers by segment."""
        return SLOT.sub(lambda found: f"{found[1]}/{identified[found[1]]}", self.operation.path)

    @property
    def parameters(self) -> dict[str, str]:
        """A good query: all on one page, and what must be there."""
        return {**({"limit": "200"} if "limit" in self.query else {}), **PARAMETERS.get(str(self), {})}

    def admits(self, role: Role) -> bool:
        return self.operation.admits(role)


@cache
def reading() -> tuple[Offer, ...]:
    """Every GET of every service that stands in its contract."""
    return tuple(offer for service in SERVICES for offer in _reading(service))


def _reading(service: str) -> Iterator[Offer]:
    contract = json.loads(contract_path(f"services.{service}").read_text("utf-8"))
    for each in operations(service):
        described = contract["paths"].get(each.path, {}).get("get")
        if each.method == "GET" and described is not None:
            query = {p["name"]: p["schema"] for p in described.get("parameters", ()) if p["in"] == "query"}
            yield Offer(each, _kind(contract, described), query)


def _kind(contract: Json, described: Json) -> Kind:
    content = described["responses"].get("200", {}).get("content", {})
    if "application/json" not in content:
        return Kind.EXPORT
    schema = content["application/json"].get("schema", {})
    if "$ref" in schema:
        schema = contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return Kind.LIST if "items" in schema.get("properties", {}) else Kind.RECORD
