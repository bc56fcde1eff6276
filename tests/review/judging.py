"""Rounds with applications and experts, laid straight into the database, for the tests of judging."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.review.applications.models import Application
from services.review.assignments.models import Assignment
from services.review.clients.registry_experts import ExpertFacts
from services.review.panels.models import Panellist
from services.review.rounds.models import Round
from services.review.scores.models import Score
from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Binding, Caller, CallerKind
from shared.db.ids import new_id
from shared.db.work import Database
from shared.http.errors import SiblingSilent
from shared.jobs.record import Jobs
from shared.jobs.requester import read
from shared.jobs.work import Job
from shared.time.clock import instant

FIELDS = ("brand_building", "ecommerce_operation", "product_planning", "online_marketing")
CATEGORY = "regional_origin_agriculture"


def caller_as(role: Role, *, subject: str = "somebody", region: str | None = None, **given: Any) -> Caller:
    """A person with one binding."""
    return Caller(CallerKind.PERSON, subject, bindings=(Binding(role, region=region, **given),))


def programme_officer(region: str = "37.") -> Caller:
    return caller_as(Role.PROGRAMME_OFFICER, subject="programme-officer", region=region)


def an_expert(subject: str) -> Caller:
    return caller_as(Role.EXPERT, subject=subject)


@dataclass
class KnownExperts:
    """Registry's experts as a test tells them."""

    known: dict[UUID, ExpertFacts] = field(default_factory=dict)
    silent: bool = False

    def know(self, number: int, **given: Any) -> UUID:
        """An active expert, `expert-01` and so on."""
        facts = {
            "id": str(new_id()),
            "version": 1,
            "subject": f"expert-{number:02d}",
            "name": "孙*",
            "status": "active",
            "fields": [FIELDS[number % len(FIELDS)]],
            "relations": [],
            **given,
        }
        known = ExpertFacts.model_validate(facts)
        self.known[known.id] = known
        return known.id

    async def experts(self, expert_ids: Collection[UUID]) -> Mapping[UUID, ExpertFacts]:
        if self.silent:
            raise SiblingSilent(sibling="registry", retry_after=5)
        return {each: self.known[each] for each in expert_ids if each in self.known}


async def lay_applications(
    database: Database,
    held: Round,
    count: int,
    *,
    state: str = "accepted",
    submitted_at: datetime | None = None,
) -> list[Application]:
    """So many applications of Jining, in their order of submission."""
    first = submitted_at or instant()
    rows = [
        Application(
            id=new_id(),
            organisation_id=new_id(),
            region_path="37.3708.370828.",
            number=f"internet_plus_brand-2017-{number:05d}",
            round_id=held.id,
            edition_id=held.edition_id,
            workflow_edition=1,
            organisation_name=f"金乡县第{number}大蒜有限公司",
            category=CATEGORY,
            region_code="370828",
            recommended_by="37.3708.",
            state=state,
            form={},
            sequence=1,
            open_objections=0,
            eligible=True,
            created_by=f"applicant-{number}",
            submitted_at=first + timedelta(minutes=number),
            created_at=instant(),
        )
        for number in range(1, count + 1)
    ]
    async with database.write(SYSTEM) as session:
        session.add_all(rows)
    return rows


async def lay_panel(
    database: Database, held: Round, count: int, *, relations: Mapping[int, Sequence[Any]] | None = None
) -> list[Panellist]:
    """So many experts, each of one field in turn."""
    rows = [
        Panellist(
            id=new_id(),
            round_id=held.id,
            region_path=held.region_path,
            expert_id=new_id(),
            subject=f"expert-{number:02d}",
            name="孙*",
            fields=[FIELDS[number % len(FIELDS)]],
            relations=list((relations or {}).get(number, [])),
            expert_version=1,
            available=True,
            maximum_load=40,
            created_at=instant(),
        )
        for number in range(1, count + 1)
    ]
    async with database.write(SYSTEM) as session:
        session.add_all(rows)
    return rows


async def begun(database: Database, job_id: UUID) -> Job:
    """A job as its worker gets it."""
    async with database.write(SYSTEM) as session:
        row = await Jobs(session).begin(job_id)
    assert row is not None
    return Job(row.id, row.name, row.payload, read(row.requested_as), row.attempts, database)


CRITERIA = ("brand_strength", "online_capability", "product_quality", "growth", "commitment")


def seat(case: Application, panellist: Panellist, *, state: str = "assigned") -> Assignment:
    """One expert's seat at one application."""
    return Assignment(
        id=new_id(),
        round_id=case.round_id,
        region_path="37.",
        draw_id=new_id(),
        application_id=case.id,
        panellist_id=panellist.id,
        subject=panellist.subject,
        application_number=case.number,
        organisation_name=case.organisation_name,
        category=case.category,
        state=state,
        explanation={},
        created_at=instant(),
    )


async def lay_scored(database: Database, held: Round, count: int, *, experts: int = 3) -> list[Application]:
    """Applications under review, each scored by the experts; the first gets most."""
    cases = await lay_applications(database, held, count, state="under_review")
    await lay_scores(database, held, cases, experts=experts)
    return cases


async def lay_scores(
    database: Database,
    held: Round,
    cases: Sequence[Application],
    *,
    experts: int = 3,
    criteria: Sequence[str] = CRITERIA,
) -> None:
    """What a panel has given to applications under review; the first gets most."""
    panel = await lay_panel(database, held, experts)
    seats = [seat(case, panellist, state="scored") for case in cases for panellist in panel]
    async with database.write(SYSTEM) as session:
        session.add_all(seats)
        await session.flush()
        for place, each in enumerate(seats):
            points = Decimal(90 - place // experts % 60)
            session.add_all(_score(each, criterion, points) for criterion in criteria)


def _score(given: Assignment, criterion: str, points: Decimal) -> Score:
    return Score(
        id=new_id(),
        round_id=given.round_id,
        region_path="37.",
        assignment_id=given.id,
        application_id=given.application_id,
        subject=given.subject,
        sequence=1,
        dossier_sequence=1,
        criterion=criterion,
        points=points,
        reason="材料充分。",
        created_at=instant(),
    )
