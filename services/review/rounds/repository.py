"""Every query on rounds, their deadlines and their quotas."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Uuid, column, exists, func, select, table, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from services.review.programmes.models import Edition, Programme
from services.review.rounds.errors import (
    DeadlineNotFound,
    QuotaNotFound,
    QuotaReached,
    RoundNotFound,
    RunByAnotherRegion,
)
from services.review.rounds.models import Deadline, Quota, Round
from services.review.rounds.rules import Link
from services.review.rounds.schemas import DeadlineOut, QuotaOut, RoundItem, RoundOut
from services.review.rounds.workflow import RoundState
from shared.http.lists import Keyset, Page, PageQuery

COLUMNS = Round.__table__.c
KEYSET = Keyset(
    sorts={"opens_on": COLUMNS.opens_on, "code": COLUMNS.code}, tie=COLUMNS.id, default="-opens_on"
)
APPLICATIONS = table(
    "applications",
    column("round_id", Uuid()),
    column("state"),
    column("submitted_at"),
    schema="review",
)
"""Named, not imported: applications come after rounds in the order of life; here they are only counted."""
SETTLED = ("not_recommended", "recognised", "not_recognised", "withdrawn", "lapsed", "reserve")
"""States of an application that wait for nobody."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds of all programmes, with the days of their chains."""

    session: AsyncSession

    async def get(self, round_id: UUID, *, lock: bool = False) -> Round:
        """One round; `lock` holds its row for the rest of the transaction."""
        found = await self.session.get(Round, round_id, with_for_update=lock, populate_existing=lock)
        if found is None:
            raise RoundNotFound
        return found

    async def own(self, round_id: UUID, *, lock: bool = False) -> Round:
        """One round that the caller's region runs; anybody may know of it, and only these may work on it."""
        held = await self.get(round_id, lock=lock)
        if not self.session.info["caller"].covers(organisation=None, region=held.region_path):
            raise RunByAnotherRegion
        return held

    async def edition(self, held: Round) -> Edition:
        """The edition of the programme under which a round runs."""
        return await self.session.get_one(Edition, held.edition_id)

    async def series(self, held: Round) -> str:
        """The prefix of the human numbers of a round: `internet_plus_brand-2017`."""
        programme = await self.session.get_one(Programme, held.programme_id)
        return f"{programme.code}-{held.code}"

    async def days(self, round_id: UUID) -> dict[str, date]:
        """The last day of each stage, by step."""
        rows = await self.session.execute(
            select(Deadline.step, Deadline.due_on).where(Deadline.round_id == round_id)
        )
        return {row.step: row.due_on for row in rows}

    @staticmethod
    def touch(held: Round) -> None:
        """What hangs on the round has changed: its version goes up though none of its columns differ."""
        flag_modified(held, "state")

    async def links(self, round_id: UUID) -> list[Deadline]:
        """The chain in its order."""
        statement = select(Deadline).where(Deadline.round_id == round_id).order_by(Deadline.place)
        return list(await self.session.scalars(statement))

    async def deadline(self, round_id: UUID, step: str) -> Deadline:
        found = await self.session.get(Deadline, (round_id, step))
        if found is None:
            raise DeadlineNotFound(step=step)
        return found

    def add_links(self, round_id: UUID, links: Iterable[Link]) -> None:
        """Put a chain that was just counted."""
        self.session.add_all(
            Deadline(
                round_id=round_id,
                step=link.step,
                place=link.place,
                due_on=link.due_on,
                provisional=link.provisional,
                reminders=list(link.reminders),
                reminders_on=list(link.reminders_on),
            )
            for link in links
        )

    async def waiting(self, round_id: UUID) -> int:
        """Applications that wait for somebody, as far as the caller sees them."""
        counted = select(func.count()).select_from(APPLICATIONS)
        here = counted.where(APPLICATIONS.c.round_id == round_id, APPLICATIONS.c.state.not_in(SETTLED))
        return int((await self.session.execute(here)).scalar_one())

    async def counts(self, round_id: UUID) -> Mapping[str, int]:
        """Applications by state, as far as the caller sees them; drafts are their owners' alone."""
        counted = select(APPLICATIONS.c.state, func.count().label("many")).group_by(APPLICATIONS.c.state)
        counted = counted.where(APPLICATIONS.c.round_id == round_id, APPLICATIONS.c.submitted_at.is_not(None))
        return {row.state: row.many for row in await self.session.execute(counted)}

    async def show(self, round_id: UUID, today: date) -> RoundOut:
        """One round with its chain."""
        row = (await self.session.execute(_shown().where(Round.id == round_id))).first()
        if row is None:
            raise RoundNotFound
        links = await self.links(round_id)
        ahead = (link.step for link in links if link.due_on >= today)
        return RoundOut(
            **_item(row).model_dump(),
            deadlines=[DeadlineOut.model_validate(link) for link in links],
            current_step=next(ahead, None) if row.state == RoundState.OPEN else None,
        )

    async def list(
        self, page: PageQuery, *, programme: UUID | None, states: Collection[str]
    ) -> Page[RoundItem]:
        """Rounds of all programmes or of one, newest first."""
        statement = _shown()
        if programme is not None:
            statement = statement.where(Round.programme_id == programme)
        if states:
            statement = statement.where(Round.state.in_(states))
        return await page.of(self.session, statement, KEYSET, _item)

    async def due_to_open(self, today: date) -> Sequence[UUID]:
        """Planned rounds whose first day has come."""
        statement = select(Round.id).where(Round.state == RoundState.PLANNED, Round.opens_on <= today)
        return (await self.session.scalars(statement)).all()

    async def due_to_end(self, today: date) -> Sequence[UUID]:
        """Open rounds past the last day of their chain in which no application waits."""
        later = exists().where(Deadline.round_id == Round.id, Deadline.due_on >= today)
        waits = exists().where(APPLICATIONS.c.round_id == Round.id, APPLICATIONS.c.state.not_in(SETTLED))
        statement = select(Round.id).where(Round.state == RoundState.OPEN, ~later, ~waits)
        return (await self.session.scalars(statement)).all()

    async def due_to_remind(self, today: date) -> Sequence[UUID]:
        """Open rounds with a reminder day that has come and has not been heeded."""
        day = func.unnest(Deadline.reminders_on).column_valued("reminder_day")
        ripe = (
            select(Deadline.round_id)
            .join(Round, Round.id == Deadline.round_id)
            .where(
                Round.state == RoundState.OPEN,
                exists(
                    select(day).where(
                        day <= today, (Deadline.reminded_on.is_(None)) | (day > Deadline.reminded_on)
                    )
                ),
            )
            .distinct()
        )
        return (await self.session.scalars(ripe)).all()


def _shown() -> Any:
    return (
        select(
            Round.id,
            Round.programme_id,
            Programme.code.label("programme"),
            Round.edition_id,
            Edition.number.label("edition"),
            Round.code,
            Round.state,
            Round.opens_on,
            Round.version,
        )
        .join(Programme, Programme.id == Round.programme_id)
        .join(Edition, Edition.id == Round.edition_id)
    )


def _item(row: Row[Any]) -> RoundItem:
    return RoundItem.model_validate(row)


@dataclass(frozen=True, slots=True)
class Quotas:
    """Counters under a cap; a place is taken and given back in the transaction that needs it."""

    session: AsyncSession

    async def take(self, round_id: UUID, dimension: str, key: str = "all", *, places: int = 1) -> None:
        """Take places, all or none (QuotaReached); the counter's row stays locked until the end."""
        try:
            async with self.session.begin_nested():
                await self._move(round_id, dimension, key, by=places)
        except IntegrityError as error:
            raise QuotaReached(dimension=dimension, cap=await self._cap(round_id, dimension, key)) from error

    async def give_back(self, round_id: UUID, dimension: str, key: str = "all", *, places: int = 1) -> None:
        """Free places."""
        await self._move(round_id, dimension, key, by=-places)

    async def room(self, round_id: UUID, dimension: str, key: str = "all") -> int:
        """How many places are free."""
        row = await self.session.execute(
            select(Quota.cap - Quota.taken).where(*self._of(round_id, dimension, key))
        )
        return row.scalar_one_or_none() or 0

    async def _move(self, round_id: UUID, dimension: str, key: str, *, by: int) -> None:
        moved = await self.session.execute(
            update(Quota).where(*self._of(round_id, dimension, key)).values(taken=Quota.taken + by)
        )
        if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a count
            raise LookupError(f"the round has no quota {dimension}/{key}")

    async def _cap(self, round_id: UUID, dimension: str, key: str) -> int:
        return (
            await self.session.execute(select(Quota.cap).where(*self._of(round_id, dimension, key)))
        ).scalar_one()

    async def of(self, round_id: UUID) -> Sequence[QuotaOut]:
        """All counters of a round."""
        statement = (
            select(
                Quota.dimension, Quota.key, Quota.cap, Quota.taken, (Quota.cap - Quota.taken).label("room")
            )
            .where(Quota.round_id == round_id)
            .order_by(Quota.dimension, Quota.key)
        )
        return [QuotaOut.model_validate(row) for row in await self.session.execute(statement)]

    def add(self, round_id: UUID, caps: Iterable[tuple[str, str, int]]) -> None:
        """Put counters of (dimension, key, cap), none of them touched."""
        self.session.add_all(
            Quota(round_id=round_id, dimension=dimension, key=key, cap=cap, taken=0)
            for dimension, key, cap in caps
        )

    async def lock(self, round_id: UUID, key: str) -> Quota:
        """The counter of an authority that recommends, held until the transaction ends."""
        place = (round_id, "recommended", key)
        found = await self.session.get(Quota, place, with_for_update=True, populate_existing=True)
        if found is None:
            raise QuotaNotFound(key=key)
        return found

    @staticmethod
    def _of(round_id: UUID, dimension: str, key: str) -> tuple[ColumnElement[bool], ...]:
        return (Quota.round_id == round_id, Quota.dimension == dimension, Quota.key == key)
