"""From the call to the recommendation: every move that applicants, cities and time can try."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select, update

from services.review.applications.models import Application, Material
from services.review.applications.schemas import WithReason
from services.review.applications.workflow import State
from services.review.clients.evidence import Evidence, joined
from services.review.dossiers.dependencies import _desk as dossier_desk
from services.review.dossiers.schemas import RequestCorrection
from services.review.drafts.dependencies import _desk as draft_desk
from services.review.drafts.schemas import AttachMaterial, CreateApplication, FillForm
from services.review.recommendations.dependencies import _desk as recommendation_desk
from services.review.recommendations.models import Recommendation
from services.review.recommendations.schemas import Recommend, RecommendMany, Reorder
from services.review.rounds.models import Quota
from services.review.withdrawals.dependencies import _desk as withdrawal_desk
from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Caller
from tests.review.hall import KEEPER
from tests.review.judging import caller_as
from tests.review.properties.story import Story, applicant
from tests.review.sibling import FORM, STORY, KnownOrganisations
from tests.review.walk import lay_file
from tests.walks import NothingToDo

CITIES = ("37.3708.", "37.3706.")
EDITED = (State.DRAFT, State.RETURNED_FOR_CORRECTION)
LEFT = (*EDITED, State.SUBMITTED, State.RECOMMENDED, State.ACCEPTED)
"""States from which an applicant may go."""
PLACED = (State.RECOMMENDED, State.ACCEPTED, State.UNDER_REVIEW, State.RANKED, State.RESERVE)
"""States that hold a place of the quota; so does what was refused or dropped afterwards."""
REASON = WithReason(reason="情况有变。")


def officer_of(city: str) -> Caller:
    return caller_as(Role.CITY_OFFICER, subject=f"officer of {city}", region=city)


@dataclass(kw_only=True)
class Applying(Story):
    """Numbers choose rows: any number is good."""

    registry: KnownOrganisations = field(default_factory=KnownOrganisations)
    pool: list[UUID] = field(default_factory=list)

    def know_everybody(self) -> None:
        """Who may apply: of two cities, one without a brand (not eligible), one not certified."""
        know = self.registry.know
        self.pool = [know(city=("3708", "3706")[number % 2]) for number in range(7)]
        self.pool.insert(2, know(city="3708", brands=()))
        self.pool.append(know(city="3706", certified=False))

    async def evidence(self, *organisations: UUID) -> dict[UUID, Evidence]:
        return joined(await self.registry.many(organisations), {})

    async def draft(self, number: int) -> None:
        organisation = self.pool[number % len(self.pool)]
        wanted = CreateApplication(round_id=self.round_id, organisation_id=organisation)
        async with self.as_(applicant(organisation)) as session:
            await (await draft_desk(session)).create(wanted, self.registry.known[organisation])

    async def fill_in(self, number: int, how: int) -> None:
        """A little or all of a draft; of what was returned only what is open."""
        case = self.one(number, Application, *EDITED)
        form = FORM if how % 3 else {"team_size": 15}
        if case.state == State.RETURNED_FOR_CORRECTION:
            form = {"brand_story": STORY + "另有说明。" * (1 + how)}
        async with self.as_(applicant(case.organisation_id)) as session:
            await (await draft_desk(session)).fill_in(case.id, FillForm(form=form), seen=case.version)

    async def attach(self, number: int) -> None:
        case = self.one(number, Application, State.DRAFT)
        file = await lay_file(self.database, case.organisation_id)
        wanted = AttachMaterial(key="application_form", file_id=file)
        async with self.as_(applicant(case.organisation_id)) as session:
            await (await draft_desk(session)).attach(case.id, wanted, seen=case.version)

    async def remove(self, number: int) -> None:
        """The oldest material of a draft."""
        case = self.one(number, Application, State.DRAFT)
        attached = select(Material.id).where(
            Material.application_id == case.id, Material.removed_at.is_(None)
        )
        async with self.as_(applicant(case.organisation_id)) as session:
            material = await session.scalar(attached.order_by(Material.id).limit(1))
            if material is None:
                raise NothingToDo
            await (await draft_desk(session)).remove(case.id, material, seen=case.version)

    async def submit(self, number: int) -> None:
        """For the first time, or again after a correction."""
        case = self.one(number, Application, *EDITED)
        facts = (await self.evidence(case.organisation_id))[case.organisation_id]
        async with self.as_(applicant(case.organisation_id)) as session:
            await (await dossier_desk(session)).submit(case.id, facts, seen=case.version)

    async def withdraw(self, number: int) -> None:
        case = self.one(number, Application, *LEFT)
        async with self.as_(applicant(case.organisation_id)) as session:
            await (await withdrawal_desk(session)).withdraw(case.id, REASON, seen=case.version)

    async def request_correction(self, number: int) -> None:
        case = self.one(number, Application, State.SUBMITTED)
        points = [{"pointer": "/form/brand_story", "comment": "请补充。"}]
        async with self.as_(officer_of(case.recommended_by)) as session:
            wanted = RequestCorrection.model_validate({"points": points})
            await (await dossier_desk(session)).request_correction(case.id, wanted, seen=case.version)

    async def recommend(self, number: int, rank: int, who: int) -> None:
        """Once in a while the officer of the other city tries it."""
        case = self.one(number, Application, State.SUBMITTED)
        city = CITIES[0] if who == 0 else case.recommended_by
        async with self.as_(officer_of(city)) as session:
            wanted = Recommend(rank=rank, opinion="同意推荐。")
            await (await recommendation_desk(session)).recommend(case.id, wanted, seen=case.version)
        if city != case.recommended_by:
            raise AssertionError("a city has recommended another's candidate")

    async def recommend_many(self, number: int, rank: int) -> None:
        """All that a city has before it, ranked from here on: whole or not at all."""
        city = self.one(number, Application, State.SUBMITTED).recommended_by
        waiting = [each for each in self.among(Application, State.SUBMITTED) if each.recommended_by == city]
        items = [
            {"application_id": each.id, "version": each.version, "rank": place, "opinion": "同意推荐。"}
            for place, each in enumerate(waiting, rank)
        ]
        async with self.as_(officer_of(city)) as session:
            wanted = RecommendMany.model_validate({"items": items})
            await (await recommendation_desk(session)).recommend_many(self.round_id, wanted)

    async def decline(self, number: int) -> None:
        case = self.one(number, Application, State.SUBMITTED)
        async with self.as_(officer_of(case.recommended_by)) as session:
            await (await recommendation_desk(session)).decline(case.id, REASON, seen=case.version)

    async def reorder(self, number: int) -> None:
        """The candidates of a city in another order."""
        held = self.in_force()
        if not held:
            raise NothingToDo
        city = held[number % len(held)].authority
        own = [each.application_id for each in held if each.authority == city]
        turn = 1 + number % len(own)
        async with self.as_(officer_of(city)) as session:
            wanted = Reorder(authority=city, application_ids=own[turn:] + own[:turn])
            await (await recommendation_desk(session)).reorder(self.round_id, wanted)

    async def correct_quota(self, number: int, cap: int) -> None:
        """The places of a city, however many it has given away."""
        mine = (Quota.round_id == self.round_id, Quota.key == CITIES[number % 2])
        async with self.as_(SYSTEM) as session:
            await session.execute(update(Quota).where(*mine).values(cap=cap))

    async def time_passes(self, days: int) -> None:
        self.days_pass(days)
        await KEEPER.lapse_applications(self.database, self.database.clock)

    def in_force(self) -> list[Recommendation]:
        """Recommendations that were not released, the first rank first."""
        held = [each for each in self.among(Recommendation) if each.released_at is None]
        return sorted(held, key=lambda each: (each.authority, each.rank))

    def assert_places_are_kept(self) -> None:
        """Each city's counter counts who holds a place, never past its cap, and gives each rank once."""
        held = self.in_force()
        for city in CITIES:
            counter, own = self.counters["recommended", city], [e for e in held if e.authority == city]
            assert counter.taken == len(own) <= counter.cap
            assert len({each.rank for each in own}) == len(own)
        placed = {each.id for each in self.among(Application, *PLACED)}
        ended = {each.id for each in self.among(Application, State.NOT_RECOGNISED)}
        holders = [each.application_id for each in held]
        assert len(set(holders)) == len(holders)
        assert set(holders) == placed | ended
