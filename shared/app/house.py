"""What ties a service to the house: who may call it, whom it may call, and what time it is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fastapi import FastAPI

from shared.auth.assertions import ASSERTION_TYPE, assert_client
from shared.auth.keys import KeyFollower
from shared.auth.revocations import RevocationFollower, RevocationList
from shared.auth.tokens import SigningKey
from shared.auth.verifier import TokenVerifier
from shared.errors.refusals import Refusal
from shared.http.breaker import Breaker
from shared.http.client import Gateway, SiblingClient
from shared.http.clock_follower import ClockFollower, FetchClock
from shared.http.credentials import ClientCredentials
from shared.settings.service import Mode, ServiceSettings
from shared.time.clock import Clock, instant

Follow = Callable[[], Awaitable[None]]
IDENTITY = "/identity/v1"
IMPATIENT = 0.5
"""Seconds that followers leave a silent identity alone: without them nobody gets in."""


class SettingsIncomplete(ValueError):
    """A service that has siblings needs a client of its own."""


@dataclass(frozen=True)
class Proof:
    """How the service proves itself at the token endpoint: a fresh assertion each time (RFC 7523)."""

    settings: ServiceSettings

    @cached_property
    def _client(self) -> tuple[str, SigningKey]:
        client_id, file = self.settings.client_id, self.settings.client_key_file
        if client_id is None or file is None:
            raise SettingsIncomplete("a service with siblings needs CLIENT_ID and CLIENT_KEY_FILE")
        return client_id, SigningKey.from_pem(file.read_text("ascii"))

    def check(self) -> None:
        """Fail at start rather than at the first call."""
        _ = self._client

    def __call__(self) -> Mapping[str, str]:
        client_id, key = self._client
        audience = f"{self.settings.issuer}/v1/token"
        assertion = assert_client(client_id, key, audience=audience, now=instant())
        return {
            "client_id": client_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
        }


@dataclass(frozen=True, slots=True)
class House:
    """Made once in a service's main.py and in its jobs.py; nothing is connected before the first call."""

    gateway: Gateway
    proof: Proof
    tokens: ClientCredentials
    verifier: TokenVerifier
    trust: tuple[Follow, ...]
    clock: tuple[Follow, ...]

    @classmethod
    def of(
        cls, service: str, settings: ServiceSettings, clock: Clock, *, gateway: Gateway | None = None
    ) -> "House":
        """The house as this service sees it through the gateway; a test may put identity in its place."""
        gateway = gateway or Gateway.at(settings.gateway_url)
        proof = Proof(settings)
        tokens = gateway.credentials(proof)
        public = SiblingClient(gateway, "identity", tokens=None, attempts=1, breaker=Breaker(rest=IMPATIENT))
        keys = KeyFollower(lambda: public.get(f"{IDENTITY}/jwks"), now=instant)
        heard = RevocationList(now=instant)
        known = SiblingClient(gateway, "identity", tokens=tokens, attempts=1, breaker=Breaker(rest=IMPATIENT))
        verifier = TokenVerifier(
            issuer=settings.issuer,
            audience=service,
            keys=keys,
            revocations=heard,
            now=instant,
            introspect=_introspection(SiblingClient(gateway, "identity", tokens=tokens)),
        )
        follower = RevocationFollower(_revocations(known), heard)
        ticking = ClockFollower(_clock(public), clock)
        moved = () if settings.mode is Mode.PRODUCTION else (ticking.follow,)
        return cls(gateway, proof, tokens, verifier, (keys.follow, follower.follow), moved)

    def sibling(self, name: str, named: Mapping[str, type[Refusal]] | None = None) -> SiblingClient:
        """The client of another service, with this service's own token."""
        return SiblingClient(self.gateway, name, tokens=self.tokens, named=named or {})

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Follow keys, revocations and the clock as long as the service lives."""
        self.proof.check()
        running = [asyncio.create_task(_started(follow)) for follow in (*self.trust, *self.clock)]
        try:
            yield
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await self.gateway.close()


async def _started(follow: Follow) -> None:
    await follow()


def _clock(identity: SiblingClient) -> FetchClock:
    async def fetch(known: int, wait: int) -> Mapping[str, Any]:
        clock: Mapping[str, Any] = await identity.get(
            f"{IDENTITY}/clock", {"beyond": str(known), "wait": str(wait)}
        )
        return clock

    return fetch


def _revocations(identity: SiblingClient) -> Callable[[str, int], Awaitable[Mapping[str, Any]]]:
    async def fetch(cursor: str, wait: int) -> Mapping[str, Any]:
        page: Mapping[str, Any] = await identity.get(
            f"{IDENTITY}/revocations", {"cursor": cursor, "wait": str(wait)}
        )
        return page

    return fetch


def _introspection(identity: SiblingClient) -> Callable[[str], Awaitable[bool]]:
    async def ask(token: str) -> bool:
        answer = await identity.form(f"{IDENTITY}/introspect", {"token": token})
        return isinstance(answer, dict) and answer.get("active") is True

    return ask
