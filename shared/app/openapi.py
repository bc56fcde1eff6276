"""The contract as the code has it: FastAPI's document with problems, scopes and roles that really apply."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from shared.app.described import SERVERS, describe
from shared.app.illustrated import EXAMPLES, illustrate, illustrate_refusals
from shared.app.links import link
from shared.http.idempotency import required_key
from shared.http.preconditions import required_version

SCHEME = "lupin"
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_OF_FASTAPI = ("HTTPValidationError", "ValidationError")

_SAYS = {
    400: "The request cannot be parsed, or a required key is missing.",
    401: "No token, or none that is good.",
    403: "The token lacks the scope or the role.",
    404: "Nothing here that the caller may know of.",
    409: "The state does not admit the step, or a call with the same key is at work.",
    412: "The caller has seen an older version.",
    413: "The body is over the limit.",
    415: "The body is not JSON in UTF-8.",
    422: "Parsed and not valid; `errors` says where.",
    428: "`If-Match` is missing.",
    429: "More calls than the platform, or this operation, takes at once.",
    500: "A fault of ours; `instance` names the request.",
    503: "Something that the call depends on does not answer; nothing was changed.",
}

_HEADERS: dict[str, dict[str, Any]] = {
    "WWW-Authenticate": {"description": "The challenge (RFC 6750).", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
}
_CARRIES = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}

_FIELD_ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["code", "detail"],
    "properties": {
        "pointer": {"type": "string", "description": "JSON pointer into the body."},
        "parameter": {"type": "string", "description": "Name of a query parameter."},
        "header": {"type": "string", "description": "Name of a header."},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}
_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `code` is for machines and never translated; `title` and `detail` are.",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri"},
        "code": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
        "blocked": {"type": "object", "description": "Which steps are allowed, and what blocks the others."},
    },
}


def contract_of(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of a service."""
    spec = app.state.spec
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    document = get_openapi(
        title=spec.title,
        version=spec.version,
        description=spec.description or None,
        routes=routes,
        servers=SERVERS,
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in _OF_FASTAPI:
        schemas.pop(name, None)
    schemas.update(FieldError=_FIELD_ERROR, Problem=_PROBLEM_SCHEMA)
    scopes: dict[str, str] = {}
    for route in routes:
        for method in route.methods or ():
            operation = document["paths"].get(route.path_format, {}).get(method.lower())
            if operation is not None:
                _finish(operation, route, scopes)
    components["securitySchemes"] = {SCHEME: _scheme(scopes)}
    components["headers"] = deepcopy(_HEADERS)
    components["schemas"] = dict(sorted(schemas.items()))
    describe(document)
    link(document)
    app.state.code_shelf.mark(document)
    illustrate(document, spec.messages_path.with_name(EXAMPLES))
    illustrate_refusals(document, app.state.catalogue)
    return document


def _finish(operation: dict[str, Any], route: APIRoute, scopes: dict[str, str]) -> None:
    guard = _guard(route.dependant)
    scope = getattr(guard, "scope", None)
    if scope:
        scopes[scope] = scope
        operation["security"] = [{SCHEME: [scope]}]
        operation["x-roles"] = sorted(str(role) for role in guard.roles)
    else:
        operation["security"] = []
    operation["tags"] = operation.get("tags", [])[-1:]
    if not operation["tags"]:
        parts = [part for part in route.path_format.split("/") if part]
        operation["tags"] = [parts[2] if len(parts) > 2 else parts[0]]  # noqa: PLR2004 - /{service}/v1/{noun}
    responses = operation["responses"]
    if "422" in responses and not responses["422"].get("x-codes"):
        del responses["422"]
    for status in _statuses(route, guarded=scope is not None):
        responses.setdefault(str(status), {"description": _SAYS[status]})
    for status, header in _CARRIES.items():
        responses[str(status)]["headers"] = {header: {"$ref": f"#/components/headers/{header}"}}
    for status, response in responses.items():
        if int(status) >= 400:  # noqa: PLR2004 - where refusals begin
            response["content"] = {**response.get("content", {}), **deepcopy(_PROBLEM)}
    operation["responses"] = dict(sorted(responses.items()))


def _statuses(route: APIRoute, *, guarded: bool) -> Iterator[int]:
    """A token that is sent must be good, a query parameter known, and too much is too much, everywhere."""
    yield from (401, 422, 429, 500, 503)
    if guarded:
        yield 403
    if "{" in route.path_format:
        yield 404
    if route.body_field is not None:
        yield from (400, 413, 415)
    calls = set(_calls(route.dependant))
    if required_key in calls:
        yield from (400, 409)
    if required_version in calls:
        yield from (409, 412, 428)


def _calls(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for below in dependant.dependencies:
        yield from _calls(below)


def _guard(dependant: Dependant) -> Any:
    """The first dependency that names a scope and roles: the guard in the route's signature."""
    return next((c for c in _calls(dependant) if hasattr(c, "scope") and hasattr(c, "roles")), None)


def _scheme(scopes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "oauth2",
        "description": "Access tokens (RFC 9068) of identity, sent as bearers and checked as RFC8725 asks.",
        "flows": {
            "clientCredentials": {
                "tokenUrl": "/identity/v1/token",
                "scopes": dict(sorted(scopes.items())),
            }
        },
    }
