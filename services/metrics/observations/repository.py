"""Every query on observations."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.boundaries.repository import Areas
from services.metrics.entities.rules import ALWAYS
from services.metrics.observations.errors import ObservationNotFound
from services.metrics.observations.models import Expectation, FigureRelease, Observation
from services.metrics.observations.rules import Cell, Expected, Material, read
from services.metrics.readings.rules import Origin, Reading, Release, SeriesQuestion, Window
from shared.db.ids import new_id
from shared.time.clock import instant

OBS, ASK = Observation, Expectation


@dataclass(frozen=True, slots=True)
class Observations:
    """All observations; what is observed is published."""

    session: AsyncSession

    async def get(self, observation_id: UUID, *, lock: bool = False) -> Observation:
        found = await self.session.get(OBS, observation_id, with_for_update=True if lock else None)
        if found is None:
            raise ObservationNotFound
        return found

    async def current(self, keys: Iterable[tuple[str, str, date, date, Origin]]) -> Sequence[Observation]:
        """What stands now in these cells (series, region, first and last day, origin), locked."""
        cell = tuple_(OBS.series, OBS.region, OBS.period_from, OBS.period_to, OBS.origin)
        statement = select(OBS).where(cell.in_(list(keys)), OBS.known_to == ALWAYS).order_by(OBS.id)
        return (await self.session.scalars(statement.with_for_update())).all()

    async def close(self, observation: Observation, moment: datetime) -> None:
        """It stood until now, and is never touched again."""
        observation.known_to = max(moment, observation.known_from + timedelta(microseconds=1))
        await self.session.flush()

    def add(self, *rows: Observation | FigureRelease) -> None:
        self.session.add_all(rows)

    async def read(self, questions: Sequence[SeriesQuestion]) -> list[Reading]:
        """One reading for each question, in their order; three queries however many they are."""
        if not questions:
            return []
        zones = await Areas(self.session).zones()
        names = {question.series for question in questions}
        rows = await self._by_series(
            select(*OBS.__table__.c).where(OBS.series.in_(names), _may_mean(questions))
        )
        asked = await self._by_series(select(*ASK.__table__.c).where(ASK.series.in_(names)))
        return [
            read(
                question,
                Material(
                    [_cell(row) for row in rows[question.series] if _meant(row, question)],
                    [
                        _expected(row, question.known_at)
                        for row in asked[question.series]
                        if _asked(row, question)
                    ],
                    zones,
                ),
            )
            for question in questions
        ]

    def listing(self, *, series: str | None, region: str | None, known_at: datetime | None) -> Select[Any]:
        """Observations as a list shows them, without order; those that stand, or stood at a moment."""
        chosen = select(*OBS.__table__.c)
        if known_at is None:
            chosen = chosen.where(OBS.known_to == ALWAYS)
        else:
            chosen = chosen.where(OBS.known_from <= known_at, OBS.known_to > known_at)
        if series is not None:
            chosen = chosen.where(OBS.series == series)
        if region is not None:
            chosen = chosen.where(OBS.region == region)
        return chosen

    async def _by_series(self, statement: Select[Any]) -> Mapping[str, list[Row[Any]]]:
        found: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in await self.session.execute(statement):
            found[row.series].append(row)
        return found

    async def release(self, code: str, title: str, moment: datetime) -> UUID:
        """A publication, made when first named."""
        made = new_id()
        row = {"id": made, "code": code, "title": title, "released_at": moment, "created_at": instant()}
        await self.session.execute(
            upsert(FigureRelease).values(row).on_conflict_do_nothing(index_elements=["code"])
        )
        found = await self.session.scalar(select(FigureRelease.id).where(FigureRelease.code == code))
        return found or made


@dataclass(frozen=True, slots=True)
class Expectations:
    """Which figures are asked for, and how far their reports have come."""

    session: AsyncSession

    async def ask(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """These figures are expected from now on; what was asked for before stays as it is."""
        if rows:
            await self.session.execute(upsert(ASK).values(list(rows)).on_conflict_do_nothing())

    async def note(self, region: str, window: Window, series: Iterable[str], **moments: datetime) -> None:
        """The report has come, or was approved; the first time counts."""
        for name, moment in moments.items():
            column = getattr(ASK, name)
            await self.session.execute(
                update(ASK)
                .where(ASK.region == region, ASK.series.in_(list(series)), column.is_(None))
                .where(ASK.period_from == window.first, ASK.period_to == window.last)
                .values({name: moment})
            )


def _may_mean(questions: Sequence[SeriesQuestion]) -> ColumnElement[bool]:
    """Earlier wordings are read only where somebody asks for a moment or for the first release."""
    now = all(question.known_at is None and question.release is Release.LATEST for question in questions)
    return OBS.known_to == ALWAYS if now else true()


def _meant(row: Row[Any], question: SeriesQuestion) -> bool:
    """Whether the question reads this wording of the cell."""
    if question.origin is not None and row.origin is not question.origin:
        return False
    at = question.known_at
    if question.release is Release.FIRST:
        return bool(row.version == 1 and (at is None or row.known_from <= at))
    return bool(row.known_to == ALWAYS if at is None else row.known_from <= at < row.known_to)


def _asked(row: Row[Any], question: SeriesQuestion) -> bool:
    return question.known_at is None or bool(row.expected_at <= question.known_at)


def _cell(row: Any) -> Cell:
    return Cell(
        row.id, row.region, Window(row.period_from, row.period_to), row.origin, row.value, row.version
    )


def _expected(row: Any, known_at: datetime | None) -> Expected:
    found = Expected(
        row.region,
        Window(row.period_from, row.period_to),
        row.expected_at,
        row.reported_at,
        row.approved_at,
        row.at_most,
    )
    if known_at is None:
        return found
    return replace(
        found, reported_at=_until(row.reported_at, known_at), approved_at=_until(row.approved_at, known_at)
    )


def _until(moment: datetime | None, known_at: datetime) -> datetime | None:
    return moment if moment is not None and moment <= known_at else None
