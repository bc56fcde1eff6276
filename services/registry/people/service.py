"""Use cases on people: naming them, letting them go, reading them in clear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.registry.people.errors import UnmaskingTooOften
from services.registry.people.models import Person, PersonRole, Unmasking
from services.registry.people.repository import People
from services.registry.people.schemas import ClearPersonOut, NamePerson, PersonOut, Unmask
from shared.db.ids import new_id
from shared.text import mask_email, mask_name, mask_phone
from shared.time.clock import instant

_WINDOW = timedelta(hours=1)


def masked(person: Mapping[str, Any]) -> PersonOut:
    """What is shown without a purpose."""
    name, phone, email = person["name"], person["phone"], person["email"]
    veiled = {
        "name": mask_name(name),
        "phone": mask_phone(phone) if phone else None,
        "email": mask_email(email) if email else None,
    }
    return PersonOut.model_validate({**person, **veiled})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person belongs: the organisation and its region path."""

    organisation_id: UUID
    region_path: str


def in_role(place: Place, who: NamePerson, *, role: PersonRole, day: date) -> Person:
    """Somebody in a role from a day on, as it is written."""
    return Person(
        id=new_id(),
        organisation_id=place.organisation_id,
        region_path=place.region_path,
        role=role,
        from_on=day,
        version=1,
        created_at=instant(),
        **who.model_dump(),
    )


@dataclass(frozen=True, slots=True)
class PeopleDesk:
    """Writes people; the caller holds the organisation locked."""

    people: People
    unmaskings_per_hour: int

    def name(self, place: Place, who: NamePerson, *, role: PersonRole, day: date) -> Person:
        """Somebody takes a role from a day on."""
        person = in_role(place, who, role=role, day=day)
        self.people.add(person)
        return person

    async def replace_representative(
        self, place: Place, who: NamePerson, *, day: date
    ) -> tuple[Person, Person | None]:
        """The legal representative changes: the one before, if any, keeps the last day."""
        before = await self.people.representative(place.organisation_id)
        if before is not None:
            before.until_on = max(day, before.from_on)
            await self.people.session.flush()
        return self.name(place, who, role=PersonRole.LEGAL_REPRESENTATIVE, day=day), before

    async def unmask(self, organisation_id: UUID, person_id: UUID, request: Unmask) -> ClearPersonOut:
        """Somebody in clear; the record commits before the answer leaves (个人信息保护法 51)."""
        person = await self.people.get(organisation_id, person_id)
        caller, now = self.people.caller, instant()
        await self.people.lock_reader(caller.subject)
        if await self.people.readings_since(caller.subject, now - _WINDOW) >= self.unmaskings_per_hour:
            raise UnmaskingTooOften(retry_after=int(_WINDOW.total_seconds()))
        await self.people.add_unmasking(
            Unmasking(
                organisation_id=person.organisation_id,
                region_path=person.region_path,
                person_id=person.id,
                actor=caller.subject,
                actor_roles=sorted(caller.roles),
                client=caller.client,
                purpose=request.purpose,
                read_at=now,
                created_at=now,
            )
        )
        return ClearPersonOut.model_validate(person)
