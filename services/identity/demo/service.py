"""Signing in as a demo person: stands in for the province's sign-in, outside production only."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass

from services.identity.api_clients.repository import Clients
from services.identity.api_clients.service import fences_of
from services.identity.bindings.repository import Bindings
from services.identity.demo.errors import SignInRefused, TooManySignIns
from services.identity.demo.schemas import DemoSignIn
from services.identity.mint.errors import ScopesNotAllowed
from services.identity.mint.service import Mint, Minted
from services.identity.people.repository import People
from services.identity.people.workflow import PersonState
from services.identity.settings import DEMO_PROVIDER
from services.identity.signins.schemas import SignInKind
from services.identity.signins.service import Attempt, SignInLog
from services.identity.tokens.errors import OAuthFault
from services.identity.tokens.rules import granted_scopes
from shared.db.caller import CallerKind
from shared.errors import Refusal

PROVIDER = DEMO_PROVIDER
CLIENT = "demo"
"""The public front-end through which demo people sign in."""


@dataclass(frozen=True, slots=True)
class DemoDesk:
    """The demo provider, inside one write transaction that also keeps what failed."""

    people: People
    clients: Clients
    bindings: Bindings
    log: SignInLog
    mint: Mint
    passphrase: str

    async def sign_in(self, body: DemoSignIn) -> Minted | Refusal:
        """A person's token, or the refusal to answer with once the failure is committed."""
        attempt = Attempt(SignInKind.PERSON, body.subject, CLIENT)
        shut = await self.log.seconds_shut(attempt)
        if shut:
            return TooManySignIns(retry_after=shut)
        person = await self.people.find(PROVIDER, body.subject)
        client = await self.clients.find(CLIENT)
        known = hmac.compare_digest(body.passphrase.get_secret_value().encode(), self.passphrase.encode())
        if person is None or client is None or not known or person.state != PersonState.ACTIVE:
            await self.log.failed(attempt, "bad_credentials", None if person is None else person.id)
            return SignInRefused(headers={"WWW-Authenticate": 'Bearer realm="lupin"'})
        scopes = self._scopes(body.scopes, client.scopes)
        held = await self.bindings.in_force(person_id=person.id, at=self.mint.business_now())
        minted = await self.mint.token(
            CallerKind.PERSON,
            subject=str(person.id),
            client=CLIENT,
            scopes=scopes,
            held=held,
            fences=fences_of(client),
        )
        await self.log.granted(attempt, person.id, scopes)
        return minted

    @staticmethod
    def _scopes(asked: Collection[str] | None, allowed: Collection[str]) -> frozenset[str]:
        try:
            return granted_scopes(asked, allowed)
        except OAuthFault as fault:
            raise ScopesNotAllowed.in_body() from fault
