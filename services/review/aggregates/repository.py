"""Every query on score runs and their lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Numeric, Select, Uuid, column, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.aggregates.errors import ResultNotFound, ScoreRunNotFound
from services.review.aggregates.models import ScoreLine, ScoreRun
from services.review.aggregates.schemas import ResultOut, ScoreLineOut, ScoreRunOut

RUN = tuple(getattr(ScoreRun, name) for name in ScoreRunOut.model_fields)
LINE = tuple(getattr(ScoreLine, name) for name in ScoreLineOut.model_fields)


@dataclass(frozen=True, slots=True)
class ScoreRuns:
    """The score runs of all rounds; applicants and experts see none."""

    session: AsyncSession

    async def get(self, run_id: UUID) -> ScoreRun:
        """One run, or ScoreRunNotFound."""
        found = await self.session.get(ScoreRun, run_id)
        if found is None:
            raise ScoreRunNotFound
        return found

    async def add(self, run: ScoreRun, lines: Sequence[ScoreLine]) -> None:
        """Keep a run with its lines."""
        self.session.add(run)
        await self.session.flush()
        self.session.add_all(lines)
        await self.session.flush()

    async def lines(self, run_id: UUID) -> Sequence[ScoreLine]:
        """All lines of a run."""
        asked = select(ScoreLine).where(ScoreLine.score_run_id == run_id).order_by(ScoreLine.application_id)
        return (await self.session.scalars(asked)).all()

    def listing(self, round_id: UUID) -> Select[Any]:
        """The runs of a round as a list shows them, without order."""
        return select(*RUN).where(ScoreRun.round_id == round_id)

    def line_listing(self, run_id: UUID) -> Select[Any]:
        """The lines of a run as a list shows them, without order."""
        return select(*LINE).where(ScoreLine.score_run_id == run_id)

    async def own_result(self, application_id: UUID) -> ResultOut:
        """The result of the caller's own application once its outcome stands, or ResultNotFound."""
        told = func.review.own_result(literal(application_id, Uuid())).table_valued(
            column("experts", Integer), column("aggregate", Numeric), column("criteria", JSONB)
        )
        row = (await self.session.execute(select(told))).first()
        if row is None:
            raise ResultNotFound
        return ResultOut(
            application_id=application_id, experts=row.experts, aggregate=row.aggregate, criteria=row.criteria
        )
