"""Every query on tables of goods."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from services.trademark.goods_tables.errors import GoodsTableNotRead
from services.trademark.goods_tables.models import CrossNote, GoodsGroup, GoodsTable
from services.trademark.goods_tables.schemas import GoodsTableOut, LoadGoodsTable


@dataclass(frozen=True, slots=True)
class GoodsTables:
    """The tables that were loaded: anybody may read them."""

    session: AsyncSession

    async def read(self) -> Sequence[int]:
        """Classes whose table is loaded."""
        return (await self.session.scalars(select(GoodsTable.nice_class))).all()

    async def cross_notes(self, groups: Collection[str]) -> Sequence[tuple[str, str]]:
        """Pairs of groups that a note ties together, where one of them is among these."""
        n = CrossNote
        statement = select(n.code, n.other).where(or_(n.code.in_(groups), n.other.in_(groups)))
        return [(row.code, row.other) for row in await self.session.execute(statement)]

    async def find(self, nice_class: int) -> GoodsTable | None:
        """The table of a class, held locked."""
        statement = select(GoodsTable).where(GoodsTable.nice_class == nice_class).with_for_update()
        return await self.session.scalar(statement)

    async def list(self) -> Sequence[GoodsTableOut]:
        """Loaded tables with the number of their groups."""
        found = await self.session.execute(_with_groups().order_by(GoodsTable.nice_class))
        return [GoodsTableOut.model_validate(row) for row in found]

    async def get(self, nice_class: int) -> GoodsTableOut:
        found = await self.session.execute(_with_groups().where(GoodsTable.nice_class == nice_class))
        row = found.one_or_none()
        if row is None:
            raise GoodsTableNotRead
        return GoodsTableOut.model_validate(row)

    async def add(self, table: GoodsTable) -> None:
        self.session.add(table)
        await self.session.flush()

    async def touch(self, table: GoodsTable) -> None:
        """A new version, also when only groups have changed."""
        flag_modified(table, "edition")
        await self.session.flush()

    async def fill(self, table_id: UUID, body: LoadGoodsTable) -> None:
        """Put these groups and notes in the place of what the table held."""
        for part in (CrossNote, GoodsGroup):
            await self.session.execute(delete(part).where(part.table_id == table_id))
        groups = [{"table_id": table_id, **group.model_dump()} for group in body.groups]
        await self.session.execute(insert(GoodsGroup), groups)
        notes = [{"table_id": table_id, **note.model_dump()} for note in body.cross_notes]
        if notes:
            await self.session.execute(insert(CrossNote), notes)


def _with_groups() -> Any:
    counted = select(func.count()).where(GoodsGroup.table_id == GoodsTable.id).scalar_subquery()
    return select(*GoodsTable.__table__.c, counted.label("groups"))
