"""What the contracts say can be changed: each with a body that would be read, and what it is done to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import uuid4

from shared.codes.roles import Role
from tests.architecture.tree import ROOT
from tests.security.live.contracts import contract_of
from tests.security.live.offers import SLOT
from tests.security.standing import NOBODY, Operation, invented, operations

Json = dict[str, Any]
STALE: Final = '"987654321"'
"""A version that nothing has reached: whoever is let in is told so, and changes nothing."""
CALLED: Final = {"uploads": "files", "entry": "notice-entries"}
"""Segments and members under which the things of another list are meant."""
CATALOGUE: Final = ROOT / "services/review/catalogue/internet_plus_brand_2017.yaml"
BODIES: Final[Mapping[str, Json]] = {
    "webhooks/{webhook_id}": {"types": []},
    "programmes/{programme_id}/editions": {"text": CATALOGUE.read_text("utf-8")},
    "programmes/{programme_id}/editions/{number}": {"text": CATALOGUE.read_text("utf-8")},
}
"""Where the example of the contract is not read to its end."""
UUID_FORM: Final = "uuid"


@dataclass(frozen=True, slots=True)
class Change:
    """One operation that changes something, and what its body is like."""

    operation: Operation
    schema: Json
    """Of the body; empty where there is none."""
    contract: Json
    headers: frozenset[str]

    def __str__(self) -> str:
        return str(self.operation)

    def admits(self, role: Role) -> bool:
        return self.operation.admits(role)

    @property
    def takes_version(self) -> bool:
        return "If-Match" in self.headers

    def address(self, known: Mapping[str, str]) -> str:
        """The path, with what is known of things in it, and with what nothing has where nothing is."""
        given = {
            name: self._fitting(_known(self.operation.service, segment, known), name)
            for segment, name in SLOT.findall(self.operation.path)
        }
        return self.operation.path.format(**given)

    def _fitting(self, found: str | None, name: str) -> str:
        """What is known, where it is of the kind that the path takes."""
        schema = self.operation.parameters[name]
        whole = schema.get("type") == "integer"
        unfit = found is None or "enum" in schema or schema.get("format") == "date" or whole
        if unfit or re.search(schema.get("pattern", ""), str(found)) is None:
            return invented(schema)
        return str(found)

    def names_something(self, known: Mapping[str, str]) -> bool:
        """Whether the path or the body names a thing that is known."""
        asked = f"{self.address(known)} {self.body(known)}"
        return any(value in asked for value in known.values() if len(value) == len(str(NOBODY)))

    def is_seeded(self, known: Mapping[str, str]) -> bool:
        """Whether something is known of what the path begins with."""
        first = SLOT.findall(self.operation.path)[:1]
        return all(_known(self.operation.service, segment, known) for segment, _ in first)

    def body(self, known: Mapping[str, str]) -> Json | None:
        """As the contract's example, about things that are known."""
        if not self.schema:
            return None
        rest = self.operation.path.partition("/v1/")[2]
        body = BODIES.get(rest) or made_of(self.schema, self.contract)
        made: Json = _concerning(body, self.operation.service, known)
        return made

    def request(self, known: Mapping[str, str]) -> Json:
        """For httpx, with a key that was never used."""
        headers = {"Idempotency-Key": str(uuid4()), "If-Match": STALE, "X-Receipt-Code": "12345678"}
        return {"json": self.body(known), "headers": headers}


@cache
def changing(service: str) -> tuple[Change, ...]:
    """Every operation of a service that is no GET and stands in its contract."""
    return tuple(_changing(service))


def _changing(service: str) -> Iterator[Change]:
    contract = contract_of(service)
    for each in operations(service):
        described = contract["paths"].get(each.path, {}).get(each.method.lower())
        if each.method != "GET" and described is not None:
            content = described.get("requestBody", {}).get("content", {})
            taken = content.get("application/json", {}).get("schema", {})
            names = {p["name"] for p in described.get("parameters", ()) if p["in"] == "header"}
            yield Change(each, taken, contract, frozenset(names))


def _known(service: str, name: str, known: Mapping[str, str]) -> str | None:
    """What is known under a segment (`rounds`) or a member (`round`): of this service, or of any."""
    called = CALLED.get(name, name)
    wanted = (f"{service}/{called}", called, f"{service}/{called}s", f"{called}s")
    return next((known[each] for each in wanted if each in known), None)


def _concerning(value: Any, service: str, known: Mapping[str, str]) -> Any:
    """The same about things that are known: `organisation_id` is ours, `application_ids` are ours."""
    if isinstance(value, list):
        return [_concerning(each, service, known) for each in value]
    if not isinstance(value, dict):
        return value
    told = {}
    for name, given in value.items():
        found = _known(service, name.removesuffix("s").removesuffix("_id"), known)
        if name.endswith("_id"):
            told[name] = found or given
        elif name.endswith("_ids"):
            told[name] = [found or str(NOBODY)]
        else:
            told[name] = _concerning(given, service, known)
    return told


def made_of(schema: Json, contract: Json) -> Any:
    """A value of a schema: its example, else the least that it takes."""
    if "$ref" in schema:
        schema = contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    examples = [*([schema["example"]] if "example" in schema else ()), *schema.get("examples", ())]
    if examples:
        return examples[0]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return made_of(schema[several][0], contract)
    if "properties" in schema or schema.get("type") == "object":
        wanted = schema.get("required", ())
        return {name: made_of(schema["properties"][name], contract) for name in wanted}
    return _least(schema, contract)


def _least(schema: Json, contract: Json) -> Any:
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "array":
            return [made_of(schema["items"], contract)] * max(1, schema.get("minItems", 0))
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case _:
            texts = {UUID_FORM: str(NOBODY), "date": "2017-12-04", "date-time": "2017-12-04T00:00:00Z"}
            return texts.get(schema.get("format", ""), "演示" * max(1, schema.get("minLength", 0)))
