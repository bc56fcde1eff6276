"""Every query on rankings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.rankings.errors import RankingNotFound
from services.review.rankings.models import Ranking, RankingLine
from services.review.rankings.rules import Outcome
from services.review.rankings.schemas import RankingLineOut, RankingOut
from services.review.rankings.workflow import State
from shared.http.telling import CodedOut

RANKING = tuple(getattr(Ranking, name) for name in RankingOut.model_fields)
LINE = tuple(getattr(RankingLine, name) for name in RankingLineOut.model_fields if name != "reason")


@dataclass(frozen=True, slots=True)
class Rankings:
    """The rankings of all rounds; applicants and experts see none."""

    session: AsyncSession

    async def get(self, ranking_id: UUID, *, lock: bool = False) -> Ranking:
        """One ranking, or RankingNotFound."""
        found = await self.session.get(Ranking, ranking_id, with_for_update=lock)
        if found is None:
            raise RankingNotFound
        return found

    async def add(self, ranking: Ranking, lines: Sequence[RankingLine]) -> None:
        """Keep a ranking with its lines."""
        self.session.add(ranking)
        await self.session.flush()
        self.session.add_all(lines)
        await self.session.flush()

    async def lines(self, ranking_id: UUID) -> Sequence[RankingLine]:
        """All lines of a ranking in their order."""
        asked = select(RankingLine).where(RankingLine.ranking_id == ranking_id).order_by(RankingLine.row)
        return (await self.session.scalars(asked)).all()

    async def applied(self, round_id: UUID) -> Ranking | None:
        """The ranking of a round that has been applied."""
        asked = select(Ranking).where(Ranking.round_id == round_id, Ranking.state == State.APPLIED)
        return (await self.session.scalars(asked)).one_or_none()

    async def selected(self, round_id: UUID) -> Sequence[UUID]:
        """The applications that the applied ranking selects, in their order: what a notice lists."""
        asked = (
            select(RankingLine.application_id)
            .join(Ranking, Ranking.id == RankingLine.ranking_id)
            .where(
                Ranking.round_id == round_id,
                Ranking.state == State.APPLIED,
                RankingLine.outcome == Outcome.SELECTED,
            )
            .order_by(RankingLine.row)
        )
        return (await self.session.scalars(asked)).all()

    def listing(self, round_id: UUID) -> Select[Any]:
        """The rankings of a round as a list shows them, without order."""
        return select(*RANKING).where(Ranking.round_id == round_id)

    def line_listing(self, ranking_id: UUID, *, outcome: Outcome | None) -> Select[Any]:
        """The lines of a ranking as a list shows them, without order."""
        asked = select(*LINE).where(RankingLine.ranking_id == ranking_id)
        return asked if outcome is None else asked.where(RankingLine.outcome == outcome)


def line_out(row: Row[Any]) -> RankingLineOut:
    """A line with the code of the sentence that says why it fell out."""
    line = RankingLineOut.model_validate(row)
    if line.fell_by is None:
        return line
    return line.model_copy(update={"reason": CodedOut(code=line.fell_by.message)})
