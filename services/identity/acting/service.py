"""Acting for a legal person: vouched for at sign-in, bound at first sight, switched without a new sign-in."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.identity.acting.errors import (
    ActingWithdrawn,
    LegalPersonNotRegistered,
    RelationUnknown,
    VouchingOver,
)
from services.identity.acting.models import ActingRelation
from services.identity.acting.repository import Relations, shown
from services.identity.acting.rules import BELIEVED, ActingState, LegalPerson, state_of
from services.identity.acting.schemas import ActingRelationOut
from services.identity.api_clients.repository import Clients
from services.identity.api_clients.rules import covers
from services.identity.api_clients.service import fences_of
from services.identity.bindings.errors import DutiesNotSeparate
from services.identity.bindings.rules import ADMINISTRATORS
from services.identity.bindings.schemas import GrantRole
from services.identity.bindings.service import BindingDesk
from services.identity.mint.service import Held, Mint, Minted
from services.identity.people.models import Person
from services.identity.people.repository import People
from services.identity.people.workflow import PersonState
from services.identity.signins.service import Attempt, SignInLog, of_provider
from shared.auth.fences import Fences
from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Binding, Caller, CallerKind
from shared.db.history import Entry, Trail
from shared.db.ids import new_id

NO_LONGER_VOUCHED = "身份平台不再确认代办关系"
"""The reason in the history of a binding that ended with its relation."""


class Registry(Protocol):
    """What is asked of registry, with no transaction open."""

    async def active(self, credit_code: str) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class Records:
    """What one short transaction of the house works on."""

    relations: Relations
    people: People
    clients: Clients
    grants: BindingDesk
    trail: Trail
    log: SignInLog


@dataclass(frozen=True, slots=True)
class Front:
    """The front-end through which somebody acts, and with which scopes."""

    client: str
    scopes: frozenset[str]
    fences: Fences


@dataclass(frozen=True, slots=True)
class Turn:
    """For whom somebody is about to act, and which organisation that is."""

    relation_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class Acting:
    """A token, and for whom its holder acts."""

    minted: Minted
    relation: ActingRelationOut | None


Open = Callable[[], AbstractAsyncContextManager[Records]]


@dataclass(frozen=True, slots=True)
class ActingDesk:
    """Use cases of acting; registry is asked between two transactions, never inside one."""

    records: Open
    registry: Registry
    mint: Mint
    now: Callable[[], datetime]

    async def act(self, caller: Caller, relation_id: UUID | None) -> Acting:
        """A token for one of the own legal persons, or for oneself, as long as the platform is believed."""
        if caller.kind is not CallerKind.PERSON:
            raise RelationUnknown if relation_id else VouchingOver
        person_id = UUID(caller.subject)
        turn = None if relation_id is None else await self.turn(person_id, relation_id)
        async with self.records() as records:
            person = await records.people.get(person_id, lock=True)
            front = await _front(records, caller)
            if person.state != PersonState.ACTIVE:
                raise VouchingOver
            if turn is not None:
                await self.enter(records, person_id, turn)
            elif not await self._believed(records, person_id):
                raise VouchingOver
            return await self.token(records, person, front, turn)

    async def turn(self, person_id: UUID, relation_id: UUID) -> Turn:
        """Which organisation it is; registry is asked at first sight only."""
        async with self.records() as records:
            row = await records.relations.own(person_id, relation_id)
        self._check(row)
        found = row.organisation_id or await self.registry.active(row.credit_code)
        if found is None:
            raise LegalPersonNotRegistered
        return Turn(relation_id, found)

    async def vouch(self, records: Records, person: Person, told: Sequence[LegalPerson]) -> datetime | None:
        """Take in what the platform says, all of it: what it says no longer is over.

        Returns the moment up to which tokens of this person were revoked because of that.
        """
        known = {row.credit_code: row for row in await records.relations.of_person(person.id)}
        fresh = [_related(person.id, one, self.now()) for one in told if one.credit_code not in known]
        await records.relations.add_all(fresh)
        await records.trail.begin([_entry(row, "vouch") for row in fresh])
        back = []
        for one in told:
            row = known.pop(one.credit_code, None)
            if row is not None:
                back += [_entry(row, "vouch")] if row.ended_at is not None else []
                _renew(row, one, self.now())
        ended = [row for row in known.values() if row.ended_at is None]
        revoked_at = None
        for row in ended:
            row.ended_at = self.now()
            revoked_at = await self._unbind(records, row) or revoked_at
        await records.relations.session.flush()
        await records.trail.extend("acting_relation", [*back, *(_entry(row, "end") for row in ended)])
        return revoked_at

    async def _unbind(self, records: Records, row: ActingRelation) -> datetime | None:
        """The role that was granted because of a relation ends with it."""
        if row.binding_id is None:
            return None
        binding = await records.grants.bindings.get(row.binding_id)
        row.binding_id = None
        if binding.revoked_at is not None:
            return None
        return (await records.grants.revoke(binding.id, NO_LONGER_VOUCHED, seen=binding.version)).revoked_at

    async def enter(self, records: Records, person_id: UUID, turn: Turn) -> None:
        """Bind the organisation at first sight, unless an administrator has said otherwise."""
        row = await records.relations.own(person_id, turn.relation_id, lock=True)
        self._check(row)
        bindings = records.grants.bindings
        held = [each for each, _ in await bindings.in_force(person_id=person_id, at=self.mint.business_now())]
        if ADMINISTRATORS & {binding.role for binding in held}:
            raise DutiesNotSeparate
        wanted = Binding(Role.APPLICANT, turn.organisation_id)
        if wanted not in held:
            if await bindings.withdrawn(person_id, turn.organisation_id, but_by=SYSTEM.subject):
                raise ActingWithdrawn
            grant = GrantRole(role=Role.APPLICANT, organisation_id=turn.organisation_id, person_id=person_id)
            row.binding_id = await records.grants.grant(grant)
        row.organisation_id = turn.organisation_id
        await bindings.session.flush()
        await records.trail.append(_entry(row, "act"))

    async def token(
        self,
        records: Records,
        person: Person,
        front: Front,
        turn: Turn | None,
        *,
        after: datetime | None = None,
    ) -> Acting:
        """The token of one turn: the roles of that organisation, or what is nobody's but one's own."""
        rows = [row for row in await records.relations.of_person(person.id) if row.ended_at is None]
        acted = next((row for row in rows if turn is not None and row.id == turn.relation_id), None)
        held = await records.grants.bindings.in_force(person_id=person.id, at=self.mint.business_now())
        minted = await self.mint.token(
            CallerKind.PERSON,
            subject=str(person.id),
            client=front.client,
            scopes=front.scopes,
            held=_narrowed(held, rows, acted),
            most=None if acted is None else int((acted.vouched_until - self.now()).total_seconds()),
            after=after,
            fences=front.fences,
        )
        await records.log.granted(attempt_of(person, front.client), person.id, front.scopes)
        return Acting(minted, None if acted is None else shown(acted, self.now()))

    async def _believed(self, records: Records, person_id: UUID) -> bool:
        """Whether anything holds that the platform said; else nobody would ever sign in again."""
        return any(
            self._state(row) is ActingState.VOUCHED for row in await records.relations.of_person(person_id)
        )

    def _state(self, row: ActingRelation) -> ActingState:
        return state_of(ended_at=row.ended_at, until=row.vouched_until, now=self.now())

    def _check(self, row: ActingRelation) -> None:
        if self._state(row) is not ActingState.VOUCHED:
            raise VouchingOver


def attempt_of(person: Person, client: str) -> Attempt:
    """A person's sign-in, by the name at the provider."""
    return of_provider(person.provider, person.subject, client)


async def _front(records: Records, caller: Caller) -> Front:
    """The front-end of the token that is shown, with no more scopes than it has and than that client may."""
    client = await records.clients.active(caller.client or "")
    if client is None:
        raise VouchingOver
    scopes = frozenset(each for each in caller.scopes if covers(client.scopes, each))
    return Front(client.name, scopes, fences_of(client))


def _narrowed(held: Held, rows: Sequence[ActingRelation], acted: ActingRelation | None) -> Held:
    if acted is not None:
        return [each for each in held if each[0].organisation == acted.organisation_id]
    of_legal_persons = {row.organisation_id for row in rows if row.organisation_id is not None}
    return [each for each in held if each[0].organisation not in of_legal_persons]


def _related(person_id: UUID, told: LegalPerson, now: datetime) -> ActingRelation:
    row = ActingRelation(id=new_id(), person_id=person_id, credit_code=told.credit_code, created_at=now)
    _renew(row, told, now)
    return row


def _renew(row: ActingRelation, told: LegalPerson, now: datetime) -> None:
    row.legal_name, row.relation, row.ended_at = told.name, told.relation, None
    row.vouched_at, row.vouched_until = now, min(now + BELIEVED, told.until)


def _entry(row: ActingRelation, transition: str) -> Entry:
    return Entry(
        noun="acting_relation",
        object_id=row.id,
        transition=transition,
        on_behalf_of=row.organisation_id,
        payload={"person": row.person_id, "relation": row.relation, "organisation": row.organisation_id},
    )
