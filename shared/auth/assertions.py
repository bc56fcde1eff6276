"""How a client proves itself with its private key (RFC 7523 section 2.2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.auth.claims import LEEWAY, audience_of
from shared.auth.tokens import SigningKey, TokenFault, VerifyingKey, sign, take_apart
from shared.db.ids import new_id

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFE = 60
"""Seconds that our own assertions live."""
LONGEST_LIFE = 300
"""Seconds that anybody's assertion may still have to live; bounds the memory of used ones."""
_TYPES: frozenset[str | None] = frozenset({None, "JWT", "jwt", "client-authentication+jwt"})
_LONGEST_ID = 255


@dataclass(frozen=True, slots=True)
class Assertion:
    """An assertion whose signature and claims stand; `token_id` must not have been seen before."""

    client: str
    token_id: str
    expires_at: int


def assert_client(client: str, key: SigningKey, *, audience: str, now: datetime) -> str:
    """A fresh assertion of this client for the token endpoint."""
    second = int(now.timestamp())
    claims = {
        "iss": client,
        "sub": client,
        "aud": audience,
        "jti": str(new_id()),
        "iat": second,
        "exp": second + LIFE,
    }
    return sign(claims, key, typ="JWT")


def read_assertion(
    text: str, *, client: str, keys: Mapping[str, VerifyingKey], audiences: Collection[str], now: datetime
) -> Assertion:
    """Check an assertion against the registered keys of the client that it is presented for."""
    unverified = take_apart(text, types=_TYPES)
    key = keys.get(unverified.kid)
    if key is None:
        raise TokenFault("key")
    claims = unverified.claims_under(key)
    if claims.get("iss") != client or claims.get("sub") != client:
        raise TokenFault("sub")
    if not set(audience_of(claims)) & set(audiences):
        raise TokenFault("aud")
    token_id, expires_at = claims.get("jti"), claims.get("exp")
    if not isinstance(token_id, str) or not 0 < len(token_id) <= _LONGEST_ID or not token_id.isprintable():
        raise TokenFault("jti")
    return Assertion(client, token_id, _lifetime(claims, expires_at, int(now.timestamp())))


def _lifetime(claims: Mapping[str, object], expires_at: object, second: int) -> int:
    for claim in ("iat", "nbf"):
        begins = claims.get(claim, second)
        if not isinstance(begins, int) or begins > second + LEEWAY:
            raise TokenFault(claim)
    if not isinstance(expires_at, int) or not second - LEEWAY < expires_at <= second + LONGEST_LIFE + LEEWAY:
        raise TokenFault("exp")
    return expires_at


def claimed_client(text: str) -> str:
    """The client an assertion speaks for, unverified: it only says whose keys to look up."""
    claims = take_apart(text, types=_TYPES).unverified_claims()
    client = claims.get("sub")
    if not isinstance(client, str):
        raise TokenFault("sub")
    return client
