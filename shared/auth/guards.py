"""The guard in a route's signature: which scope, which roles, and who is calling.

Each route has one as its first parameter; it sets `request.state.caller` for the session dependencies behind.
A scope reads `<service>:<noun>:<verb>`; a token may carry `<service>:<noun>:*` or `<service>:*` to cover it.
"""

from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request

from shared.auth.errors import REALM, RoleMissing, ScopeMissing, TokenInvalid
from shared.auth.fences import SEEN, UNFENCED
from shared.auth.verifier import TokenVerifier, Verified
from shared.codes.roles import Role
from shared.db.caller import PUBLIC, Caller
from shared.errors.refusals import Unauthenticated


def covering(scope: str) -> frozenset[str]:
    """The scope itself and the wider ones that cover it."""
    service, noun, _ = scope.split(":")
    return frozenset({scope, f"{service}:{noun}:*", f"{service}:*"})


def bearer_token(request: Request) -> str | None:
    """The token of the one Authorization header (RFC 6750 section 2.1), or none; never from query or form."""
    values = request.headers.getlist("authorization")
    if not values:
        return None
    scheme, _, token = values[0].partition(" ")
    if len(values) > 1 or scheme.lower() != "bearer" or not token:
        raise TokenInvalid(reason="authorization")
    return token


async def _caller(request: Request) -> Caller | None:
    token = bearer_token(request)
    if token is None:
        return None
    verifier: TokenVerifier = request.app.state.verifier
    verified = await verifier.verify(token)
    request.state.claims = verified.claims
    if verified.claims.fences != UNFENCED:
        _stay_within(request, verified)
    return verified.caller


def _stay_within(request: Request, verified: Verified) -> None:
    """A token that was carried off is of no use elsewhere; who met the refusal is written down."""
    beside = request.client.host if request.client else ""
    address, origin = request.headers.get(SEEN, beside), request.headers.get("origin")
    refusal = verified.claims.fences.refusal(address=address, origin=origin)
    if refusal is not None:
        request.state.caller = verified.caller
        raise refusal()


@dataclass(frozen=True)
class Guard:
    """Admits a caller with the scope and, where roles are named, one of them; OpenAPI reads its fields."""

    scope: str
    roles: tuple[Role, ...]
    accepted: frozenset[str]

    async def __call__(self, request: Request) -> Caller:
        caller = await _caller(request)
        if caller is None:
            raise Unauthenticated(headers={"WWW-Authenticate": REALM})
        request.state.caller = caller  # a denial is recorded under whom it met
        if self.accepted.isdisjoint(caller.scopes):
            raise ScopeMissing(scope=self.scope)
        if self.roles:
            caller = caller.acting(self.roles)
            if not caller.bindings:
                raise RoleMissing(roles=self.roles)
        request.state.caller = caller
        return caller


@dataclass(frozen=True)
class OpenGuard:
    """Admits everybody; a token that is sent must still be good."""

    scope: None = None
    roles: tuple[Role, ...] = ()

    async def __call__(self, request: Request) -> Caller:
        caller = await _caller(request) or PUBLIC
        request.state.caller = caller
        return caller


@dataclass(frozen=True)
class ProofGuard:
    """Admits everybody and leaves the Authorization header to the route: it may be no token."""

    scope: None = None
    roles: tuple[Role, ...] = ()

    async def __call__(self, request: Request) -> Caller:
        request.state.caller = PUBLIC
        return PUBLIC


def may(scope: str, *roles: Role) -> Any:
    """A guard by scope and, if any are named, roles; the caller is narrowed to bindings in those roles."""
    return Depends(Guard(scope, roles, covering(scope)))


def anyone() -> Any:
    """A public route."""
    return Depends(OpenGuard())


def proves_itself() -> Any:
    """A route whose request carries its own proof: the OAuth endpoints, signed file addresses."""
    return Depends(ProofGuard())
