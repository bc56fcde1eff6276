"""What joins the register's own moves: claims, brands, experts, the tree of regions and the calendar."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.areas.repository import Regions
from services.registry.areas.schemas import AddZone
from services.registry.areas.service import AreasDesk
from services.registry.brands.models import Authorisation, Brand
from services.registry.brands.repository import Brands
from services.registry.brands.schemas import AuthoriseUse, CorrectBrand, EndUse, RegisterBrand
from services.registry.brands.service import BrandDesk
from services.registry.calendars.models import CalendarYear
from services.registry.calendars.repository import Calendars
from services.registry.calendars.schemas import PublishYear, SetDay
from services.registry.calendars.service import CalendarDesk
from services.registry.certifications.models import Claim
from services.registry.certifications.repository import Claims
from services.registry.certifications.schemas import ClaimOrganisation, StepClaim
from services.registry.certifications.service import CertificationDesk
from services.registry.experts.models import Expert, Relation
from services.registry.experts.repository import Experts
from services.registry.experts.schemas import (
    CorrectExpert,
    DeclareRelation,
    EndRelation,
    RegisterExpert,
    StepExpert,
)
from services.registry.experts.service import ExpertDesk
from services.registry.organisations.models import Organisation
from services.registry.organisations.repository import Organisations
from shared.codes.roles import Role
from shared.db.caller import Binding, Caller, CallerKind
from shared.db.history import Trail
from tests.registry.conftest import a_file
from tests.registry.properties.story import OFFICER, PLACES, Registering

STEPS = ("verify", "reject", "withdraw", "award", "dismiss", "revoke")
LIVE = ("claimed", "disputed", "verified")
KINDS = ("regional_public", "city", "product")
BRANDS: tuple[dict[str, Any], ...] = (
    {"markets": ["export"], "marks": ["12345678"]},
    {"first_used_on": "2011-01-01"},
    {"status": "retired"},
    {"status": "active"},
)
EXPERTS: tuple[dict[str, Any], ...] = (
    {"phone": "13905372222", "titles": ["教授", "研究员"]},
    {"absences": [{"from_on": "2017-05-01", "until_on": "2017-06-01"}], "fields": ["online_marketing"]},
    {"employer_id": None, "employer_name": "山东某大学", "industries": ["01"]},
    {"subject": "expert-other"},
)


@dataclass(kw_only=True)
class Keeping(Registering):
    """Claimants are persons 0 to 3; officers do the rest, experts a little of it."""

    async def claim(self, number: int, person: int) -> None:
        found, claimant = await self.one(number, Organisation), a_person(f"person-{person % 4}")
        evidence = [UUID(await a_file(self.database, claimant.subject))]
        body = ClaimOrganisation(organisation_id=found.id, statement="受委托办理", evidence=evidence)
        async with self.as_(claimant) as session:
            await claims_of(session).claim(body)

    async def step_claim(self, number: int, how: int) -> None:
        """One that is not over; only the claimant withdraws."""
        found = await self.one(number, Claim, Claim.state.in_(LIVE))
        action = STEPS[how % len(STEPS)]
        caller = a_person(found.subject) if action == "withdraw" else OFFICER
        body = StepClaim.model_validate({"action": action, "reason": "材料核对"})
        async with self.as_(caller) as session:
            await claims_of(session).step(found.id, body, seen=found.version)

    async def register_brand(self, number: int, kind: int) -> None:
        owner = await self.one(number, Organisation)
        told = {"organisation_id": owner.id, "kind": KINDS[kind % len(KINDS)], "origin": "own"}
        body = RegisterBrand.model_validate({**told, "name": f"蒜都{kind}", "markets": ["domestic"]})
        async with self.as_(OFFICER) as session:
            await brands_of(session).register(body)

    async def correct_brand(self, number: int, how: int) -> None:
        found = await self.one(number, Brand)
        body = CorrectBrand.model_validate(BRANDS[how % len(BRANDS)])
        async with self.as_(OFFICER) as session:
            await brands_of(session).correct(found.id, body, seen=found.version)

    async def authorise(self, number: int, user: int, days: int) -> None:
        """For a brand of the user's, or in general."""
        brand, child = await self.one(number, Brand), await self.one(user, Brand)
        body = AuthoriseUse(
            organisation_id=child.organisation_id,
            child_id=child.id if days % 2 else None,
            from_on=self.today,
            until_on=self.today + timedelta(days=1 + days),
            standard="T/JXDS 001-2017" if days % 3 else None,
        )
        async with self.as_(OFFICER) as session:
            await brands_of(session).authorise(brand.id, body)

    async def end_use(self, number: int, days: int) -> None:
        found = await self.one(number, Authorisation)
        body = EndUse(until_on=found.valid.lower + timedelta(days=1 + days))
        async with self.as_(OFFICER) as session:
            await brands_of(session).end_use(found.brand_id, found.id, body, seen=found.version)

    async def register_expert(self, number: int, place: int) -> None:
        employer = await self.one(number, Organisation)
        told = {
            "subject": f"expert-{number}-{place}",
            "name": "孙教授",
            "phone": "13805373333",
            "region_code": PLACES[place % len(PLACES)],
            "employer_id": employer.id,
            "fields": ["brand_building"],
        }
        async with self.as_(OFFICER) as session:
            await experts_of(session).register(RegisterExpert.model_validate(told))

    async def correct_expert(self, number: int, how: int) -> None:
        found = await self.one(number, Expert)
        body = CorrectExpert.model_validate(EXPERTS[how % len(EXPERTS)])
        async with self.as_(OFFICER) as session:
            await experts_of(session).correct(found.id, body, seen=found.version)

    async def step_expert(self, number: int, how: int) -> None:
        found = await self.one(number, Expert, Expert.status != "retired")
        told = {"action": ("suspend", "resume", "retire")[how % 3], "reason": "回避期"}
        async with self.as_(OFFICER) as session:
            await experts_of(session).step(found.id, StepExpert.model_validate(told), seen=found.version)

    async def relate(self, number: int, other: int, who: int) -> None:
        """Declared by the expert, or found and pinned by an officer."""
        expert, found = await self.one(number, Expert), await self.one(other, Organisation)
        told = {"organisation_id": found.id, "kind": "advises", "from_on": date(2015, 1, 1), "note": "顾问"}
        caller = an_expert(expert) if who % 2 else OFFICER
        async with self.as_(caller) as session:
            body = DeclareRelation.model_validate({**told, "pinned": True})
            await experts_of(session).relate(expert.id, body)

    async def end_relation(self, number: int, who: int) -> None:
        tie = await self.one(number, Relation, Relation.until_on.is_(None))
        expert = await self.one(0, Expert, Expert.id == tie.expert_id)
        caller = an_expert(expert) if who % 2 else OFFICER
        async with self.as_(caller) as session:
            body = EndRelation(until_on=self.today)
            await experts_of(session).end_relation(tie.expert_id, tie.id, body, seen=tie.version)

    async def add_zone(self, number: int) -> None:
        parent = PLACES[number % len(PLACES)]
        zone = AddZone(
            code=f"{parent}-z{number}",
            name="高新区",
            parent=parent,
            valid_from=self.today,
            source="鲁政字1号",
        )
        async with self.as_(OFFICER) as session:
            await AreasDesk(Regions(session), Trail(session)).add_zone(zone)

    async def set_day(self, number: int, kind: int) -> None:
        year = await self._year()
        change = {"kind": ("holiday", "makeup", "workday")[kind % 3], "name": "调休", "source": "国办发明电"}
        async with self.as_(OFFICER) as session:
            day = date(year.year, 1 + number % 12, 2)
            await calendar_of(session).set_day(day, SetDay.model_validate(change), seen=year.version)

    async def publish_year(self) -> None:
        year = await self._year()
        async with self.as_(OFFICER) as session:
            notice = PublishYear(source="国办发明电〔2026〕1号")
            await calendar_of(session).publish(year.year, notice, seen=year.version)

    async def _year(self) -> Any:
        return await self.one(0, CalendarYear, CalendarYear.year == self.begun_on.year + 1)


def a_person(subject: str) -> Caller:
    """Somebody whom nobody has given a role."""
    return Caller(CallerKind.PERSON, subject)


def an_expert(row: Any) -> Caller:
    return Caller(CallerKind.PERSON, str(row.subject), bindings=(Binding(Role.EXPERT),))


def claims_of(session: AsyncSession) -> CertificationDesk:
    return CertificationDesk(
        Claims(session), Organisations(session), Calendars(session), Trail(session), working_days=5
    )


def brands_of(session: AsyncSession) -> BrandDesk:
    return BrandDesk(Brands(session), Organisations(session), Trail(session))


def experts_of(session: AsyncSession) -> ExpertDesk:
    return ExpertDesk(Experts(session), Regions(session), Organisations(session), Trail(session))


def calendar_of(session: AsyncSession) -> CalendarDesk:
    return CalendarDesk(Calendars(session), Trail(session))
