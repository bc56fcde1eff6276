"""Every service as it stands: its application on a test's database, and what its routes ask of a caller.

Nothing here names a noun: a route, a role or a service that is added is under proof from its first day.
"""

import importlib
import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from shared.auth.guards import Guard, OpenGuard, ProofGuard
from shared.codes.roles import Role
from shared.db.ids import new_id
from shared.db.work import Database
from shared.testing.tokens import TestIssuer
from tests.architecture.tree import ROOT, built_services, environment

SERVICES = built_services()
NOBODY = UUID("00000000-0000-7000-8000-000000000000")
"""An identifier that nothing has."""
DEMO = {"IDENTITY_DEMO_SIGN_IN": "true", "IDENTITY_DEMO_PASSPHRASE": "open sesame"}
OPERATIONS = {"/healthz", "/readyz", "/version", "/metrics"}
"""The operator's own, without a guard by design: they say nothing of any case."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path, and who may call it."""

    service: str
    method: str
    path: str
    name: str
    guard: Guard | OpenGuard | ProofGuard | None
    parameters: Mapping[str, Mapping[str, Any]]
    """Schemas of the parameters in the path, by name."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def asks(self) -> Guard | None:
        """What must be in a token; none where anybody may call."""
        return self.guard if isinstance(self.guard, Guard) else None

    def admits(self, role: Role) -> bool:
        """Whether a caller with the scope and this one role passes the guard."""
        return self.asks is None or not self.asks.roles or role in self.asks.roles

    def address(self, **known: str) -> str:
        """The path with identifiers put in: `known` by parameter name, else one that nothing has."""
        return self.path.format(
            **{name: known.get(name, invented(schema)) for name, schema in self.parameters.items()}
        )


def standing(
    service: str,
    database: Database | None = None,
    issuer: TestIssuer | None = None,
    collaborators: Mapping[str, object] | None = None,
) -> FastAPI:
    """A service in demo mode, which has every route, believing the tests' issuer."""
    build = importlib.import_module(f"services.{service}.main").build
    issuer = issuer or TestIssuer()
    given: dict[str, Any] = {"verifier": issuer.verifier(service), **(collaborators or {})}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**environment(service), **DEMO, f"{service.upper()}_MODE": "demo"}.items():
            patch.setenv(name, value)
        takes = "collaborators" in inspect.signature(build).parameters
        app: FastAPI = build(database=database, **({"collaborators": given} if takes else {}))
    app.state.verifier = given["verifier"]
    return app


@cache
def operations(service: str) -> list[Operation]:
    """What a service offers, without HEAD and without the operator's routes."""
    app = standing(service)
    document = _contract(service, app)
    return [
        Operation(service, method, route.path, route.name, _first(route), _in_path(document, route, method))
        for route in app.routes
        if isinstance(route, APIRoute) and route.path not in OPERATIONS and route.include_in_schema
        for method in sorted((route.methods or set()) - {"HEAD"})
    ]


def calling(app: FastAPI) -> httpx.AsyncClient:
    """A caller of the application, without a network; a fault inside is an answer of 500, as for anybody."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://service.test")


def ready(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers with the key and the version that changing calls demand."""
    return {"Idempotency-Key": str(new_id()), "If-Match": '"1"', **headers}


def _first(route: APIRoute) -> Guard | OpenGuard | ProofGuard | None:
    found = next(_guards(route), None)
    return found if isinstance(found, Guard | OpenGuard | ProofGuard) else None


def _guards(route: APIRoute) -> Iterator[object]:
    for dependency in route.dependant.dependencies:
        if isinstance(dependency.call, Guard | OpenGuard | ProofGuard):
            yield dependency.call


def _contract(service: str, app: FastAPI) -> dict[str, Any]:
    """As committed, which is read at once; made anew where that lacks a path, as those of demo mode."""
    committed: dict[str, Any] = json.loads((ROOT / "services" / service / "openapi.json").read_bytes())
    shown = (route for route in app.routes if isinstance(route, APIRoute) and route.include_in_schema)
    paths = {route.path_format for route in shown}
    return committed if paths <= OPERATIONS | committed["paths"].keys() else app.openapi()


def _in_path(document: Mapping[str, Any], route: APIRoute, method: str) -> dict[str, Mapping[str, Any]]:
    operation = document["paths"][route.path_format][method.lower()]
    return {
        each["name"]: _resolved(document, each["schema"])
        for each in operation.get("parameters", ())
        if each["in"] == "path"
    }


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def invented(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return str(schema["enum"][0])
    if schema.get("type") == "integer":
        return str(schema.get("minimum", 1))
    return {"uuid": str(NOBODY), "date": "2017-12-04"}.get(schema.get("format", ""), "unknown")
