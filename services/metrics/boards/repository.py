"""Every query on standings; all of it is public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.boards.errors import BoardNotFound
from services.metrics.boards.models import Standing
from services.metrics.boards.schemas import AttainmentLine, BoardItem, BoardOut
from services.metrics.facts.models import Generation
from services.metrics.targets.models import Target
from shared.db.tables import house_table
from shared.http.lists import Keyset, Page, PageQuery
from shared.http.telling import Teller

_S, _T = Standing.__table__.c, Target.__table__.c
_ORDER: Final = Keyset(
    {"document": _T.document_code, "place": _T.place, "target": _T.code}, tie=_T.id, default="document,place"
)


@dataclass(frozen=True, slots=True)
class Standings:
    """The last judgement of each target."""

    session: AsyncSession

    async def show(self, document: str) -> BoardOut:
        """All targets of a document in one query."""
        statement = (
            select(_T.code, _S.judgement, _S.judged_at, _S.since)
            .outerjoin_from(Target, Standing, _S.target_id == _T.id)
            .where(_T.document_code == document)
            .order_by(_T.place, _T.id)
        )
        rows = (await self.session.execute(statement)).all()
        if not rows:
            raise BoardNotFound
        judged = [row for row in rows if row.judgement is not None]
        return BoardOut(
            document=document,
            judged_at=max((row.judged_at for row in judged), default=None),
            items=[BoardItem(**row.judgement, since=row.since) for row in judged],
            waiting=[row.code for row in rows if row.judgement is None],
        )

    async def lines(
        self, page: PageQuery, teller: Teller, *, document: str | None, region: str | None
    ) -> Page[AttainmentLine]:
        """A page of what was judged, over all documents."""
        statement = select(_S.judgement, _S.since).join_from(Target, Standing, _S.target_id == _T.id)
        if document is not None:
            statement = statement.where(_T.document_code == document)
        if region is not None:
            statement = statement.where(_T.region_code == region)

        def line(row: Row[Any]) -> AttainmentLine:
            return AttainmentLine.of(BoardItem(**row.judgement, since=row.since), teller)

        return await page.of(self.session, statement, _ORDER, line)

    async def mark(self, today: date) -> tuple[object, ...]:
        """What differs before any judgement can: the day, the trail, the feeds, the generation of facts."""
        history, cursors = house_table("metrics", "history"), house_table("metrics", "feed_cursors")
        statement = select(
            select(func.max(history.c.position)).scalar_subquery(),
            select(func.count()).where(history.c.position.is_(None)).scalar_subquery(),
            select(func.array_agg(cursors.c.feed + cursors.c.position)).scalar_subquery(),
            select(func.max(Generation.number)).where(Generation.state == "current").scalar_subquery(),
        )
        row = (await self.session.execute(statement)).one()
        return (today, *(tuple(sorted(each)) if isinstance(each, list) else each for each in row))

    async def known(self) -> Mapping[UUID, Row[Any]]:
        """Every standing, held until the transaction ends."""
        rows = await self.session.execute(select(*_S).with_for_update())
        return {row.target_id: row for row in rows}

    async def keep(self, standings: Sequence[Mapping[str, Any]]) -> None:
        """Write the judgements that have changed, in one message."""
        if not standings:
            return
        statement = insert(Standing)
        names = ("status", "judgement", "digest", "judged_at", "since")
        fresh = {name: statement.excluded[name] for name in names}
        await self.session.execute(
            statement.on_conflict_do_update(
                index_elements=["target_id"], set_={**fresh, "version": Standing.version + 1}
            ),
            [{**standing, "version": 1} for standing in standings],
        )
