"""Every query on standings; all of it is public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.boards.errors import BoardNotFound
from services.metrics.boards.models import Standing
from services.metrics.boards.schemas import BoardItem, BoardOut
from services.metrics.targets.models import Target

_S, _T = Standing.__table__.c, Target.__table__.c


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
