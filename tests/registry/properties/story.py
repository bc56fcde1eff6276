"""A register that anybody may try anything on: organisations, what hangs on them, and days that pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar

from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.areas.repository import Regions
from services.registry.changes.schemas import (
    ChangeRepresentative,
    DissolveOrganisation,
    MoveOrganisation,
    RenameOrganisation,
)
from services.registry.changes.service import ChangeDesk
from services.registry.directory.repository import Directory
from services.registry.facts.repository import YearlyFacts
from services.registry.facts.rules import FactKind
from services.registry.facts.schemas import RecordFacts
from services.registry.facts.service import FactsDesk
from services.registry.incidents.models import Incident
from services.registry.incidents.repository import Incidents
from services.registry.incidents.schemas import CloseIncident, RecordIncident
from services.registry.incidents.service import IncidentDesk
from services.registry.organisations.models import Organisation
from services.registry.organisations.repository import Organisations
from services.registry.organisations.schemas import CorrectOrganisation, RegisterOrganisation
from services.registry.organisations.service import OrganisationDesk
from services.registry.people.repository import People
from services.registry.people.schemas import NamePerson
from services.registry.people.service import PeopleDesk
from services.registry.routers import CONSTRAINTS
from shared.codes.roles import Role
from shared.db.caller import Binding, Caller, CallerKind
from shared.db.history import Trail
from shared.errors import Refusal
from tests.registry.conftest import a_file, an_organisation
from tests.walks import Walker

OFFICER = Caller(CallerKind.PERSON, "officer", bindings=(Binding(Role.PROGRAMME_OFFICER, region="37."),))
PLACES = ("370828", "370811", "370602")
CORRECTED: Sequence[Mapping[str, Any]] = (
    {"size_class": "large", "above_scale": True},
    {"address": None, "uses_ecommerce": False},
    {"category": None, "established_on": "2003-05-06"},
)
LEVELS = ("general", "considerable", "major", "extraordinary")


@dataclass(kw_only=True)
class Registering(Walker):
    """Numbers choose rows: any number is good."""

    CONSTRAINTS: ClassVar[Mapping[str, type[Refusal]]] = CONSTRAINTS
    begun_on: date = field(init=False)

    def __post_init__(self) -> None:
        self.begun_on = self.today

    async def register(self, place: int, people: int) -> None:
        """With a representative and contacts, or without anybody."""
        body = an_organisation(region_code=PLACES[place % len(PLACES)])
        if people == 0:
            del body["legal_representative"], body["contacts"]
        async with self.as_(OFFICER) as session:
            await desk_of(session).register(RegisterOrganisation.model_validate(body))

    async def correct(self, number: int, how: int) -> None:
        found = await self.one(number, Organisation)
        body = CorrectOrganisation.model_validate(CORRECTED[how % len(CORRECTED)])
        async with self.as_(OFFICER) as session:
            await desk_of(session).correct(found.id, body, seen=found.version)

    async def add_contact(self, number: int) -> None:
        found = await self.one(number, Organisation)
        async with self.as_(OFFICER) as session:
            body = NamePerson(name="赵敏", position="会计", phone="13905370000")
            await desk_of(session).add_contact(found.id, body, seen=found.version)

    async def rename(self, number: int, back: int) -> None:
        """From today, or from some days ago if nothing has happened since."""
        found = await self.one(number, Organisation)
        body = RenameOrganisation(name=f"{found.name[:8]}{back}号有限公司", effective_on=self._ago(back))
        async with self.as_(OFFICER) as session:
            await ChangeDesk(desk_of(session)).rename(found.id, body, seen=found.version)

    async def move(self, number: int, place: int, back: int) -> None:
        found = await self.one(number, Organisation)
        body = MoveOrganisation(
            region_code=PLACES[place % len(PLACES)], address="新城大道9号", effective_on=self._ago(back)
        )
        async with self.as_(OFFICER) as session:
            await ChangeDesk(desk_of(session)).move(found.id, body, seen=found.version)

    async def change_representative(self, number: int, back: int) -> None:
        found = await self.one(number, Organisation)
        who = NamePerson(name="钱伟", phone="13805371111")
        body = ChangeRepresentative(legal_representative=who, effective_on=self._ago(back))
        async with self.as_(OFFICER) as session:
            await ChangeDesk(desk_of(session)).change_representative(found.id, body, seen=found.version)

    async def dissolve(self, number: int) -> None:
        found = await self.one(number, Organisation)
        async with self.as_(OFFICER) as session:
            body = DissolveOrganisation(reason="注销登记")
            await ChangeDesk(desk_of(session)).dissolve(found.id, body, seen=found.version)

    async def reinstate(self, number: int) -> None:
        found = await self.one(number, Organisation, Organisation.status == "dissolved")
        async with self.as_(OFFICER) as session:
            body = DissolveOrganisation(reason="登记有误")
            await ChangeDesk(desk_of(session)).reinstate(found.id, body, seen=found.version)

    async def record_facts(self, number: int, year: int, figure: int) -> None:
        """Two figures, or one with the file that shows it; corrections have their reason."""
        found = await self.one(number, Organisation)
        figures = [{"kind": FactKind.SALES, "value": str(1_000 + figure)}]
        told: dict[str, Any] = {"source": "audited", "reason": "审计调整"}
        if figure % 2:
            figures.append({"kind": FactKind.STAFF, "value": "31"})
        else:
            told["evidence"] = await a_file(self.database, OFFICER.subject)
        body = RecordFacts.model_validate({"facts": figures, **told})
        async with self.as_(OFFICER) as session:
            facts = FactsDesk(YearlyFacts(session), Organisations(session), Trail(session))
            await facts.record(found.id, self.today.year - 1 - year % 2, body)

    async def record_incident(self, number: int, level: int) -> None:
        found = await self.one(number, Organisation)
        told = {
            "kind": "quality",
            "level": LEVELS[level % len(LEVELS)],
            "occurred_on": self._ago(1),
            "description": "抽检不合格。",
            "source": "质监函〔2016〕88号",
        }
        async with self.as_(OFFICER) as session:
            await incidents_of(session).record(found.id, RecordIncident.model_validate(told))

    async def close_incident(self, number: int) -> None:
        found = await self.one(number, Incident)
        body = CloseIncident(closed_on=self.today, closing="整改验收合格。")
        async with self.as_(OFFICER) as session:
            desk = incidents_of(session)
            await desk.close(found.organisation_id, found.id, body, seen=found.version)

    async def time_passes(self, days: int) -> None:
        self.days_pass(days)

    def _ago(self, days: int) -> date:
        return self.today - timedelta(days=days)


def desk_of(session: AsyncSession) -> OrganisationDesk:
    """As its route has it."""
    return OrganisationDesk(
        Organisations(session),
        Regions(session),
        Directory(session),
        PeopleDesk(People(session), unmaskings_per_hour=3),
        Trail(session),
    )


def incidents_of(session: AsyncSession) -> IncidentDesk:
    return IncidentDesk(Incidents(session), Organisations(session), Trail(session))
