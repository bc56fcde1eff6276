"""Where an answer leads (OpenAPI 3.1, Link Object), read off the addresses of a contract.

What was made or listed can be read; what was read can be taken on, as the version that it was; and a member
that is called as the one thing an address asks for leads there. Nobody writes a link: what is named as the
rest of the house names it has its links, and an address that is gone takes its links with it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from shared.app.described import METHODS

Schema = dict[str, Any]

SLOT: Final = re.compile(r"\{(\w+)\}")
VERSION: Final = "If-Match"
GENERAL: Final = {"code", "name", "number", "year"}
"""Members that many things have: they lead to nothing else."""
_PREFIX: Final = re.compile(r"/\w+/v1/[\w-]+/\{(\w+)\}")
"""The address of one thing: its service, its noun, and what it is called."""


def link(document: Schema) -> None:
    """Adds the links of every answer to a document, in place."""
    found = _Found(document)
    for path, item in document["paths"].items():
        for method in METHODS:
            for status, response in item.get(method, {}).get("responses", {}).items():
                if status.startswith("2") and (links := dict(found.links(path, method, response))):
                    response["links"] = dict(sorted(links.items()))


class _Found:
    """What a document offers, by address."""

    def __init__(self, document: Schema) -> None:
        self._paths: Schema = document["paths"]
        self._schemas: Schema = document["components"]["schemas"]
        self._things = {
            match[1]: path
            for path, item in self._paths.items()
            if "get" in item and (match := _PREFIX.fullmatch(path)) is not None and match[1] not in GENERAL
        }

    def links(self, path: str, method: str, response: Schema) -> Iterator[tuple[str, Schema]]:
        """By the name of the operation to which each leads."""
        members = self._members(response.get("content", {}).get("application/json", {}).get("schema", {}))
        own = {name: f"$request.path.{name}" for name in SLOT.findall(path)}
        listed = self._members(members["items"].get("items", {})) if "items" in members else {}
        if listed:
            yield from self._named(path, own, listed, "$response.body#/items/0/")
        else:
            yield from self._elsewhere(path, members)
            yield from self._named(path, own, members, "$response.body#/")
        if method == "get" and path.endswith("}"):
            yield from self._onwards(path, own, _version(members))

    def _named(
        self, path: str, own: Mapping[str, str], members: Schema, place: str
    ) -> Iterator[tuple[str, Schema]]:
        """To what was made or listed here, and, as its version is told, on from there."""
        for below, item in self._paths.items():
            slot = SLOT.fullmatch(below.removeprefix(f"{path}/"))
            if slot is None or "get" not in item or (member := _called(slot[1], members)) is None:
                continue
            parameters = {**own, slot[1]: f"{place}{member}"}
            yield _to(item["get"], parameters)
            if place.endswith("#/"):
                yield from self._onwards(below, parameters, _version(members))

    def _onwards(
        self, path: str, own: Mapping[str, str], version: str | None
    ) -> Iterator[tuple[str, Schema]]:
        """To what can be done with the thing at an address, and what belongs to it."""
        for below, item in self._paths.items():
            if below != path and not re.fullmatch(rf"{re.escape(path)}/[\w-]+", below):
                continue
            for operation in (item[method] for method in METHODS if method in item):
                needs_version = any(each["name"] == VERSION for each in operation.get("parameters", ()))
                if operation is self._paths[path].get("get") or (needs_version and version is None):
                    continue
                yield _to(operation, {**own, VERSION: version} if needs_version else own)

    def _elsewhere(self, path: str, members: Schema) -> Iterator[tuple[str, Schema]]:
        """To what this names: `organisation_id` leads to the organisation."""
        for name, thing in self._things.items():
            if name in members and thing != path:
                yield _to(self._paths[thing]["get"], {name: f"$response.body#/{name}"})

    def _members(self, schema: Schema) -> Schema:
        """Properties of a schema, whichever of several it may be."""
        if "$ref" in schema:
            schema = self._schemas[schema["$ref"].rpartition("/")[2]]
        found = dict(schema.get("properties", {}))
        for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            found |= self._members(each)
        return found


def _called(slot: str, members: Schema) -> str | None:
    """The member that says what stands in an address."""
    usual = "id" if slot.endswith("_id") else "code"
    return next((name for name in (slot, usual) if name in members), None)


def _version(members: Schema) -> str | None:
    """As `If-Match` wants it, where the answer tells it."""
    return '"{$response.body#/version}"' if "version" in members else None


def _to(operation: Schema, parameters: Mapping[str, str | None]) -> tuple[str, Schema]:
    name = operation["operationId"]
    return name, {"operationId": name, "parameters": dict(parameters)}
