"""Reads a case whole: everything that was kept about it, as JSON values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase

from services.review.aggregates.models import ScoreLine, ScoreRun
from services.review.assignments.models import Assignment
from services.review.decisions.models import Decision, DecisionEntry
from services.review.dossiers.models import Correction, Dossier
from services.review.eligibility.models import EligibilityRun
from services.review.notices.models import Notice, NoticeEntry
from services.review.objections.models import Objection
from services.review.rankings.models import Ranking, RankingLine
from services.review.recommendations.models import Recommendation
from services.review.scores.models import Score
from services.review.seals.rules import seal, told
from services.review.titles.models import Title
from shared.db.tables import house_table

OWN: Mapping[str, type[DeclarativeBase]] = {
    "dossiers": Dossier,
    "corrections": Correction,
    "eligibility": EligibilityRun,
    "recommendations": Recommendation,
    "assignments": Assignment,
    "scores": Score,
    "score_lines": ScoreLine,
    "ranking_lines": RankingLine,
    "notice_entries": NoticeEntry,
    "objections": Objection,
    "decision_entries": DecisionEntry,
    "titles": Title,
}
"""Rows that name the application."""

SHARED: Mapping[str, tuple[type[DeclarativeBase], str, str]] = {
    "score_runs": (ScoreRun, "score_lines", "score_run_id"),
    "rankings": (Ranking, "ranking_lines", "ranking_id"),
    "notices": (Notice, "notice_entries", "notice_id"),
    "decisions": (Decision, "decision_entries", "decision_id"),
}
"""What the case shares with others: found by the rows that name both."""

UNTOLD: Mapping[str, frozenset[str]] = {"objections": frozenset({"receipt_hash"})}
"""Columns that leave the database in no form."""

Rows = list[dict[str, Any]]
Chain = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Records:
    """What is kept about one application, as far as the session's caller may see it."""

    session: AsyncSession

    async def kept(self, application_id: UUID) -> dict[str, Rows]:
        """Rows of each kind in the order of their keys; a run or ranking with the seals of all its lines."""
        found = {
            name: await self._rows(name, model, model.__table__.c.application_id == application_id)
            for name, model in OWN.items()
        }
        for name, (model, naming, key) in SHARED.items():
            wanted = {UUID(row[key]) for row in found[naming]}
            found[name] = await self._rows(name, model, model.__table__.c.id.in_(wanted))
        await self._seal(found["score_runs"], ScoreLine, ScoreLine.score_run_id.expression)
        await self._seal(found["rankings"], RankingLine, RankingLine.ranking_id.expression)
        return found

    async def history(self, application_id: UUID, named: Collection[Chain]) -> Rows:
        """The chains of the application, of what names it, and of these others."""
        table = house_table("review", "history")
        naming = select(table.c.noun, table.c.object_id).where(
            table.c.payload["application_id"].astext == str(application_id)
        )
        found = {(row.noun, row.object_id) for row in await self.session.execute(naming)}
        chains = sorted({("application", application_id), *named, *found})
        wanted = tuple_(table.c.noun, table.c.object_id).in_(chains)
        asked = select(table).where(wanted).order_by(table.c.noun, table.c.object_id, table.c.sequence)
        return _told((await self.session.execute(asked)).mappings().all())

    async def _rows(self, name: str, model: type[DeclarativeBase], wanted: ColumnElement[bool]) -> Rows:
        table = model.__table__
        columns = [column for column in table.c if column.name not in UNTOLD.get(name, ())]
        asked = select(*columns).where(wanted).order_by(*table.primary_key)
        return _told((await self.session.execute(asked)).mappings().all())

    async def _seal(self, rows: Rows, model: type[DeclarativeBase], key: ColumnElement[UUID]) -> None:
        """What stands for the lines of other cases: enough to compute the whole's seal, nothing to read."""
        for row in rows:
            lines = await self._rows("", model, key == UUID(row["id"]))
            row["line_seals"] = [seal(line) for line in lines]


def _told(rows: Sequence[RowMapping]) -> Rows:
    return [told({str(name): value for name, value in row.items()}) for row in rows]
