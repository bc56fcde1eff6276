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

DOCUMENT = "internet_plus_brand_2017"
SENTENCE = (
    "2017年，山东省（370000）累计满足“所属项目”为“电商名优品牌”的“称号”数量（个）不少于50个（预期性）。"
)
YEAR = {"from": "2017-01-01", "to": "2017-12-31"}
PARAMETERS = {
    "GET /registry/v1/organisations/{organisation_id}/facts": {
        "as_of": f"{instant().astimezone(SHANGHAI):%F}"
    },
    "GET /registry/v1/calendar": {"year": "2026"},
    "GET /registry/v1/calendar/due": {"from": "2026-06-30", "working_days": "3"},
    "GET /metrics/v1/board": {"document": DOCUMENT},
    "GET /metrics/v1/charts": {"document": DOCUMENT},
    "GET /metrics/v1/clauses": {"q": "品牌"},
    "GET /metrics/v1/counts/{entity}": {"region": "370000", **YEAR},
    "GET /metrics/v1/figures/{series}": {"region": "370000", **YEAR},
    "GET /metrics/v1/target-sentences": {"sentence": SENTENCE},
    "GET /review/v1/programmes/{programme_id}/editions/{number}/differences": {"since": "1"},
    "GET /review/v1/titles/verification": {"number": "HLWPP-2026-0001"},
    "GET /trademark/v1/legal-rules/{code}/due": {"from": "2026-01-05"},
    "GET /trademark/v1/similar-marks": {"name": "鲁禧坊", "limit": "20"},
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
    members: frozenset[str]
    """What an item of a list shows."""
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
        """A good query: all on one page or line by line, and what must be there."""
        whole = {"limit": "200", "format": "jsonl"}
        return {name: value for name, value in whole.items() if name in self.query} | PARAMETERS.get(
            str(self), {}
        )

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
            yield Offer(each, *_told(contract, described), query)


def _told(contract: Json, described: Json) -> tuple[Kind, frozenset[str]]:
    """Of what kind the answer is, and what an item of a list shows."""
    content = described["responses"].get("200", {}).get("content", {})
    if "application/json" not in content:
        return Kind.EXPORT, frozenset()
    members = _members(contract, content["application/json"].get("schema", {}))
    if "items" not in members:
        return Kind.RECORD, frozenset()
    return Kind.LIST, frozenset(_members(contract, members["items"].get("items", {})))


def _members(contract: Json, schema: Json) -> Json:
    """Properties of a schema, whichever of several it may be."""
    if "$ref" in schema:
        schema = contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    found = dict(schema.get("properties", {}))
    for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        found |= _members(contract, each)
    return found
