"""Use cases that change what an organisation is, each with the day from which it counts."""

from dataclasses import dataclass
from uuid import UUID

from services.registry.changes.schemas import (
    ChangeRepresentative,
    DissolveOrganisation,
    MoveOrganisation,
    RenameOrganisation,
)
from services.registry.directory.repository import order_key
from services.registry.organisations.service import OrganisationDesk, place_of
from services.registry.organisations.workflow import OrganisationAction
from services.registry.standing.rules import OrganisationStatus


@dataclass(frozen=True, slots=True)
class ChangeDesk:
    """Typed changes; the desk of the register locks, guards and writes the history."""

    desk: OrganisationDesk

    async def rename(self, organisation_id: UUID, body: RenameOrganisation, *, seen: int) -> UUID:
        """The name changes; the one before goes on finding the organisation."""
        organisation = await self.desk.begin(organisation_id, OrganisationAction.RENAME, seen=seen)
        day = self.desk.effective(organisation, body.effective_on)
        organisation.name, organisation.sort_key = body.name, order_key(body.name)
        await self.desk.directory.retire_name(organisation_id, day)
        self.desk.directory.add_name(organisation_id, body.name, day)
        await self.desk.end(organisation, OrganisationAction.RENAME, {"name"}, day=day, reason=body.reason)
        return organisation_id

    async def move(self, organisation_id: UUID, body: MoveOrganisation, *, seen: int) -> UUID:
        """The seat moves; everything that hangs on the organisation follows its region."""
        organisation = await self.desk.begin(organisation_id, OrganisationAction.MOVE, seen=seen)
        day = self.desk.effective(organisation, body.effective_on)
        for name, value in (await self.desk.place(body.region_code)).items():
            setattr(organisation, name, value)
        organisation.region_code, organisation.address = body.region_code, body.address
        moved = {"region_code", "current_region", "region_path", "address"}
        await self.desk.end(organisation, OrganisationAction.MOVE, moved, day=day, reason=body.reason)
        return organisation_id

    async def change_representative(
        self, organisation_id: UUID, body: ChangeRepresentative, *, seen: int
    ) -> UUID:
        """Another legal representative; history holds the person's identifier, never the name."""
        action = OrganisationAction.CHANGE_REPRESENTATIVE
        organisation = await self.desk.begin(organisation_id, action, seen=seen)
        day = self.desk.effective(organisation, body.effective_on)
        person, before = await self.desk.people.replace_representative(
            place_of(organisation), body.legal_representative, day=day
        )
        people = [person] if before is None else [before, person]
        await self.desk.end(organisation, action, (), day=day, reason=body.reason, people=people)
        return organisation_id

    async def dissolve(self, organisation_id: UUID, body: DissolveOrganisation, *, seen: int) -> UUID:
        """The organisation ends; it stays in the register."""
        organisation = await self.desk.begin(organisation_id, OrganisationAction.DISSOLVE, seen=seen)
        day = self.desk.effective(organisation, body.effective_on)
        organisation.status = OrganisationStatus.DISSOLVED
        await self.desk.end(
            organisation, OrganisationAction.DISSOLVE, {"status"}, day=day, reason=body.reason
        )
        return organisation_id

    async def reinstate(self, organisation_id: UUID, body: DissolveOrganisation, *, seen: int) -> UUID:
        """A dissolution that was recorded in error is undone."""
        organisation = await self.desk.begin(organisation_id, OrganisationAction.REINSTATE, seen=seen)
        day = self.desk.effective(organisation, body.effective_on)
        organisation.status = OrganisationStatus.ACTIVE
        await self.desk.end(
            organisation, OrganisationAction.REINSTATE, {"status"}, day=day, reason=body.reason
        )
        return organisation_id
