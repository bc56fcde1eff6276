"""The shape of the program: small modules, nine files to a noun, no drawer for odds and ends."""

import ast
import inspect

import pytest
from fastapi.routing import APIRoute

from shared.auth.guards import Guard, OpenGuard, ProofGuard
from tests.architecture.tree import (
    NOUN_FILES,
    ROOT,
    SHIPPED,
    application,
    built_services,
    calls,
    name_of,
    nodes,
    nouns,
    parsed,
    services,
    sources,
)

Function = ast.FunctionDef | ast.AsyncFunctionDef
LONGEST_MODULE = 300
LONGEST_FUNCTION = 30
DRAWERS = {"utils", "util", "helpers", "helper", "common", "base", "misc"}
OWN_PROOF = {
    "/identity/v1/token",
    "/identity/v1/revoke",
    "/identity/v1/bootstrap/administrators",
    "/identity/v1/demo/sign-in",
    "/identity/v1/demo/people",
    "/identity/v1/openid/sign-ins",
    "/identity/v1/openid/sign-ins/completion",
    "/identity/v1/tickets/sign-ins",
    "/identity/v1/tickets/sign-ins/completion",
    "/review/v1/notice-entries/{entry_id}/objections",
    "/review/v1/objections/{objection_id}/progress",
    "/review/v1/objections/{objection_id}/withdrawal",
}
"""OAuth by client authentication or assertion, the one-time invitation, the sign-in of the demo and at
providers; objectors, whom nothing may name, and their receipts."""
HANDBOOK = "`may(...)` or `anyone()` stands first in the signature of every route"


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    """A migration is exempt: it is one document, and never changes again."""
    lengths = {
        name_of(path): len(path.read_text("utf-8").splitlines())
        for path in sources(*SHIPPED)
        if "migrations" not in path.parts
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_thirty_lines() -> None:
    """Counted without signature, docstring and the functions within, which are measured themselves."""
    long = [
        f"{name_of(path)}:{node.lineno} {node.name} has {length}"
        for path in sources("services", "shared")
        if "migrations" not in path.parts
        for node in nodes(parsed(path))
        if isinstance(node, Function)
        if (length := _length(node)) > LONGEST_FUNCTION
    ]
    assert long == []


def _length(function: Function) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 0
    inner = [node for part in body for node in ast.walk(part) if isinstance(node, Function)]
    outermost = [
        node for node in inner if not any(node in ast.walk(other) for other in inner if other is not node)
    ]
    whole = (body[-1].end_lineno or 0) - body[0].lineno + 1
    return whole - sum((node.end_lineno or 0) - _first_line(node) + 1 for node in outermost)


def _first_line(function: Function) -> int:
    return min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])


def test_nothing_is_called_utils_or_helpers() -> None:
    found = [name_of(p) for p in sources(*SHIPPED) if DRAWERS & {p.stem, *p.relative_to(ROOT).parts[:-1]}]
    assert found == []


@pytest.mark.parametrize("service", services())
def test_a_noun_has_only_its_nine_files(service: str) -> None:
    others = {
        name_of(path) for noun in nouns(service) for path in noun.rglob("*.py") if path.stem not in NOUN_FILES
    }
    assert others == set()


def test_every_package_folder_has_its_init_file() -> None:
    missing = {
        name_of(path.parent)
        for path in sources(*SHIPPED)
        if "migrations" not in path.parts and not (path.parent / "__init__.py").exists()
    }
    assert missing == set()


def test_nobody_catches_everything_in_silence() -> None:
    bare = [
        f"{name_of(path)}:{node.lineno}"
        for path in sources(*SHIPPED)
        for node in nodes(parsed(path))
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert bare == []


def test_only_the_clocks_read_the_time() -> None:
    readers = {
        name_of(path)
        for path in sources("services", "shared")
        for function in ("now", "utcnow", "today")
        for call in calls(parsed(path), function)
        if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") in {"datetime", "date"}
    }
    assert readers <= {"shared/time/clock.py"}


def test_wiring_hands_a_session_on_and_writes_no_sql() -> None:
    known = {
        f"{name_of(path)}: {alias.name}"
        for path in sources("services")
        if path.stem == "dependencies"
        for node in nodes(parsed(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if (getattr(node, "module", None) or alias.name).startswith(("sqlalchemy", "asyncpg"))
    }
    assert {name for name in known if not name.endswith(": AsyncSession")} == set()


def routes_of(service: str) -> list[APIRoute]:
    """What the contract publishes; health and metrics are the operator's and carry no guard."""
    return [r for r in application(service).routes if isinstance(r, APIRoute) and r.include_in_schema]


def guard_of(route: APIRoute) -> Guard | OpenGuard | ProofGuard | None:
    """The guard that runs first: on the route where no caller is needed, else the first parameter."""
    first = next(iter(inspect.signature(route.endpoint, eval_str=True).parameters.values()), None)
    marks = [*route.dependencies, *getattr(getattr(first, "annotation", None), "__metadata__", ())]
    guard = getattr(marks[0], "dependency", None) if marks else None
    return guard if isinstance(guard, Guard | OpenGuard | ProofGuard) else None


@pytest.mark.parametrize("service", built_services())
def test_every_route_begins_with_its_guard(service: str) -> None:
    unguarded = [f"{r.methods} {r.path}" for r in routes_of(service) if guard_of(r) is None]
    assert unguarded == [], HANDBOOK


@pytest.mark.parametrize("service", built_services())
def test_only_listed_routes_bring_their_own_proof(service: str) -> None:
    proving = {r.path for r in routes_of(service) if isinstance(guard_of(r), ProofGuard)}
    assert proving <= OWN_PROOF


@pytest.mark.parametrize("service", built_services())
def test_a_scope_belongs_to_the_service_that_asks_for_it(service: str) -> None:
    scopes = {guard.scope for r in routes_of(service) if isinstance(guard := guard_of(r), Guard)}
    assert {scope for scope in scopes if not scope.startswith(f"{service}:")} == set()


@pytest.mark.parametrize("service", built_services())
def test_every_operation_says_what_it_does(service: str) -> None:
    silent = [f"{r.methods} {r.path}" for r in routes_of(service) if not (r.description or "").strip()]
    assert silent == []


@pytest.mark.parametrize("service", built_services())
def test_an_operation_is_named_once(service: str) -> None:
    names = [r.name for r in routes_of(service)]
    assert {name for name in names if names.count(name) > 1} == set()
