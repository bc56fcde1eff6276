"""What an OpenID provider says of who signed in (OpenID Connect Core 1.0 section 3.1.3.7)."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.auth.claims import LEEWAY, audience_of
from shared.auth.keys import Keys
from shared.auth.tokens import TokenFault, take_apart

OLDEST = 300
"""Seconds since an ID token was issued; it is fetched at once, so that an older one comes from elsewhere."""
_TYPES: frozenset[str | None] = frozenset({None, "JWT", "jwt"})
_SUBJECT = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the ID token of one sign-in must say: who speaks, to whom, in answer to what."""

    issuer: str
    client: str
    nonce: str


async def read_id_token(text: str, expected: Expected, *, keys: Keys, now: datetime) -> str:
    """The subject, once signature, issuer, audience, nonce and times stand; else `TokenFault`."""
    unverified = take_apart(text, types=_TYPES)
    key = await keys.find(unverified.kid)
    if key is None:
        raise TokenFault("key")
    claims = unverified.claims_under(key)
    _judge(claims, expected)
    _judge_times(claims, int(now.timestamp()))
    subject = claims.get("sub")
    if not isinstance(subject, str) or _SUBJECT.fullmatch(subject) is None:
        raise TokenFault("sub")
    return subject


def _judge(claims: Mapping[str, object], expected: Expected) -> None:
    """A second audience would be a stranger that holds the same token: there is none here."""
    if claims.get("iss") != expected.issuer:
        raise TokenFault("iss")
    if audience_of(claims) != (expected.client,):
        raise TokenFault("aud")
    if claims.get("azp", expected.client) != expected.client:
        raise TokenFault("azp")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), expected.nonce.encode()):
        raise TokenFault("nonce")


def _judge_times(claims: Mapping[str, object], second: int) -> None:
    issued, ends = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or not second - OLDEST <= issued <= second + LEEWAY:
        raise TokenFault("iat")
    if not isinstance(ends, int) or ends + LEEWAY <= second:
        raise TokenFault("exp")
