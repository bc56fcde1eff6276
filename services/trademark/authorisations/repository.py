"""Every query on the users of indications."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.trademark.authorisations.errors import UserAuthorisationNotFound
from services.trademark.authorisations.models import IndicationUse
from services.trademark.authorisations.rules import FORM_OF
from services.trademark.authorisations.schemas import HeldUse, UseOut
from services.trademark.authorisations.workflow import PUBLISHED, RUNNING, UseState
from services.trademark.indications.models import Indication
from shared.db.caller import Caller
from shared.db.reach import within
from shared.http.lists import Keyset, Page, PageQuery

_U = IndicationUse.__table__
ORDER = Keyset({"valid_to": _U.c.valid_to}, tie=_U.c.id, default="-valid_to")


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFilters:
    """What a list of authorisations is narrowed by."""

    indication_id: UUID | None = None
    organisation_id: UUID | None = None
    region_path: str | None = None
    states: Sequence[UseState] = ()

    def on(self, statement: Select[Any]) -> Select[Any]:
        """The statement over authorisations, narrowed."""
        u = IndicationUse
        if self.indication_id is not None:
            statement = statement.where(u.indication_id == self.indication_id)
        if self.organisation_id is not None:
            statement = statement.where(u.organisation_id == self.organisation_id)
        if self.region_path is not None:
            statement = statement.where(u.region_path.startswith(self.region_path, autoescape=True))
        return statement.where(u.state.in_(self.states)) if self.states else statement


@dataclass(frozen=True, slots=True)
class Uses:
    """Authorisations that are published, and applications that concern the caller."""

    session: AsyncSession

    @property
    def caller(self) -> Caller:
        caller: Caller = self.session.info["caller"]
        return caller

    async def get(self, use_id: UUID, *, lock: bool = False) -> IndicationUse:
        u = IndicationUse
        statement = select(u).where(u.id == use_id, self._seen).execution_options(populate_existing=True)
        found = await self.session.scalar(statement.with_for_update() if lock else statement)
        if found is None:
            raise UserAuthorisationNotFound
        return found

    async def list(self, page: PageQuery, filters: UseFilters) -> Page[UseOut]:
        """A page of authorisations, those that run longest first."""
        statement = filters.on(select(*_U.c).where(self._seen))
        return await page.of(self.session, statement, ORDER, UseOut.model_validate)

    async def ended(self, today: date) -> Sequence[UUID]:
        """Authorisations whose last day has passed and that nobody has ended yet."""
        u = IndicationUse
        statement = select(u.id).where(u.state.in_(RUNNING), u.valid_to < today).order_by(u.valid_to)
        return (await self.session.scalars(statement)).all()

    async def held(self, organisations: Collection[UUID], on: date) -> Mapping[UUID, Sequence[HeldUse]]:
        """Granted authorisations of several organisations that run on a day, in one query."""
        u, i = IndicationUse, Indication
        statement = (
            select(
                u.id, u.organisation_id, u.indication_id, u.route, u.valid_from, u.valid_to, u.version,
                i.name, i.region_path,
            )
            .join(i, i.id == u.indication_id)
            .where(u.organisation_id.in_(organisations), u.state == UseState.GRANTED)
            .where(u.valid_from <= on, u.valid_to >= on)
            .order_by(u.organisation_id, u.id)
        )  # fmt: skip
        found: dict[UUID, list[HeldUse]] = {}
        for row in await self.session.execute(statement):
            held = HeldUse(**row._mapping, form=FORM_OF[row.route])  # noqa: SLF001 - public API of SQLAlchemy
            found.setdefault(row.organisation_id, []).append(held)
        return found

    async def add(self, use: IndicationUse) -> None:
        self.session.add(use)
        await self.session.flush()

    @property
    def _seen(self) -> ColumnElement[bool]:
        u = IndicationUse
        return or_(
            u.state.in_(PUBLISHED),
            within(self.caller, organisation=u.organisation_id, region=u.region_path),
            u.manager_id.in_(self.caller.organisations),
        )
