"""The route table: which path goes to which service, for how long, how large, with or without a token.

Data only. The first match wins; `envoy.py` turns it into Envoy's configuration.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from shared.text.yaml_text import read_yaml

SERVICES = ("identity", "registry", "review", "trademark", "metrics")

PORTAL = "portal"
"""Serves pages to people; part of the gateway, without a contract and without a database."""
PAGES = (
    "/docs",
    "/docs/",
    "/start",
    "/problems",
    "/problems/",
    "/glossary",
    "/verify",
    "/verify/",
    "/dashboard",
    "/dashboard/",
    "/portal/",
)
"""Where the portal lives beside `/`; a prefix ends in a slash."""

PUBLIC_PATHS = Path(__file__).with_name("public_paths.yaml")
ONE_MEBIBYTE = 1024 * 1024
ORDINARY = 15
EXPORT = 300
"""Seconds that an answer may take: an ordinary one, and a whole list."""
LARGEST_UPLOAD = 50 * ONE_MEBIBYTE


class Token(StrEnum):
    """What the gateway asks before it lets a request pass; the service decides again."""

    REQUIRED = "token_required"
    OPTIONAL = "token_optional"
    """Public: no token is fine, a bad one is not."""
    IGNORED = "token_ignored"
    """The request proves itself in another way: client credentials, a signed URL."""


class Budget(StrEnum):
    """Which connections a request may use up: a thousand waiting readers must not starve the others."""

    ORDINARY = "ordinary"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One row. `path` is a prefix when it ends in `/`, else exact; `{name}` stands for one segment."""

    service: str
    path: str
    token: Token = Token.REQUIRED
    seconds: int = ORDINARY
    largest_body: int = ONE_MEBIBYTE
    budget: Budget = Budget.ORDINARY
    rewrite: str | None = None
    compressed: bool = True
    methods: tuple[str, ...] = ()
    """Only these; none named: every method."""


def _public(service: str, *paths: str) -> tuple[Route, ...]:
    return tuple(Route(service=service, path=path, token=Token.OPTIONAL) for path in paths)


def _open_by_contract(service: str) -> tuple[Route, ...]:
    """What the service's contract offers to anybody; nothing while a new service has none."""
    table: dict[str, dict[str, list[str]]] = read_yaml(PUBLIC_PATHS.read_text(encoding="utf-8"))
    return tuple(
        Route(
            service=service,
            path=path,
            token=Token.OPTIONAL,
            methods=tuple(methods),
            seconds=EXPORT if "/exports/" in path else ORDINARY,
        )
        for path, methods in table.get(service, {}).items()
    )


def _without_token(service: str, *paths: str) -> tuple[Route, ...]:
    return tuple(Route(service=service, path=path, token=Token.IGNORED) for path in paths)


def _signed(service: str, path: str, *, largest_body: int = ONE_MEBIBYTE) -> Route:
    """The bytes of a file, under a short-lived signed address and as they are: Repr-Digest covers them."""
    return Route(
        service=service,
        path=path,
        token=Token.IGNORED,
        seconds=120,
        largest_body=largest_body,
        compressed=False,
    )


def _house(service: str) -> tuple[Route, ...]:
    """The routes that every service has."""
    root = f"/{service}/v1"
    return (
        # A long poll waits up to 20 s: Envoy's usual 15 s would answer 504.
        Route(
            service=service,
            path=f"{root}/changes",
            token=Token.OPTIONAL,
            seconds=30,
            budget=Budget.WAITING,
        ),
        _signed(service, f"{root}/uploads/{{id}}/content", largest_body=LARGEST_UPLOAD),
        _signed(service, f"{root}/files/{{id}}/content"),
        *_public(
            service,
            f"{root}/changes/head",
            f"{root}/openapi.json",
            f"{root}/code-lists",
            f"{root}/code-lists/{{name}}",
        ),
        *(
            Route(service=service, path=f"/{service}/{name}", token=Token.OPTIONAL, rewrite=f"/{name}")
            for name in ("healthz", "readyz", "version")
        ),
        *_open_by_contract(service),
        # A whole list leaves row by row, as fast as it is taken.
        Route(service=service, path=f"{root}/exports/", seconds=EXPORT),
        Route(service=service, path=f"{root}/"),
    )


ROUTES: tuple[Route, ...] = (
    *_without_token(
        "identity",
        "/identity/v1/token",
        "/identity/v1/revoke",
        "/identity/v1/introspect",
        "/identity/v1/demo/",
        "/identity/v1/openid/sign-ins",
        "/identity/v1/openid/sign-ins/completion",
        "/identity/v1/tickets/sign-ins",
        "/identity/v1/tickets/sign-ins/completion",
        "/identity/v1/bootstrap/",
    ),
    *_public(
        "identity",
        "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server/identity",
        "/identity/v1/jwks",
        "/identity/v1/clock",
    ),
    Route(service="identity", path="/identity/v1/revocations", seconds=30, budget=Budget.WAITING),
    *_without_token(PORTAL, *PAGES),
    *(route for service in SERVICES for route in _house(service)),
)
