"""Every query on applications, their materials and their numbers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.errors import ApplicationNotFound
from services.review.applications.models import Application, CaseGrant, Material, Serial
from services.review.applications.schemas import ApplicationItem
from services.review.applications.workflow import State
from services.review.definitions.schemas import Definition
from services.review.programmes.models import Edition
from shared.codes.roles import Role
from shared.db.caller import Binding, Caller, CallerKind
from shared.http.lists import Keyset, Page, PageQuery
from shared.time.clock import Clock

ORDER = Keyset(
    sorts={
        "number": Application.number.expression,
        "submitted_at": Application.submitted_at.expression,
        "organisation_name": Application.organisation_name.expression,
        "state": Application.state.expression,
    },
    tie=Application.id.expression,
    default="number",
)
ITEM = tuple(getattr(Application, name) for name in ApplicationItem.model_fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list of applications is narrowed by."""

    round_id: UUID | None = None
    states: Collection[State] = ()
    region: str | None = None
    category: str | None = None
    recommended_by: str | None = None
    organisation_id: UUID | None = None
    number: str | None = None
    q: str | None = None


def visible(caller: Caller) -> ColumnElement[bool]:
    """What a caller may know of: own, in the own region once submitted, or assigned and declared."""
    if caller.kind is CallerKind.SYSTEM:
        return true()
    return or_(false(), *(_within(binding, caller.subject) for binding in caller.bindings))


def _within(binding: Binding, subject: str) -> ColumnElement[bool]:
    if binding.role is Role.EXPERT:
        return exists().where(
            CaseGrant.application_id == Application.id,
            CaseGrant.subject == subject,
            CaseGrant.revoked_at.is_(None),
        )
    if binding.organisation is not None:
        return Application.organisation_id == binding.organisation
    if binding.region is None or (binding.role is Role.DIVISION_OFFICER and binding.division is None):
        return false()
    seen = and_(
        Application.region_path.startswith(binding.region, autoescape=True),
        Application.submitted_at.is_not(None),
    )
    return seen if binding.division is None else and_(seen, Application.recommended_by == binding.division)


@dataclass(frozen=True, slots=True)
class Applications:
    """The applications that the session's caller may know of."""

    session: AsyncSession

    @property
    def caller(self) -> Caller:
        caller: Caller = self.session.info["caller"]
        return caller

    @property
    def clock(self) -> Clock:
        clock: Clock = self.session.info["clock"]
        return clock

    def add(self, row: Application | Material) -> None:
        self.session.add(row)

    async def flush(self) -> None:
        await self.session.flush()

    async def get(self, application_id: UUID, *, lock: bool = False) -> Application:
        """One application; `lock` holds its row for the rest of the transaction."""
        asked = select(Application).where(Application.id == application_id, visible(self.caller))
        found = (await self.session.execute(asked.with_for_update() if lock else asked)).scalar_one_or_none()
        if found is None:
            raise ApplicationNotFound
        return found

    async def lock_all(self, application_ids: Collection[UUID]) -> dict[UUID, Application]:
        """Several rows, locked by identifier, so that two callers never wait in a circle."""
        asked = (
            select(Application)
            .where(Application.id.in_(application_ids), visible(self.caller))
            .order_by(Application.id)
            .with_for_update()
        )
        found = {row.id: row for row in (await self.session.execute(asked)).scalars()}
        if len(found) < len(set(application_ids)):
            raise ApplicationNotFound
        return found

    async def of_round(self, round_id: UUID, states: Collection[State]) -> Mapping[UUID, UUID]:
        """Applications of a round in these states, each with its organisation."""
        asked = select(Application.id, Application.organisation_id).where(
            Application.round_id == round_id, Application.state.in_(states), visible(self.caller)
        )
        return {row.id: row.organisation_id for row in await self.session.execute(asked)}

    async def list(self, page: PageQuery, filters: Filters) -> Page[ApplicationItem]:
        """A page of items, straight from columns."""
        statement = select(*ITEM).where(visible(self.caller), *_narrowed(filters))
        return await page.of(self.session, statement, ORDER, ApplicationItem.model_validate)

    async def next_serial(self, round_id: UUID) -> int:
        """The next serial of a round; its counter stays locked until the transaction ends."""
        first = insert(Serial).values(round_id=round_id, last=1)
        counted = first.on_conflict_do_update(
            index_elements=[Serial.round_id], set_={"last": Serial.last + 1}
        ).returning(Serial.last)
        return (await self.session.execute(counted)).scalar_one()

    async def definition(self, edition_id: UUID) -> Definition:
        """The edition under which an application runs."""
        asked = select(Edition.definition).where(Edition.id == edition_id)
        return Definition.of((await self.session.execute(asked)).scalar_one())

    async def materials(self, application_id: UUID) -> Sequence[Material]:
        """What is attached now, by key and age."""
        asked = (
            select(Material)
            .where(Material.application_id == application_id, Material.removed_at.is_(None))
            .order_by(Material.key, Material.id)
        )
        return (await self.session.execute(asked)).scalars().all()

    async def declared_experts(self, application_id: UUID) -> int:
        """How many experts may read the case: those who declared themselves free of conflict."""
        asked = select(func.count()).where(
            CaseGrant.application_id == application_id,
            CaseGrant.kind == "expert",
            CaseGrant.revoked_at.is_(None),
        )
        return (await self.session.execute(asked)).scalar_one()

    async def end_grants(self, application_id: UUID) -> None:
        """Nobody invited to the case reads it any more."""
        await self.session.execute(
            update(CaseGrant)
            .where(CaseGrant.application_id == application_id, CaseGrant.revoked_at.is_(None))
            .values(revoked_at=self.clock.now())
        )


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    equal = {
        Application.round_id: filters.round_id,
        Application.category: filters.category,
        Application.recommended_by: filters.recommended_by,
        Application.organisation_id: filters.organisation_id,
        Application.number: filters.number,
    }
    narrowed = [column == value for column, value in equal.items() if value is not None]
    if filters.states:
        narrowed.append(Application.state.in_(filters.states))
    if filters.region is not None:
        narrowed.append(Application.region_path.startswith(filters.region, autoescape=True))
    if filters.q:
        named = Application.organisation_name.icontains(filters.q, autoescape=True)
        narrowed.append(or_(Application.number.istartswith(filters.q, autoescape=True), named))
    return narrowed
