"""Every query on organisations."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Result, Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.directory.models import PublishedOrganisation
from services.registry.directory.repository import ORDER, Filters, former_names
from services.registry.organisations.errors import OrganisationNotFound
from services.registry.organisations.models import Organisation
from services.registry.organisations.schemas import OrganisationItem
from services.registry.people.repository import present
from services.registry.standing.rules import Condition, OrganisationStatus
from services.registry.standing.schemas import StandingOut, standing_of
from shared.db.caller import Caller
from shared.db.reach import covered, reach_of, within
from shared.http.lists import Page, PageQuery
from shared.time.clock import instant

_O = Organisation.__table__
_BESIDE = (former_names(_O).label("former_names"), present(_O).label("people"))
_WHOLE = select(*_O.c, *_BESIDE).where(
    _O.c.id == bindparam("id"), covered(organisation=_O.c.id, region=_O.c.region_path)
)
"""An organisation with what belongs to it: one statement, made once."""
_LISTED = select(*_O.c).join(PublishedOrganisation, PublishedOrganisation.id == _O.c.id)


@dataclass(frozen=True, slots=True)
class Organisations:
    """Organisations that the caller covers."""

    session: AsyncSession

    @property
    def caller(self) -> Caller:
        caller: Caller = self.session.info["caller"]
        return caller

    @property
    def today(self) -> date:
        today: date = self.session.info["clock"].today()
        return today

    async def get(self, organisation_id: UUID, *, lock: bool = False) -> Organisation:
        """One organisation; locked until the transaction ends when it is about to change."""
        statement = select(Organisation).where(Organisation.id == organisation_id, self._mine)
        statement = statement.execution_options(populate_existing=True)
        found = await self.session.scalar(statement.with_for_update() if lock else statement)
        if found is None:
            raise OrganisationNotFound
        return found

    async def whole(self, organisation_id: UUID) -> Row[Any]:
        """One organisation with its former names and the people in a role now."""
        reach = reach_of(self.caller)
        rows: Result[Any] = await self.session.execute(_WHOLE, {"id": organisation_id, **reach})
        found = rows.one_or_none()
        if found is None:
            raise OrganisationNotFound
        return found

    async def find_by_credit_code(self, code: str) -> Organisation | None:
        statement = select(Organisation).where(Organisation.credit_code == code, self._mine)
        return await self.session.scalar(statement)

    async def by_credit_code(self, codes: Collection[str]) -> Mapping[str, Organisation]:
        """Several organisations by code in one query; those out of sight are left out."""
        statement = select(Organisation).where(Organisation.credit_code.in_(codes), self._mine)
        statement = statement.execution_options(populate_existing=True)
        return {found.credit_code: found for found in await self.session.scalars(statement)}

    async def by_id(self, ids: Collection[UUID]) -> Mapping[UUID, Organisation]:
        """Several organisations in one query; those out of sight are left out."""
        statement = select(Organisation).where(Organisation.id.in_(ids), self._mine)
        return {found.id: found for found in await self.session.scalars(statement)}

    async def list(
        self, page: PageQuery, filters: Filters, *, credit_code: str | None = None
    ) -> Page[OrganisationItem]:
        """A page in dictionary order: the search runs unprotected, the protected row is joined last.

        What the caller covers is said of the published row only: said of the protected one beside its policy,
        PostgreSQL expects next to no rows and reads the whole table instead of the index.
        """
        p = PublishedOrganisation
        rows = _LISTED.where(within(self.caller, organisation=p.id, region=p.region_path))
        if credit_code is not None:
            rows = rows.where(_O.c.credit_code == credit_code)
        statement, today = await filters.on(self.session, rows), self.today
        return await page.of(
            self.session,
            statement,
            ORDER,
            OrganisationItem.model_validate,
            also=lambda row: {"standing": standing(row, today)},
        )

    def add(self, organisation: Organisation) -> None:
        self.session.add(organisation)

    async def touch(self, organisation_id: UUID, **values: Any) -> None:
        """Something that hangs on the organisation changed: its revision rises, its version does not."""
        o = Organisation
        await self.session.execute(
            update(o)
            .where(o.id == organisation_id)
            .values(revision=o.revision + 1, updated_at=instant(), **values)
            .execution_options(synchronize_session=False)
        )

    @property
    def _mine(self) -> Any:
        return within(self.caller, organisation=Organisation.id, region=Organisation.region_path)


def standing(organisation: Organisation | Row[Any], today: date) -> StandingOut:
    """Good standing of a row as of a day."""
    condition = Condition(
        dissolved=organisation.status is OrganisationStatus.DISSOLVED,
        certified=organisation.certified_at is not None,
        open_serious_incidents=organisation.open_serious_incidents,
        facts_filed_through=organisation.facts_filed_through,
    )
    return standing_of(condition, today)
