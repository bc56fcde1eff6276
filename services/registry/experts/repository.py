"""Every query on experts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, false, not_, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.areas.repository import Regions
from services.registry.experts.errors import ExpertNotFound, RelationNotFound
from services.registry.experts.models import Expert, Relation
from services.registry.experts.schemas import AbsenceOut, ExpertOut, RelationOut
from services.registry.experts.workflow import ExpertStatus
from shared.codes.kinds import ServiceField
from shared.db.caller import EVERYWHERE, Caller
from shared.http.lists import Keyset, Page, PageQuery
from shared.text import mask_email, mask_name, mask_phone

_ORDER = Keyset(
    {"created_at": Expert.__table__.c.created_at}, tie=Expert.__table__.c.id, default="created_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertFilters:
    """What a list of experts may be narrowed by."""

    region: str | None = None
    fields: Collection[ServiceField] = ()
    status: ExpertStatus | None = None
    available_on: date | None = None

    def on(self, statement: Select[Any]) -> Select[Any]:
        """The statement over experts, narrowed; the region is the repository's."""
        if self.fields:
            statement = statement.where(Expert.fields.overlap([field.value for field in self.fields]))
        if self.status is not None:
            statement = statement.where(Expert.status == self.status)
        if self.available_on is not None:
            statement = statement.where(not_(Expert.absences.contains(self.available_on)))
        return statement


@dataclass(frozen=True, slots=True)
class Experts:
    """Experts of the caller's regions, and the caller as expert."""

    session: AsyncSession

    @property
    def caller(self) -> Caller:
        caller: Caller = self.session.info["caller"]
        return caller

    async def get(self, expert_id: UUID, *, lock: bool = False) -> Expert:
        statement = select(Expert).where(Expert.id == expert_id, self._mine)
        statement = statement.execution_options(populate_existing=True)
        found = await self.session.scalar(statement.with_for_update() if lock else statement)
        if found is None:
            raise ExpertNotFound
        return found

    async def show(self, expert_id: UUID) -> ExpertOut:
        """An expert with every tie, masked."""
        found = await self.get(expert_id)
        row = (await self.session.execute(select(*Expert.__table__.c).where(Expert.id == found.id))).one()
        return shown(row, (await self.relations([expert_id])).get(expert_id, ()))

    async def list(self, page: PageQuery, filters: ExpertFilters) -> Page[ExpertOut]:
        """A page of experts with their ties, in two questions."""
        statement = filters.on(select(*Expert.__table__.c).where(self._mine))
        if filters.region is not None:
            path = await Regions(self.session).path_of(filters.region)
            statement = statement.where(Expert.region_path.startswith(path, autoescape=True))
        found = await page.of(self.session, statement, _ORDER, lambda row: shown(row, ()))
        ties = await self.relations([expert.id for expert in found.items])
        items = [each.model_copy(update={"relations": ties.get(each.id, ())}) for each in found.items]
        return found.model_copy(update={"items": items})

    async def relations(self, experts: Collection[UUID]) -> Mapping[UUID, Sequence[RelationOut]]:
        """Ties of several experts in one query."""
        statement = select(Relation).where(Relation.expert_id.in_(experts)).order_by(Relation.id)
        found: dict[UUID, list[RelationOut]] = {}
        for row in await self.session.scalars(statement):
            found.setdefault(row.expert_id, []).append(RelationOut.model_validate(row))
        return found

    async def relation(self, expert_id: UUID, relation_id: UUID) -> Relation:
        statement = select(Relation).where(Relation.id == relation_id, Relation.expert_id == expert_id)
        found = await self.session.scalar(statement)
        if found is None:
            raise RelationNotFound
        return found

    async def sign_relations(self, expert: Expert) -> None:
        """Ties are seen by the expert's subject, which row-level security compares."""
        await self.session.execute(
            update(Relation).where(Relation.expert_id == expert.id).values(subject=expert.subject)
        )

    async def add(self, row: Expert | Relation) -> None:
        self.session.add(row)
        await self.session.flush()

    @property
    def _mine(self) -> ColumnElement[bool]:
        if EVERYWHERE in self.caller.regions:
            return true()
        prefixes = [Expert.region_path.startswith(each, autoescape=True) for each in self.caller.regions]
        return or_(false(), Expert.subject == self.caller.subject, *prefixes)


def shown(row: Row[Any], relations: Sequence[RelationOut]) -> ExpertOut:
    """A row, masked."""
    members = {**row._mapping}  # noqa: SLF001 - public API of SQLAlchemy
    members["name"] = mask_name(row.name)
    members["phone"] = mask_phone(row.phone) if row.phone else None
    members["email"] = mask_email(row.email) if row.email else None
    members["absences"] = [AbsenceOut(from_on=each.lower, until_on=each.upper) for each in row.absences]
    known = {name: members[name] for name in ExpertOut.model_fields if name in members}
    return ExpertOut(**known, relations=relations)
