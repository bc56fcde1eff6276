"""Signing in through an OpenID provider: code with PKCE, bound to the browser, linked by its subject."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.identity.api_clients.models import Client
from services.identity.api_clients.repository import Clients
from services.identity.api_clients.service import fences_of
from services.identity.api_clients.workflow import ClientState
from services.identity.bindings.repository import Bindings
from services.identity.mint.errors import ScopesNotAllowed
from services.identity.mint.service import Mint, Minted
from services.identity.openid.errors import IssuerChanged, NotEnrolled, OpenidSignInRefused, SignInFault
from services.identity.openid.repository import ProviderIssuers, UsedStates
from services.identity.openid.rules import CHANCE_BYTES, LIFE, Begun, begin, ends_at, proofs_of
from services.identity.openid.schemas import BeginOpenidSignIn, CompleteOpenidSignIn, OpenidSignInOut
from services.identity.people.models import Person
from services.identity.people.repository import People
from services.identity.people.workflow import PersonState
from services.identity.providers.errors import ProviderSilent
from services.identity.providers.service import Provider, Providers
from services.identity.signins.service import Attempt, SignInLog, of_provider
from services.identity.tokens.errors import OAuthFault
from services.identity.tokens.rules import granted_scopes
from shared.auth.fences import Fences
from shared.auth.tokens import TokenFault
from shared.db.caller import CallerKind
from shared.errors import Refusal


@dataclass(frozen=True, slots=True)
class Records:
    """What one short transaction of the house works on."""

    states: UsedStates
    issuers: ProviderIssuers
    people: People
    clients: Clients
    bindings: Bindings
    log: SignInLog


@dataclass(frozen=True, slots=True)
class OpenidDesk:
    """Use cases of signing in; the provider is asked between two transactions, never inside one."""

    providers: Providers
    records: Callable[[], AbstractAsyncContextManager[Records]]
    mint: Mint
    data_key: bytes
    now: Callable[[], datetime]
    chance: Callable[[int], bytes]

    async def begin(self, body: BeginOpenidSignIn) -> OpenidSignInOut:
        """Where to sign in, and what the browser keeps meanwhile; nothing is stored."""
        provider = self.providers.get(body.provider)
        begun = begin(
            provider.told.name, data_key=self.data_key, now=self.now(), chance=self.chance(CHANCE_BYTES)
        )
        proofs = proofs_of(begun, data_key=self.data_key)
        address = await provider.sign_in_address(
            state=begun.state, nonce=proofs.nonce, challenge=proofs.challenge
        )
        return OpenidSignInOut(
            authorization_url=address,
            browser_key=begun.browser_key,
            expires_in=int(LIFE.total_seconds()),
        )

    async def complete(self, body: CompleteOpenidSignIn) -> Minted:
        """A person's token. Each failure is committed to the log before it is told."""
        provider = self.providers.get(body.provider)
        try:
            subject = await self._vouched(provider, body)
        except SignInFault as fault:
            await self._note(provider, fault.reason)
            raise OpenidSignInRefused from fault
        except ProviderSilent:
            await self._note(provider, "provider_silent")
            raise
        async with self.records() as records:
            outcome = await self._admit(records, provider, subject, body)
        if isinstance(outcome, Refusal):
            raise outcome
        return outcome

    async def _vouched(self, provider: Provider, body: CompleteOpenidSignIn) -> str:
        """The subject that the provider vouches for in answer to this very sign-in."""
        begun = Begun(body.state, body.browser_key)
        await self._spend(provider, begun)
        names_itself = (await provider.published()).names_itself
        if body.iss != provider.told.issuer and (names_itself or body.iss is not None):
            raise SignInFault("issuer")
        proofs = proofs_of(begun, data_key=self.data_key)
        token = await provider.exchange(body.code, proofs.verifier)
        if token is None:
            raise SignInFault("code")
        try:
            return await provider.subject(token, proofs.nonce)
        except TokenFault as fault:
            raise SignInFault(f"id_token_{fault.reason}") from fault

    async def _spend(self, provider: Provider, begun: Begun) -> None:
        until = ends_at(begun, provider.told.name, data_key=self.data_key, now=self.now())
        if until is None:
            raise SignInFault("state")
        async with self.records() as records:
            if not await records.issuers.holds(provider.told.name, provider.told.issuer):
                raise IssuerChanged
            fresh = await records.states.spend(begun.state, until)
        if not fresh:
            raise SignInFault("state_used")

    async def _note(self, provider: Provider, reason: str) -> None:
        async with self.records() as records:
            await records.log.failed(_attempt(provider), reason)

    async def _admit(
        self, records: Records, provider: Provider, subject: str, body: CompleteOpenidSignIn
    ) -> Minted | Refusal:
        """The token of whoever is entered under this provider and subject; a name or e-mail links nobody."""
        attempt = _attempt(provider, subject)
        person = await records.people.find(provider.told.name, subject)
        client = await records.clients.find(provider.told.front_end)
        if person is None:
            await records.log.failed(attempt, "not_enrolled")
            return NotEnrolled(subject=subject)
        reason = _barred(person, client)
        if client is None or reason is not None:
            await records.log.failed(attempt, reason or "front_end", person.id)
            return OpenidSignInRefused()
        try:
            scopes = granted_scopes(body.scopes, client.scopes)
        except OAuthFault as fault:
            await records.log.failed(attempt, fault.reason, person.id)
            return ScopesNotAllowed.in_body()
        return await self._minted(records, attempt, person.id, scopes, fences=fences_of(client))

    async def _minted(
        self, records: Records, attempt: Attempt, person_id: UUID, scopes: frozenset[str], *, fences: Fences
    ) -> Minted:
        held = await records.bindings.in_force(person_id=person_id, at=self.mint.business_now())
        minted = await self.mint.token(
            CallerKind.PERSON,
            subject=str(person_id),
            client=attempt.client or "",
            scopes=scopes,
            held=held,
            fences=fences,
        )
        await records.log.granted(attempt, person_id, scopes)
        return minted


def _attempt(provider: Provider, subject: str = "") -> Attempt:
    return of_provider(provider.told.name, subject, provider.told.front_end)


def _barred(person: Person, client: Client | None) -> str | None:
    """Why an entered person gets no token."""
    if person.state != PersonState.ACTIVE:
        return "blocked"
    if client is None or client.state != ClientState.ACTIVE:
        return "front_end"
    return None
