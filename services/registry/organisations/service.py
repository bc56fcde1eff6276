"""Use cases on organisations: each change is typed, guarded by the table and written to the history."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.registry.areas.models import Region
from services.registry.areas.repository import Regions
from services.registry.directory.repository import Directory, order_key
from services.registry.organisations.errors import (
    EffectiveDayUnfit,
    NotYetKnown,
    OutsideOwnRegion,
    RegionNotServed,
)
from services.registry.organisations.models import Organisation
from services.registry.organisations.repository import Organisations, standing
from services.registry.organisations.rules import project
from services.registry.organisations.schemas import (
    ChangeOut,
    ChangesOut,
    CorrectOrganisation,
    OrganisationAsOf,
    OrganisationFacts,
    OrganisationOut,
    RegisterOrganisation,
)
from services.registry.organisations.workflow import WORKFLOW, OrganisationAction
from services.registry.people.models import Person, PersonRole
from services.registry.people.schemas import NamePerson
from services.registry.people.service import PeopleDesk, Place, in_role, masked
from services.registry.standing.rules import OrganisationStatus
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.db.work import as_house
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.time.clock import instant
from shared.workflow import Outlook

FACTS = tuple(OrganisationFacts.model_fields)
_PAST = {
    OrganisationAction.CORRECT: "corrected",
    OrganisationAction.RENAME: "renamed",
    OrganisationAction.MOVE: "moved",
    OrganisationAction.CHANGE_REPRESENTATIVE: "changed",
    OrganisationAction.DISSOLVE: "dissolved",
    OrganisationAction.REINSTATE: "reinstated",
}


@dataclass(frozen=True, slots=True)
class OrganisationDesk:
    """What officers and organisations do to the register."""

    organisations: Organisations
    regions: Regions
    directory: Directory
    people: PeopleDesk
    trail: Trail

    async def register(self, body: RegisterOrganisation) -> UUID:
        """An organisation enters the register, within the officer's own region."""
        organisation, people = await self.enrol(body)
        self.organisations.add(organisation)
        await self.organisations.session.flush()
        self.directory.add_name(organisation.id, body.name, organisation.changed_on)
        self.people.people.add(*people)
        await self.organisations.session.flush()
        await self.trail.begin([registered(organisation, people)])
        return organisation.id

    async def enrol(self, body: RegisterOrganisation) -> tuple[Organisation, Sequence[Person]]:
        """An organisation of the officer's own region with its people, as they are written."""
        now, today = instant(), self.organisations.today
        organisation = Organisation(
            **body.model_dump(exclude={"legal_representative", "contacts"}),
            **await self.place(body.region_code),
            id=new_id(),
            sort_key=order_key(body.name),
            status=OrganisationStatus.ACTIVE,
            open_claims=0,
            open_serious_incidents=0,
            changed_on=today,
            revision=1,
            version=1,
            created_at=now,
            updated_at=now,
        )
        who = body.legal_representative
        named = [] if who is None else [(who, PersonRole.LEGAL_REPRESENTATIVE)]
        named += [(contact, PersonRole.CONTACT) for contact in body.contacts]
        place = place_of(organisation)
        return organisation, [in_role(place, each, role=role, day=today) for each, role in named]

    async def correct(self, organisation_id: UUID, body: CorrectOrganisation, *, seen: int) -> UUID:
        """Facts that need no decision are put right."""
        organisation = await self.begin(organisation_id, OrganisationAction.CORRECT, seen=seen)
        for name in sorted(body.model_fields_set):
            setattr(organisation, name, getattr(body, name))
        await self.end(organisation, OrganisationAction.CORRECT, body.model_fields_set)
        return organisation_id

    async def add_contact(self, organisation_id: UUID, body: NamePerson, *, seen: int) -> UUID:
        """One more contact."""
        organisation = await self.begin(organisation_id, OrganisationAction.CORRECT, seen=seen)
        person = self.people.name(
            place_of(organisation), body, role=PersonRole.CONTACT, day=self.organisations.today
        )
        await self.end(organisation, OrganisationAction.CORRECT, (), people=[person])
        return organisation_id

    async def show(self, organisation_id: UUID) -> OrganisationOut:
        """The organisation as the caller may see it."""
        return await Shown(self.organisations, self.trail).show(organisation_id)

    async def begin(self, organisation_id: UUID, action: OrganisationAction, *, seen: int) -> Organisation:
        """Lock the record, check what the caller has seen, and ask the table."""
        organisation = await self.organisations.get(organisation_id, lock=True)
        self.organisations.session.autoflush = False  # one change is one version: `end` writes it all
        require_version(organisation.version, seen)
        WORKFLOW.step(organisation.status, action, self.organisations.caller.roles, organisation)
        return organisation

    async def end(
        self,
        organisation: Organisation,
        action: OrganisationAction,
        changed: Collection[str],
        *,
        day: date | None = None,
        reason: str | None = None,
        people: Sequence[Person] = (),
    ) -> None:
        """Write the change, its history and its event; it counts from `day`, or from today."""
        organisation.changed_on = day or self.organisations.today
        organisation.revision += 1
        organisation.updated_at = instant()
        await self.organisations.session.flush()
        event = f"organisation.{_PAST[action]}"
        await self.trail.append(
            _entry(organisation, action, sorted(changed), event=event, reason=reason, people=people)
        )

    async def place(self, code: str) -> dict[str, Any]:
        """The current region of a code, which must lie within the caller's own."""
        region = await self.regions.find(code)
        if region is None:
            raise RegionNotServed(errors=[FieldError("region_unknown", pointer="/region_code")])
        current: Region = await self.regions.get(region.current_code)
        if not self.organisations.caller.covers(organisation=None, region=current.path):
            raise OutsideOwnRegion(errors=[FieldError("outside_own_region", pointer="/region_code")])
        return {"current_region": current.code, "region_path": current.path}

    def effective(self, organisation: Organisation, day: date | None) -> date:
        """The day from which a change counts: not before the one before it, not after today."""
        today = self.organisations.today
        chosen = day or today
        if not organisation.changed_on <= chosen <= today:
            fault = FieldError(
                "effective_day_unfit",
                pointer="/effective_on",
                params={"earliest": organisation.changed_on, "latest": today},
            )
            raise EffectiveDayUnfit(errors=[fault])
        return chosen


@dataclass(frozen=True, slots=True)
class Shown:
    """Reads one organisation with what belongs to it, now or as of a day."""

    organisations: Organisations
    trail: Trail

    async def show(self, organisation_id: UUID) -> OrganisationOut:
        """Record, former names and people, masked."""
        found = await self.organisations.whole(organisation_id)
        told = {
            "standing": standing(found, self.organisations.today),
            "former_names": [each["name"] for each in found.former_names],
            "people": [masked(person) for person in found.people],
        }
        return OrganisationOut.model_validate({**found._asdict(), **told})

    async def show_as_of(self, organisation_id: UUID, day: date) -> OrganisationAsOf:
        """The facts that held on a day, made up from the typed changes."""
        known = project(await self._entries(organisation_id), day)
        if known is None:
            raise NotYetKnown
        return OrganisationAsOf(id=organisation_id, as_of=day, **known)

    async def changes(self, organisation_id: UUID) -> ChangesOut:
        """The whole history, entries written while it lay elsewhere included."""
        entries = await self._entries(organisation_id)
        return ChangesOut(items=[ChangeOut(**{**entry, "hash": entry["hash"].hex()}) for entry in entries])

    async def outlook(self, organisation_id: UUID) -> Outlook[OrganisationStatus, OrganisationAction]:
        """The steps of the caller's roles and what blocks each; the same table guards the writes."""
        found = await self.organisations.get(organisation_id)
        return WORKFLOW.outlook(found.status, self.organisations.caller.roles, found)

    async def _entries(self, organisation_id: UUID) -> Sequence[Any]:
        await self.organisations.get(organisation_id)
        async with as_house(self.organisations.session):
            return await self.trail.of("organisation", organisation_id)


def registered(organisation: Organisation, people: Sequence[Person]) -> Entry:
    """The first entry of an organisation."""
    return _entry(organisation, "register", FACTS, event="organisation.registered", people=people)


def _entry(
    organisation: Organisation,
    transition: str,
    changed: Collection[str],
    *,
    event: str,
    reason: str | None = None,
    people: Sequence[Person] = (),
) -> Entry:
    opening = transition == "register"
    before = OrganisationStatus.DISSOLVED if transition == "reinstate" else OrganisationStatus.ACTIVE
    return Entry(
        noun="organisation",
        object_id=organisation.id,
        transition=transition,
        state_from=None if opening else before,
        state_to=organisation.status,
        event=event,
        audience=Audience.REGION,
        organisation_id=organisation.id,
        region_path=organisation.region_path,
        reason=reason,
        payload={
            "version": organisation.version,
            "revision": organisation.revision,
            "status": organisation.status,
            "effective_on": organisation.changed_on,
            "facts": {name: getattr(organisation, name) for name in changed},
            **({"person_id": people[-1].id} if people and not opening else {}),
        },
        record={"people": [_role_of(person) for person in people]} if people else {},
    )


def _role_of(person: Person) -> Mapping[str, object]:
    """Who takes or leaves which role, by identifier: names stay in the rows of people."""
    return {name: getattr(person, name) for name in ("id", "role", "from_on", "until_on")}


def place_of(organisation: Organisation) -> Place:
    """Where the people and facts of an organisation belong."""
    return Place(organisation.id, organisation.region_path)
