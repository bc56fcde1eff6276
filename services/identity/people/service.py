"""Entering people, blocking and unblocking them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.identity.people.errors import PersonUnknown
from services.identity.people.models import Person
from services.identity.people.repository import People
from services.identity.people.schemas import PersonOut, RegisterPerson
from services.identity.people.workflow import PERSON_LIFE, PersonAction, PersonState
from services.identity.revocations.repository import Revocations
from shared.auth.revocations import RevokedKind
from shared.codes.roles import Role
from shared.db.history import Entry, Trail
from shared.db.ids import new_id
from shared.http.preconditions import require_version


@dataclass(frozen=True, slots=True)
class PersonDesk:
    """Use cases on people, inside one write transaction."""

    people: People
    revocations: Revocations
    trail: Trail
    now: Callable[[], datetime]
    roles: frozenset[Role]

    async def register(self, body: RegisterPerson) -> UUID:
        """Enter a person; the same subject again is the same person, whatever the name."""
        fresh = person_of(body, self.now())
        if await self.people.enter([fresh]):
            await self.trail.append(entered(fresh.id))
            return fresh.id
        person = await self.people.find(body.provider, body.subject)
        if person is None:
            raise PersonUnknown
        return person.id

    async def step(self, person_id: UUID, action: PersonAction, *, seen: int) -> PersonOut:
        """Block a person, which ends all tokens at once, or let in again."""
        person = await self.people.get(person_id, lock=True)
        require_version(person.version, seen)
        before = PersonState(person.state)
        row = PERSON_LIFE.step(before, action, self.roles, None)
        person.state = row.target
        if action is PersonAction.BLOCK:
            await self.revocations.add(RevokedKind.SUBJECT, str(person.id), now=self.now())
        await self.people.session.flush()
        entry = replace(
            entered(person.id),
            transition=action,
            state_from=before,
            state_to=row.target,
            event="person.blocked" if action is PersonAction.BLOCK else None,
            payload={"subject": str(person.id)},
        )
        await self.trail.append(entry)
        return PersonOut.model_validate(person)

    async def show(self, person_id: UUID) -> PersonOut:
        return PersonOut.model_validate(await self.people.get(person_id))


def person_of(body: RegisterPerson, now: datetime) -> Person:
    """The row of a person who is not entered yet."""
    return Person(
        id=new_id(),
        provider=body.provider,
        subject=body.subject,
        display_name=body.display_name,
        state=PERSON_LIFE.initial,
        created_at=now,
        version=1,
    )


def entered(person_id: UUID) -> Entry:
    """The first entry in the history of a person."""
    return Entry(noun="person", object_id=person_id, transition="create", state_to=PERSON_LIFE.initial)
