"""Every query on role bindings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.bindings.errors import BindingUnknown
from services.identity.bindings.models import BindingRow
from services.identity.bindings.schemas import BindingOut
from services.identity.bindings.workflow import BindingState
from shared.codes.roles import Role
from shared.db.caller import Binding
from shared.http.lists import Keyset, Page, PageQuery

ROWS = BindingRow.__table__.c
ORDER = Keyset({"created_at": ROWS.created_at}, tie=ROWS.id, default="created_at")
STATE = case(
    (BindingRow.revoked_at.is_(None), BindingState.GRANTED.value), else_=BindingState.REVOKED.value
).label("state")


def _show(row: Row[tuple[object, ...]]) -> BindingOut:
    return BindingOut.model_validate(row)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list."""

    person_id: UUID | None = None
    client_id: UUID | None = None
    role: Role | None = None
    state: BindingState | None = None


@dataclass(frozen=True, slots=True)
class Bindings:
    """Who holds which role for what."""

    session: AsyncSession

    async def get(self, binding_id: UUID, *, lock: bool = False) -> BindingRow:
        row = await self.session.get(BindingRow, binding_id, with_for_update=lock or None)
        if row is None:
            raise BindingUnknown
        return row

    async def list(self, page: PageQuery, wanted: Wanted) -> Page[BindingOut]:
        statement = select(*ROWS, STATE)
        for name in ("person_id", "client_id", "role"):
            if getattr(wanted, name) is not None:
                statement = statement.where(getattr(BindingRow, name) == getattr(wanted, name))
        if wanted.state is not None:
            revoked = BindingRow.revoked_at.is_not(None)
            statement = statement.where(revoked if wanted.state is BindingState.REVOKED else ~revoked)
        return await page.of(self.session, statement, ORDER, _show)

    async def add(self, row: BindingRow) -> None:
        """Add a binding; the exclusion constraints have the last word."""
        self.session.add(row)
        await self.session.flush()

    async def add_all(self, rows: Sequence[BindingRow]) -> None:
        """Add many in one message."""
        self.session.add_all(rows)
        await self.session.flush()

    async def of_people(self, people: Collection[UUID]) -> Sequence[BindingRow]:
        """Every unrevoked binding of these people."""
        held = select(BindingRow).where(BindingRow.person_id.in_(people), BindingRow.revoked_at.is_(None))
        return (await self.session.scalars(held)).all()

    async def in_force(
        self, *, person_id: UUID | None = None, client_id: UUID | None = None, at: datetime
    ) -> Sequence[tuple[Binding, datetime | None]]:
        """What a principal holds at a business moment, each with its end."""
        rows = await self.session.scalars(
            select(BindingRow)
            .where(
                BindingRow.person_id.is_not_distinct_from(person_id),
                BindingRow.client_id.is_not_distinct_from(client_id),
                BindingRow.revoked_at.is_(None),
                BindingRow.valid_from <= at,
                or_(BindingRow.valid_until.is_(None), BindingRow.valid_until > at),
            )
            .order_by(BindingRow.id)
        )
        return [
            (
                Binding(Role(r.role), r.organisation_id, r.region_path, r.programme_id, r.division),
                r.valid_until,
            )
            for r in rows
        ]

    async def withdrawn(self, person_id: UUID, organisation_id: UUID, *, but_by: str) -> bool:
        """Whether somebody else than this actor took a role of the organisation away from the person."""
        taken = select(BindingRow.id).where(
            BindingRow.person_id == person_id,
            BindingRow.organisation_id == organisation_id,
            BindingRow.role == Role.APPLICANT,
            BindingRow.revoked_by != but_by,
        )
        return (await self.session.scalars(taken.limit(1))).first() is not None

    async def anyone_holds(self, role: Role) -> bool:
        """Whether an unrevoked binding of this role exists."""
        held = select(BindingRow.id).where(BindingRow.role == role, BindingRow.revoked_at.is_(None))
        return (await self.session.scalars(held.limit(1))).first() is not None
