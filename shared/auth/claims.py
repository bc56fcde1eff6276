"""The claims of an access token (RFC 9068) and the caller that they make."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Self, TypeVar
from uuid import UUID

from shared.auth.fences import OPEN, UNFENCED, Fences
from shared.auth.tokens import TokenFault
from shared.codes.roles import Role
from shared.db.caller import Binding, Caller, CallerKind

ACCESS_TOKEN = "at+jwt"  # noqa: S105 - a media type
LEEWAY = 5
"""Seconds by which the clocks of two machines may differ."""
LONGEST_LIFE = 900
"""Seconds; access tokens live five to fifteen minutes."""

_NUMBER_LIMIT = 2**53
_NAME = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,120}", re.ASCII)
_REGION = re.compile(r"(?:[0-9A-Za-z-]{2,32}\.){0,6}", re.ASCII)
_DIVISION = re.compile(r"[a-z][a-z_]{0,59}", re.ASCII)
_ROLES = {role.value: role for role in Role}
_UNGRANTABLE = frozenset({Role.CLOCK, Role.PUBLIC})
_MEMBERS = frozenset({"role", "organisation", "region", "programme", "division"})
_MOST = 500

T = TypeVar("T")


def _need(value: object, kind: type[T], reason: str) -> T:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TokenFault(reason)
    return value


def _name(claims: Mapping[str, object], claim: str) -> str:
    text = _need(claims.get(claim), str, claim)
    if _NAME.fullmatch(text) is None:
        raise TokenFault(claim)
    return text


def _second(claims: Mapping[str, object], claim: str) -> int:
    value = _need(claims.get(claim), int, claim)
    if not 0 < value < _NUMBER_LIMIT:
        raise TokenFault(claim)
    return value


def audience_of(claims: Mapping[str, object]) -> tuple[str, ...]:
    """One audience or a list of them (RFC 7519 section 4.1.3); never none."""
    value = claims.get("aud")
    names = [value] if isinstance(value, str) else _need(value, list, "aud")
    if not 0 < len(names) <= _MOST or not all(isinstance(n, str) and _NAME.fullmatch(n) for n in names):
        raise TokenFault("aud")
    return tuple(names)


def scopes_of(text: str) -> frozenset[str]:
    """The members of a space-separated `scope` (RFC 6749 section 3.3)."""
    parts = text.split(" ") if text else []
    if len(parts) > _MOST or not all(_SCOPE.fullmatch(part) for part in parts):
        raise TokenFault("scope")
    return frozenset(parts)


def _uuid(value: object) -> UUID | None:
    if value is None:
        return None
    try:
        return UUID(_need(value, str, "lupin"))
    except ValueError as fault:
        raise TokenFault("lupin") from fault


def _division(value: object) -> str | None:
    if value is not None and _DIVISION.fullmatch(_need(value, str, "lupin")) is None:
        raise TokenFault("lupin")
    return value if isinstance(value, str) else None


def _binding(value: object) -> Binding | None:
    """One binding; a role that this release does not know yet grants nothing."""
    members = _need(value, dict, "lupin")
    role, region = _need(members.get("role"), str, "lupin"), members.get("region")
    if not members.keys() <= _MEMBERS or role in _UNGRANTABLE:
        raise TokenFault("lupin")
    if region is not None and _REGION.fullmatch(_need(region, str, "lupin")) is None:
        raise TokenFault("lupin")
    if role not in _ROLES:
        return None
    organisation, programme = _uuid(members.get("organisation")), _uuid(members.get("programme"))
    return Binding(_ROLES[role], organisation, region, programme, _division(members.get("division")))


def _fences(house: Mapping[str, object]) -> Fences:
    """What fences a client in; a fence that cannot be read lets nobody through."""
    origins, networks = (_texts(house.get(name, [])) for name in ("origins", "networks"))
    try:
        for network in networks:
            ip_network(network)
    except ValueError as fault:
        raise TokenFault("lupin") from fault
    return Fences(origins, networks, _need(house.get("rate_class", OPEN), str, "lupin"))


def _texts(value: object) -> tuple[str, ...]:
    listed = _need(value, list, "lupin")
    return tuple(_need(each, str, "lupin") for each in listed[:_MOST])


def _fenced(fences: Fences) -> dict[str, object]:
    """What stands in the token; the gateway reads the rate class there."""
    told: dict[str, object] = {"origins": list(fences.origins), "networks": list(fences.networks)}
    told = {name: value for name, value in told.items() if value}
    return told if fences.rate_class == OPEN else {**told, "rate_class": fences.rate_class}


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says; `issued_ms` is finer than `iat`: revocations tell before from after."""

    issuer: str
    subject: str
    audience: tuple[str, ...]
    client: str
    token_id: str
    issued_ms: int
    expires_at: int
    scopes: frozenset[str]
    kind: CallerKind
    bindings: tuple[Binding, ...] = ()
    fences: Fences = UNFENCED

    @classmethod
    def read(cls, claims: Mapping[str, object]) -> Self:
        """The typed claims of a token whose signature stands; every one of them is required."""
        house = _need(claims.get("lupin"), dict, "lupin")
        if house.get("kind") not in {CallerKind.PERSON, CallerKind.CLIENT}:
            raise TokenFault("lupin")
        listed = _need(house.get("bindings"), list, "lupin")
        issued, begins, ends = (_second(claims, claim) for claim in ("iat", "nbf", "exp"))
        issued_ms = _need(house.get("issued_ms"), int, "lupin")
        if len(listed) > _MOST or issued_ms // 1000 != issued:
            raise TokenFault("lupin")
        if begins != issued:
            raise TokenFault("nbf")
        if not issued < ends <= issued + LONGEST_LIFE:
            raise TokenFault("exp")
        return cls(
            issuer=_name(claims, "iss"),
            subject=_name(claims, "sub"),
            audience=audience_of(claims),
            client=_name(claims, "client_id"),
            token_id=_name(claims, "jti"),
            issued_ms=issued_ms,
            expires_at=ends,
            scopes=scopes_of(_need(claims.get("scope"), str, "scope")),
            kind=CallerKind(house["kind"]),
            bindings=tuple(found for found in map(_binding, listed) if found is not None),
            fences=_fences(house),
        )

    def written(self) -> dict[str, object]:
        """The claims as they are signed; the inverse of `read`."""
        issued = self.issued_ms // 1000
        return {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": list(self.audience),
            "client_id": self.client,
            "jti": self.token_id,
            "iat": issued,
            "nbf": issued,
            "exp": self.expires_at,
            "scope": " ".join(sorted(self.scopes)),
            "lupin": {
                "kind": self.kind.value,
                "issued_ms": self.issued_ms,
                "bindings": [_written(binding) for binding in self.bindings],
                **_fenced(self.fences),
            },
        }

    def caller(self) -> Caller:
        return Caller(self.kind, self.subject, self.client, self.scopes, self.bindings)


def _written(binding: Binding) -> dict[str, str]:
    members = {
        "role": binding.role.value,
        "organisation": None if binding.organisation is None else str(binding.organisation),
        "region": binding.region,
        "programme": None if binding.programme is None else str(binding.programme),
        "division": binding.division,
    }
    return {name: value for name, value in members.items() if value is not None}
