"""Giving tokens to clients, revoking and introspecting them."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from services.identity.api_clients.models import Client
from services.identity.api_clients.repository import Clients
from services.identity.api_clients.rules import ClientMethod, digest
from services.identity.api_clients.service import fences_of
from services.identity.api_clients.workflow import ClientState
from services.identity.bindings.repository import Bindings
from services.identity.keys.service import KeyRing
from services.identity.mint.service import Mint, Minted
from services.identity.revocations.repository import Revocations
from services.identity.settings import IdentitySettings
from services.identity.signins.schemas import SignInKind
from services.identity.signins.service import Attempt, SignInLog
from services.identity.tokens.errors import OAuthError, OAuthFault
from services.identity.tokens.rules import Proof, granted_scopes
from shared.auth.assertions import Assertion, claimed_client, read_assertion
from shared.auth.claims import ACCESS_TOKEN, Claims
from shared.auth.fences import within
from shared.auth.keys import read_key_set
from shared.auth.revocations import RevokedKind
from shared.auth.tokens import TokenFault, take_apart
from shared.db.caller import CallerKind

MOST_NAME = 64


@dataclass(frozen=True, slots=True)
class TokenDesk:
    """Use cases of the OAuth endpoints, inside one write transaction that also keeps what failed."""

    clients: Clients
    bindings: Bindings
    revocations: Revocations
    log: SignInLog
    mint: Mint
    ring: KeyRing
    settings: IdentitySettings
    now: Callable[[], datetime]

    async def issue(self, form: Mapping[str, str], proof: Proof) -> Minted:
        """A token for a client itself (RFC 6749 section 4.4)."""
        if form.get("grant_type") != "client_credentials":
            raise OAuthFault(OAuthError.UNSUPPORTED_GRANT_TYPE, "grant_type")
        client = await self.authenticate(proof)
        attempt = Attempt(SignInKind.CLIENT, client.name, client.name)
        try:
            scopes = self._scopes(client, form.get("scope"))
        except OAuthFault as fault:
            await self.log.failed(attempt, fault.reason, client.id)
            raise
        held = await self.bindings.in_force(client_id=client.id, at=self.mint.business_now())
        token = await self.mint.token(
            CallerKind.CLIENT,
            subject=client.name,
            client=client.name,
            scopes=scopes,
            held=held,
            fences=fences_of(client),
        )
        await self.log.granted(attempt, client.id, scopes)
        return token

    @staticmethod
    def _scopes(client: Client, asked: str | None) -> frozenset[str]:
        if client.method == ClientMethod.NONE:
            raise OAuthFault(OAuthError.UNAUTHORIZED_CLIENT, "public_client")
        return granted_scopes(None if asked is None else asked.split(" "), client.scopes)

    async def authenticate(self, proof: Proof) -> Client:
        """The client that proves itself; held against change. Each failure is written down."""
        name = self._claimed_name(proof)
        attempt = Attempt(SignInKind.CLIENT, name, name if len(name) <= MOST_NAME else None)
        client = await self.clients.find(name)
        if client is not None and client.state == ClientState.ACTIVE and await self._proves(client, proof):
            await self._stay_within(client, attempt)
            return client
        shut = await self.log.seconds_shut(attempt)
        await self.log.failed(attempt, "bad_credentials", None if client is None else client.id)
        if shut:
            raise OAuthFault(OAuthError.SLOW_DOWN, "too_many_failures", retry_after=shut)
        raise OAuthFault(OAuthError.INVALID_CLIENT, "bad_credentials")

    async def _stay_within(self, client: Client, attempt: Attempt) -> None:
        """A secret that was carried off is of no use elsewhere."""
        networks = tuple(client.networks)
        if networks and not within(networks, self.log.address or ""):
            await self.log.failed(attempt, "network", client.id)
            raise OAuthFault(OAuthError.INVALID_CLIENT, "network")

    @staticmethod
    def _claimed_name(proof: Proof) -> str:
        if proof.assertion is None:
            return proof.client
        try:
            name = claimed_client(proof.assertion)
        except TokenFault as fault:
            raise OAuthFault(OAuthError.INVALID_CLIENT, "assertion") from fault
        if proof.client not in {"", name} or not name.isprintable():
            raise OAuthFault(OAuthError.INVALID_CLIENT, "assertion")
        return name

    async def _proves(self, client: Client, proof: Proof) -> bool:
        if client.method == ClientMethod.NONE:
            return proof.secret is None and proof.assertion is None
        if client.method == ClientMethod.PRIVATE_KEY:
            return proof.assertion is not None and await self._signed(client, proof.assertion)
        if proof.secret is None:
            return False
        given = digest(proof.secret, self.settings.data_key_bytes)
        known = await self.clients.digests(client, self.now())
        return any([hmac.compare_digest(given, good) for good in known])  # noqa: C419 - looks at all of them

    async def _signed(self, client: Client, text: str) -> bool:
        try:
            assertion: Assertion = read_assertion(
                text,
                client=client.name,
                keys=read_key_set(client.key_set),
                audiences=(self.settings.issuer, self.settings.token_endpoint),
                now=self.now(),
            )
        except TokenFault:
            return False
        until = datetime.fromtimestamp(assertion.expires_at, UTC)
        return await self.clients.spend(client, assertion.token_id, until)

    async def revoke(self, token: str | None, client: Client) -> None:
        """End a token of this client (RFC 7009); one that is no token of ours is no fault."""
        if token is None:
            raise OAuthFault(OAuthError.INVALID_REQUEST, "token_missing")
        claims = await self.read(token)
        if claims is None:
            return
        if claims.client != client.name:
            raise OAuthFault(OAuthError.UNAUTHORIZED_CLIENT, "token_of_another_client")
        await self.revocations.add(RevokedKind.TOKEN, claims.token_id, now=self.now())

    async def read(self, token: str) -> Claims | None:
        """The claims of a token that we signed and whose time is not over, for whatever audience."""
        try:
            unverified = take_apart(token, types=(ACCESS_TOKEN,))
            key = await self.ring.find(unverified.kid)
            if key is None:
                return None
            claims = Claims.read(unverified.claims_under(key))
        except TokenFault:
            return None
        return claims if claims.expires_at > self.now().timestamp() else None
