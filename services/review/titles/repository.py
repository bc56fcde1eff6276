"""Every query on titles: the public register."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.programmes.models import Programme
from services.review.titles.errors import TitleNotFound
from services.review.titles.models import Title
from services.review.titles.workflow import VALID_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the register is narrowed by."""

    programme: str | None = None
    round_id: UUID | None = None
    region_path: str | None = None
    holder_id: UUID | None = None
    states: Collection[str] = ()
    q: str | None = None


@dataclass(frozen=True, slots=True)
class Titles:
    """All titles; the table is public."""

    session: AsyncSession

    async def get(self, title_id: UUID, *, lock: bool = False) -> Title:
        """One title, or TitleNotFound."""
        found = await self.session.get(Title, title_id, with_for_update={"key_share": True} if lock else None)
        if found is None:
            raise TitleNotFound
        return found

    async def find(self, number: str) -> Title | None:
        """The title of this number, if there is one."""
        return await self.session.scalar(select(Title).where(Title.number == number))

    def add(self, titles: Collection[Title]) -> None:
        """Keep new titles."""
        self.session.add_all(titles)

    async def programme(self, programme_id: UUID) -> Programme:
        """The programme, held locked: its titles are numbered one after the other."""
        return await self.session.get_one(Programme, programme_id, with_for_update=True)

    async def granted_in(self, programme_id: UUID, year: int) -> int:
        """How many titles of a programme begin in a year; the next serial follows."""
        counted = await self.session.scalar(
            select(func.count())
            .select_from(Title)
            .where(
                Title.programme_id == programme_id,
                Title.valid_from.between(date(year, 1, 1), date(year, 12, 31)),
            )
        )
        return counted or 0

    async def ended(self, today: date) -> Sequence[UUID]:
        """Titles whose last day has passed and that nobody has ended yet."""
        rows = await self.session.scalars(
            select(Title.id)
            .where(Title.state.in_(VALID_STATES), Title.valid_to < today)
            .order_by(Title.valid_to)
        )
        return rows.all()

    def listing(self, asked: Filters) -> Select[*tuple[Any, ...]]:
        """The titles that the register shows, without order."""
        found: Select[*tuple[Any, ...]] = select(*Title.__table__.c)
        if asked.programme is not None:
            found = found.join(Programme, Programme.id == Title.programme_id).where(
                Programme.code == asked.programme
            )
        if asked.round_id is not None:
            found = found.where(Title.round_id == asked.round_id)
        if asked.region_path is not None:
            found = found.where(Title.region_path.startswith(asked.region_path, autoescape=True))
        if asked.holder_id is not None:
            found = found.where(Title.organisation_id == asked.holder_id)
        if asked.q is not None:
            found = found.where(
                or_(Title.number == asked.q, Title.holder_name.contains(asked.q, autoescape=True))
            )
        return found.where(Title.state.in_(asked.states)) if asked.states else found
