"""Refusals of the door: who is not known (401), who may not (403), what cannot be checked now (503)."""

from collections.abc import Sequence

from shared.errors.refusals import Forbidden, Unauthenticated, Unavailable

REALM = 'Bearer realm="lupin"'


class _BadToken(Unauthenticated):
    """A token was sent and is not accepted; the reason is one word for developers, no part of the token."""

    def __init__(self, *, reason: str) -> None:
        challenge = f'{REALM}, error="invalid_token", error_description="{reason}"'
        super().__init__(headers={"WWW-Authenticate": challenge}, reason=reason)


class TokenInvalid(_BadToken):
    """Not a token of this issuer for this service."""


class TokenExpired(_BadToken):
    """The token was good and its minutes are over."""

    def __init__(self) -> None:
        super().__init__(reason="expired")


class TokenRevoked(_BadToken):
    """The token, its person or its client was revoked after it was issued."""

    def __init__(self) -> None:
        super().__init__(reason="revoked")


class ScopeMissing(Forbidden):
    """The token does not carry the scope that the operation declares."""

    def __init__(self, *, scope: str) -> None:
        challenge = f'{REALM}, error="insufficient_scope", scope="{scope}"'
        super().__init__(headers={"WWW-Authenticate": challenge}, scope=scope)


class RoleMissing(Forbidden):
    """The caller holds none of the roles that the operation admits."""

    def __init__(self, *, roles: Sequence[str]) -> None:
        challenge = f'{REALM}, error="insufficient_scope"'
        super().__init__(headers={"WWW-Authenticate": challenge}, roles=", ".join(roles))


class NetworkNotAllowed(_BadToken):
    """The token is good from the registered networks of its client only."""

    def __init__(self) -> None:
        super().__init__(reason="network")


class OriginNotAllowed(_BadToken):
    """The token is good in the registered front-ends of its client only."""

    def __init__(self) -> None:
        super().__init__(reason="origin")


class TokenUncheckable(Unavailable):
    """Identity's keys or revocations cannot be had, so that nothing can be said about the token."""
