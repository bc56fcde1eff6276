"""Every query on people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.people.errors import PersonUnknown
from services.identity.people.models import Person
from services.identity.people.schemas import PersonOut
from shared.http.lists import Keyset, Page, PageQuery

ROWS = Person.__table__.c
ORDER = Keyset(
    {"display_name": ROWS.display_name, "created_at": ROWS.created_at},
    tie=ROWS.id,
    default="display_name",
)
LISTED = [ROWS[name] for name in "id provider subject display_name state created_at version".split()]


def _show(row: Row[tuple[object, ...]]) -> PersonOut:
    return PersonOut.model_validate(row)


@dataclass(frozen=True, slots=True)
class People:
    """Those who may sign in."""

    session: AsyncSession

    async def get(self, person_id: UUID, *, lock: bool = False) -> Person:
        person = await self.session.get(Person, person_id, with_for_update=lock or None)
        if person is None:
            raise PersonUnknown
        return person

    async def find(self, provider: str, subject: str) -> Person | None:
        """The person, held against change for the rest of the transaction."""
        wanted = select(Person).where(Person.provider == provider, Person.subject == subject)
        return (await self.session.scalars(wanted.with_for_update(read=True))).one_or_none()

    async def list(self, page: PageQuery, *, provider: str | None, subject: str | None) -> Page[PersonOut]:
        wanted = select(*LISTED)
        if provider is not None:
            wanted = wanted.where(Person.provider == provider)
        if subject is not None:
            wanted = wanted.where(Person.subject == subject)
        return await page.of(self.session, wanted, ORDER, _show)

    async def enter(self, people: Sequence[Person]) -> frozenset[UUID]:
        """Enter those whose subject is not entered yet; says who was new."""
        values = [{column.key: getattr(person, column.key) for column in LISTED} for person in people]
        entered = await self.session.scalars(
            insert(Person)
            .values(values)
            .on_conflict_do_nothing(constraint="people_provider_subject_key")
            .returning(Person.id)
        )
        return frozenset(entered)

    async def held(self, names: Collection[tuple[str, str]]) -> Sequence[Person]:
        """The people of these providers and subjects, locked in one order for the rest of the transaction."""
        wanted = select(Person).where(tuple_(Person.provider, Person.subject).in_(names))
        return (await self.session.scalars(wanted.order_by(Person.id).with_for_update())).all()

    async def of_provider(self, provider: str, *, most: int) -> Sequence[Person]:
        """Those who sign in at one provider, by name."""
        wanted = select(Person).where(Person.provider == provider, Person.state == "active")
        return (await self.session.scalars(wanted.order_by(Person.display_name, Person.id).limit(most))).all()
