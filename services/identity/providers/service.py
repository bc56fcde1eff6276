"""Talking to OpenID providers: what they publish, their keys, and the exchange of a code."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

import structlog

from services.identity.providers.errors import ProviderSilent, ProviderUnknown
from services.identity.providers.rules import Published, configuration_of, read_configuration
from services.identity.settings import OpenidProvider
from shared.auth.errors import TokenUncheckable
from shared.auth.id_tokens import Expected, read_id_token
from shared.auth.keys import KeyFollower
from shared.http.breaker import Breaker
from shared.http.outside import Outside

BELIEVED = timedelta(minutes=10)
"""How long configuration and keys are believed: a key that the provider has withdrawn is then forgotten."""
WAIT = 5
SUCCESS = 200
CODE_REFUSED = "invalid_grant"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a provider has published, and its keys, until they are asked for again."""

    published: Published
    keys: KeyFollower
    until: datetime


@dataclass(slots=True)
class Provider:
    """One provider. Never called inside a transaction."""

    told: OpenidProvider
    outside: Outside
    now: Callable[[], datetime]
    _heard: Heard | None = None
    _breaker: Breaker = field(default_factory=Breaker)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def published(self) -> Published:
        """Where to ask, and what for."""
        return (await self._hear()).published

    async def sign_in_address(self, *, state: str, nonce: str, challenge: str) -> str:
        """Where the browser goes to sign in (section 3.1.2.1, RFC 7636)."""
        query = {
            "response_type": "code",
            "scope": "openid",
            "client_id": self.told.client_id,
            "redirect_uri": self.told.redirect_uri,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        endpoint = (await self.published()).authorization_endpoint
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    async def exchange(self, code: str, verifier: str) -> str | None:
        """The ID token for a code, or none when the provider refuses the code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.told.redirect_uri,
            "code_verifier": verifier,
        }
        endpoint = (await self.published()).token_endpoint
        secret = self.told.client_secret.get_secret_value()
        try:
            answer = await self.outside.form(endpoint, form, name=self.told.client_id, secret=secret)
        except OSError as fault:
            raise self._silent(fault) from fault
        if answer.body.get("error") == CODE_REFUSED:
            return None
        token = answer.body.get("id_token")
        if answer.status != SUCCESS or not isinstance(token, str):
            raise self._silent(ValueError(str(answer.body.get("error", "no ID token"))))
        return token

    async def subject(self, id_token: str, nonce: str) -> str:
        """Who signed in; `TokenFault` when the token is not the answer to this sign-in."""
        expected = Expected(self.told.issuer, self.told.client_id, nonce)
        keys = (await self._hear()).keys
        try:
            return await read_id_token(id_token, expected, keys=keys, now=self.now())
        except TokenUncheckable as fault:
            raise self._silent(fault) from fault

    async def _hear(self) -> Heard:
        async with self._turn:
            if self._heard is None or self._heard.until <= self.now():
                self._heard = await self._asked_if_awake()
            return self._heard

    async def _asked_if_awake(self) -> Heard:
        """Those who wait for a silent provider do not wait one after the other."""
        rest = self._breaker.remaining()
        if rest > 0:
            raise ProviderSilent(retry_after=max(WAIT, round(rest)))
        try:
            heard = await self._asked()
        except ProviderSilent:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return heard

    async def _asked(self) -> Heard:
        issuer = self.told.issuer
        try:
            document = await self._document(configuration_of(issuer))
            published = read_configuration(document, issuer=issuer)
        except (OSError, ValueError) as fault:
            raise self._silent(fault) from fault
        keys = KeyFollower(lambda: self._document(published.jwks_uri), now=self.now)
        return Heard(published, keys, self.now() + BELIEVED)

    async def _document(self, url: str) -> Mapping[str, object]:
        answer = await self.outside.get(url)
        if answer.status != SUCCESS:
            raise ValueError(f"answered {answer.status}")
        return answer.body

    def _silent(self, fault: Exception) -> ProviderSilent:
        _log.warning("openid_provider_silent", provider=self.told.name, fault=type(fault).__name__)
        return ProviderSilent(retry_after=WAIT)


@dataclass(frozen=True, slots=True)
class Providers:
    """The providers that are set up, in their order."""

    by_name: Mapping[str, Provider]
    outside: Outside

    @classmethod
    def of(cls, told: Sequence[OpenidProvider], now: Callable[[], datetime]) -> "Providers":
        """Nothing is asked before the first sign-in: identity starts without them."""
        outside = Outside.open()
        return cls({each.name: Provider(each, outside, now) for each in told}, outside)

    def get(self, name: str) -> Provider:
        try:
            return self.by_name[name]
        except KeyError:
            raise ProviderUnknown from None
