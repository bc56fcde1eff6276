"""Every query on people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, ScalarSelect, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.people.errors import PersonNotFound
from services.registry.people.models import Person, PersonRole, Unmasking
from services.registry.people.schemas import PersonOut, UnmaskingOut
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.nested import nested
from shared.db.reach import within
from shared.http.lists import Keyset, Page, PageQuery

_LATEST = Keyset({"read_at": Unmasking.__table__.c.read_at}, tie=Unmasking.__table__.c.id, default="-read_at")


@dataclass(frozen=True, slots=True)
class Readings:
    """The filters of the access log."""

    organisation_id: UUID | None = None
    actor: str | None = None
    read_from: datetime | None = None
    read_until: datetime | None = None

    def on(self, statement: Select[Any]) -> Select[Any]:
        """The statement, narrowed."""
        if self.organisation_id is not None:
            statement = statement.where(Unmasking.organisation_id == self.organisation_id)
        if self.actor is not None:
            statement = statement.where(Unmasking.actor == self.actor)
        if self.read_from is not None:
            statement = statement.where(Unmasking.read_at >= self.read_from)
        if self.read_until is not None:
            statement = statement.where(Unmasking.read_at < self.read_until)
        return statement


def present(organisations: FromClause) -> ScalarSelect[Any]:
    """Those in a role now, in a column of a statement over organisations."""
    p = Person.__table__.c
    statement = select(*(p[name] for name in PersonOut.model_fields)).order_by(p.created_at, p.id)
    theirs = statement.where(p.organisation_id == organisations.c.id, p.until_on.is_(None))
    return nested(theirs, organisations)


@dataclass(frozen=True, slots=True)
class People:
    """People of the organisations that the caller covers."""

    session: AsyncSession

    @property
    def caller(self) -> Caller:
        caller: Caller = self.session.info["caller"]
        return caller

    async def get(self, organisation_id: UUID, person_id: UUID) -> Person:
        statement = select(Person).where(
            Person.id == person_id,
            Person.organisation_id == organisation_id,
            within(self.caller, organisation=Person.organisation_id, region=Person.region_path),
        )
        person = await self.session.scalar(statement)
        if person is None:
            raise PersonNotFound
        return person

    async def representative(self, organisation_id: UUID) -> Person | None:
        statement = select(Person).where(
            Person.organisation_id == organisation_id,
            Person.role == PersonRole.LEGAL_REPRESENTATIVE,
            Person.until_on.is_(None),
        )
        return (await self.session.scalars(statement)).one_or_none()

    def add(self, *people: Person) -> None:
        self.session.add_all(people)

    async def add_unmasking(self, unmasking: Unmasking) -> None:
        self.session.add(unmasking)
        await self.session.flush()

    async def lock_reader(self, actor: str) -> None:
        """One reading at a time by one reader, so that the count below is right."""
        await self.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"unmask:{actor}"))))

    async def readings_since(self, actor: str, moment: datetime) -> int:
        statement = select(func.count()).where(Unmasking.actor == actor, Unmasking.read_at > moment)
        return await self.session.scalar(statement) or 0

    async def access_log(self, page: PageQuery, wanted: Readings) -> Page[UnmaskingOut]:
        """Who read people in clear, latest first; the audit administrator's duty has no place and no end."""
        statement = wanted.on(select(*Unmasking.__table__.c))
        if Role.AUDIT_ADMINISTRATOR not in self.caller.roles:
            covered = within(
                self.caller, organisation=Unmasking.organisation_id, region=Unmasking.region_path
            )
            statement = statement.where(covered)
        return await page.of(self.session, statement, _LATEST, UnmaskingOut.model_validate)
