"""From the text of a token to its caller: signature, claims, audience, time, revocation."""

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from shared.auth.claims import ACCESS_TOKEN, LEEWAY, Claims
from shared.auth.errors import TokenExpired, TokenInvalid, TokenRevoked, TokenUncheckable
from shared.auth.keys import Keys
from shared.auth.revocations import Revocations
from shared.auth.tokens import TokenFault, VerifyingKey, take_apart
from shared.db.caller import Caller
from shared.errors.refusals import Refusal

REMEMBER = 60
"""Seconds that a verified token is believed without looking at its signature again."""
MOST_REMEMBERED = 10_000
YOUNG = 60
"""Seconds of age up to which a token passes while the revocation feed is silent."""

_log = structlog.get_logger(__name__)

Introspect = Callable[[str], Awaitable[bool]]
"""Asks identity whether a token is active (RFC 7662); composed from the sibling client."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A token that was checked, the caller it makes, and until when that is remembered."""

    claims: Claims
    caller: Caller
    until: float


class TokenVerifier:
    """The one judge of access tokens in a process."""

    def __init__(
        self,
        *,
        issuer: str,
        audience: str,
        keys: Keys,
        revocations: Revocations,
        now: Callable[[], datetime],
        introspect: Introspect | None = None,
    ) -> None:
        self._issuer = issuer
        self._audience = audience
        self._keys = keys
        self._revocations = revocations
        self._now = now
        self._introspect = introspect
        self._remembered: OrderedDict[bytes, Verified] = OrderedDict()

    async def verify(self, token: str) -> Verified:
        """The claims and caller of a good token; every fault is a refusal that says little."""
        silent = self._revocations.silent()
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        second = self._now().timestamp()
        verified = None if silent else self._recall(digest, second)
        if verified is None:
            verified = await self._examine(token, second)
            if silent:
                await self._ask_about_old(token, verified.claims, second)
            else:
                self._remember(digest, verified)
        if self._revocations.covers(verified.claims):
            self._remembered.pop(digest, None)
            raise TokenRevoked
        return verified

    def _recall(self, digest: bytes, second: float) -> Verified | None:
        verified = self._remembered.get(digest)
        if verified is None:
            return None
        if second >= verified.until:
            del self._remembered[digest]
            return None
        self._remembered.move_to_end(digest)
        return verified

    def _remember(self, digest: bytes, verified: Verified) -> None:
        self._remembered[digest] = verified
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)

    async def _examine(self, token: str, second: float) -> Verified:
        try:
            unverified = take_apart(token, types=(ACCESS_TOKEN,))
            claims = Claims.read(unverified.claims_under(await self._key(unverified.kid)))
            self._judge(claims, second)
        except TokenFault as fault:
            _log.info("token_refused", reason=fault.reason)
            raise TokenInvalid(reason=fault.reason) from fault
        return Verified(claims, claims.caller(), min(second + REMEMBER, claims.expires_at + LEEWAY))

    async def _key(self, kid: str) -> VerifyingKey:
        key = await self._keys.find(kid)
        if key is None:
            raise TokenFault("key")
        return key

    def _judge(self, claims: Claims, second: float) -> None:
        if claims.issuer != self._issuer:
            raise TokenFault("iss")
        if self._audience not in claims.audience:
            raise TokenFault("aud")
        if claims.issued_ms / 1000 > second + LEEWAY:
            raise TokenFault("iat")
        if claims.expires_at + LEEWAY <= second:
            raise TokenExpired

    async def _ask_about_old(self, token: str, claims: Claims, second: float) -> None:
        """With the feed silent a token older than a minute is believed only if identity says so now."""
        if second - claims.issued_ms / 1000 <= YOUNG:
            return
        if self._introspect is None:
            raise TokenUncheckable(retry_after=5)
        try:
            active = await self._introspect(token)
        except (Refusal, OSError, ValueError) as fault:
            raise TokenUncheckable(retry_after=5) from fault
        if not active:
            raise TokenRevoked
