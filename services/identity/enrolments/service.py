"""Entering many people with their roles in a handful of statements; repeating it changes nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.identity.bindings.errors import GrantToOneself
from services.identity.bindings.models import BindingRow
from services.identity.bindings.service import BindingDesk, Principal, granted
from services.identity.enrolments.schemas import EnrolledOut, Enrolment, EnrolPeople
from services.identity.people.models import Person
from services.identity.people.repository import People
from services.identity.people.schemas import PersonOut, RegisterPerson
from services.identity.people.service import entered, person_of
from shared.db.history import Trail

Name = tuple[str, str]
Place = tuple[UUID | None, str, UUID | None, str | None, UUID | None, str | None]
"""Who holds which role for what; two bindings of one place differ in time only."""


@dataclass(frozen=True, slots=True)
class EnrolmentDesk:
    """The use case, inside one write transaction."""

    people: People
    grants: BindingDesk
    trail: Trail

    async def enrol(self, body: EnrolPeople) -> EnrolledOut:
        """Whoever and whatever is there already stays as it is."""
        by_name = {_name(one): one for one in body.people}
        await self._enter(list(by_name.values()))
        held = {(person.provider, person.subject): person for person in await self.people.held(by_name)}
        rows = self._drafts(body, held)
        await self._grant_missing(rows)
        return EnrolledOut(items=[PersonOut.model_validate(held[_name(one)]) for one in body.people])

    async def _enter(self, wanted: Sequence[Enrolment]) -> None:
        now = self.grants.now()
        fresh = [person_of(RegisterPerson.model_validate(_entry(one)), now) for one in wanted]
        new = await self.people.enter(fresh)
        await self.trail.begin([entered(person.id) for person in fresh if person.id in new])

    def _drafts(self, body: EnrolPeople, held: dict[Name, Person]) -> list[BindingRow]:
        return [
            self.grants.draft(
                Principal(person_id=held[_name(one)].id), role, f"/people/{index}/roles/{number}"
            )
            for index, one in enumerate(body.people)
            for number, role in enumerate(one.roles)
        ]

    async def _grant_missing(self, rows: Sequence[BindingRow]) -> None:
        people = {row.person_id for row in rows if row.person_id is not None}
        known = defaultdict[Place, list[BindingRow]](list)
        for row in await self.grants.bindings.of_people(people):
            known[_place(row)].append(row)
        missing: list[BindingRow] = []
        for row in rows:
            if not any(_lasts(other, row.valid_from) for other in known[_place(row)]):
                known[_place(row)].append(row)
                missing.append(row)
        if self.grants.caller.subject in {str(row.person_id) for row in missing}:
            raise GrantToOneself
        await self.grants.bindings.add_all(missing)
        await self.trail.begin([granted(row) for row in missing])


def _name(one: Enrolment) -> Name:
    return one.provider, one.subject


def _entry(one: Enrolment) -> dict[str, str]:
    return {"provider": one.provider, "subject": one.subject, "display_name": one.display_name}


def _place(row: BindingRow) -> Place:
    return row.person_id, row.role, row.organisation_id, row.region_path, row.programme_id, row.division


def _lasts(row: BindingRow, moment: datetime) -> bool:
    """Whether a binding is in force at a moment or later."""
    return row.valid_until is None or row.valid_until > moment
