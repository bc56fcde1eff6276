"""Signing in at a provincial platform: ticket, token, user info; bound to the browser, each good once."""

import hmac
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.identity.acting.errors import ActingWithdrawn, LegalPersonNotRegistered
from services.identity.acting.rules import LegalPerson
from services.identity.acting.service import Acting, ActingDesk, Front, Turn, attempt_of
from services.identity.acting.service import Records as ActingRecords
from services.identity.api_clients.service import fences_of
from services.identity.bindings.errors import DutiesNotSeparate
from services.identity.mint.errors import ScopesNotAllowed
from services.identity.openid.errors import IssuerChanged, NotEnrolled, SignInFault
from services.identity.openid.repository import ProviderIssuers, UsedStates
from services.identity.openid.rules import CHANCE_BYTES, LIFE, Begun, begin, ends_at
from services.identity.people.models import Person
from services.identity.people.schemas import RegisterPerson
from services.identity.people.service import entered, person_of
from services.identity.people.workflow import PersonState
from services.identity.platforms.errors import AnswerFault
from services.identity.platforms.schemas import PersonTold
from services.identity.platforms.service import Platform, Platforms
from services.identity.providers.errors import ProviderSilent
from services.identity.signins.service import Attempt, of_provider
from services.identity.tickets.errors import TicketSignInRefused
from services.identity.tickets.repository import UsedTickets
from services.identity.tickets.rules import TICKET_REMEMBERED, legal_person
from services.identity.tickets.schemas import BeginTicketSignIn, CompleteTicketSignIn, TicketSignInOut
from services.identity.tokens.errors import OAuthFault
from services.identity.tokens.rules import granted_scopes
from shared.codes.credit_code import normalise
from shared.errors import Refusal
from shared.http.errors import SiblingRefused, SiblingSilent

NOT_ACTING = (LegalPersonNotRegistered, ActingWithdrawn, DutiesNotSeparate, SiblingSilent, SiblingRefused)
"""For these somebody is signed in all the same, as oneself."""


@dataclass(frozen=True, slots=True)
class Records:
    """What one short transaction of the house works on."""

    states: UsedStates
    tickets: UsedTickets
    issuers: ProviderIssuers
    acting: ActingRecords


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who was let in: as whom, through which front-end, and what was revoked meanwhile."""

    person_id: UUID
    front: Front
    relation_id: UUID | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A token, and why nobody is acted for, though the sign-in was that of a legal person."""

    acting: Acting
    not_acting: str | None


@dataclass(frozen=True, slots=True)
class TicketDesk:
    """Use cases of signing in; the platform and registry are asked between transactions, never inside one."""

    platforms: Platforms
    records: Callable[[], AbstractAsyncContextManager[Records]]
    acting: ActingDesk
    data_key: bytes
    now: Callable[[], datetime]
    chance: Callable[[int], bytes]

    def begin(self, body: BeginTicketSignIn) -> TicketSignInOut:
        """Where to sign in, and what the browser keeps meanwhile; nothing is stored, nobody is asked."""
        platform = self.platforms.get(body.platform)
        chance = self.chance(CHANCE_BYTES)
        begun = begin(platform.told.name, data_key=self.data_key, now=self.now(), chance=chance)
        return TicketSignInOut(
            sign_in_url=platform.sign_in_address(begun.state),
            browser_key=begun.browser_key,
            expires_in=int(LIFE.total_seconds()),
        )

    async def complete(self, body: CompleteTicketSignIn) -> SignedIn:
        """A person's token, for the legal person that signed in. Each failure is logged before it is told."""
        platform = self.platforms.get(body.platform)
        try:
            await self._spend(platform, body)
            told = await platform.vouched(body.ticket)
            people = self._legal_persons(told)
        except (SignInFault, AnswerFault) as fault:
            await self._note(platform, fault.reason)
            raise TicketSignInRefused from fault
        except ProviderSilent:
            await self._note(platform, "provider_silent")
            raise
        async with self.records() as records:
            outcome = await self._admit(records.acting, platform, body, told, people)
        if isinstance(outcome, Refusal):
            raise outcome
        return await self._signed_in(outcome)

    async def _spend(self, platform: Platform, body: CompleteTicketSignIn) -> None:
        """State and ticket count once, however many bring them at once and whatever the platform says."""
        told = platform.told
        until = ends_at(
            Begun(body.state, body.browser_key), told.name, data_key=self.data_key, now=self.now()
        )
        if until is None:
            raise SignInFault("state")
        async with self.records() as records:
            if not await records.issuers.holds(told.name, told.authority):
                raise IssuerChanged
            fresh_state = await records.states.spend(body.state, until)
            fresh_ticket = fresh_state and await records.tickets.spend(
                self._digest(told.name, body.ticket), self.now() + TICKET_REMEMBERED
            )
        if not fresh_state:
            raise SignInFault("state_used")
        if not fresh_ticket:
            raise SignInFault("ticket_used")

    def _digest(self, platform: str, ticket: str) -> bytes:
        key = hmac.digest(self.data_key, b"lupin tickets v1", "sha256")
        return hmac.digest(key, f"{platform}\x1f{ticket}".encode(), "sha256")

    def _legal_persons(self, told: PersonTold) -> dict[str, LegalPerson]:
        """By credit code; a sign-in as one that is not among them is none."""
        found: dict[str, LegalPerson] = {}
        for one in told.legal_persons:
            person = legal_person(
                one.credit_code,
                one.legal_name,
                relation=one.relation,
                until=one.valid_until,
                now=self.now(),
            )
            if person is not None:
                found.setdefault(person.credit_code, person)
        if told.acting_for is not None and normalise(told.acting_for) not in found:
            raise SignInFault("acting_for")
        return found

    async def _note(self, platform: Platform, reason: str) -> None:
        async with self.records() as records:
            await records.acting.log.failed(_attempt(platform), reason)

    async def _admit(
        self,
        records: ActingRecords,
        platform: Platform,
        body: CompleteTicketSignIn,
        told: PersonTold,
        people: dict[str, LegalPerson],
    ) -> Known | Refusal:
        """Who it is here, and for whom they act; whoever acts for somebody needs no enrolment."""
        front = await self._front(records, platform, body)
        if isinstance(front, Refusal):
            return front
        person = await self._person(records, platform, told, enter=bool(people))
        if person is None:
            await records.log.failed(_attempt(platform, told.subject), "not_enrolled")
            return NotEnrolled(subject=told.subject)
        if person.state != PersonState.ACTIVE:
            await records.log.failed(attempt_of(person, front.client), "blocked", person.id)
            return TicketSignInRefused()
        revoked_at = await self.acting.vouch(records, person, list(people.values()))
        relation_id = None
        if told.acting_for is not None:
            relation_id = (await records.relations.of_code(person.id, normalise(told.acting_for))).id
        return Known(person.id, front, relation_id, revoked_at)

    async def _front(
        self, records: ActingRecords, platform: Platform, body: CompleteTicketSignIn
    ) -> Front | Refusal:
        client = await records.clients.active(platform.told.front_end)
        if client is None:
            await records.log.failed(_attempt(platform), "front_end")
            return TicketSignInRefused()
        try:
            return Front(client.name, granted_scopes(body.scopes, client.scopes), fences_of(client))
        except OAuthFault as fault:
            await records.log.failed(_attempt(platform), fault.reason)
            return ScopesNotAllowed.in_body()

    async def _person(
        self, records: ActingRecords, platform: Platform, told: PersonTold, *, enter: bool
    ) -> Person | None:
        """The person of this platform and subject, locked; a name or a number links nobody."""
        name = platform.told.name
        if enter:
            body = RegisterPerson(provider=name, subject=told.subject, display_name=told.name)
            fresh = person_of(body, self.now())
            if await records.people.enter([fresh]):
                await records.trail.append(entered(fresh.id))
        held = await records.people.held([(name, told.subject)])
        return held[0] if held else None

    async def _signed_in(self, known: Known) -> SignedIn:
        turn, reason = await self._turn(known)
        async with self.records() as records:
            acting = records.acting
            person = await acting.people.get(known.person_id, lock=True)
            if person.state != PersonState.ACTIVE:
                raise TicketSignInRefused
            if turn is not None:
                try:
                    await self.acting.enter(acting, person.id, turn)
                except NOT_ACTING as fault:
                    turn, reason = None, fault.code
            after, front = known.revoked_at, known.front
            return SignedIn(await self.acting.token(acting, person, front, turn, after=after), reason)

    async def _turn(self, known: Known) -> tuple[Turn | None, str | None]:
        """For whom it goes on; that registry cannot tell keeps nobody out."""
        if known.relation_id is None:
            return None, None
        try:
            return await self.acting.turn(known.person_id, known.relation_id), None
        except NOT_ACTING as fault:
            return None, fault.code


def _attempt(platform: Platform, subject: str = "") -> Attempt:
    return of_provider(platform.told.name, subject, platform.told.front_end)
