"""Every query on yearly facts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.facts.models import YearlyFact
from services.registry.facts.rules import COMPLETE, FactKind, unit_of
from services.registry.facts.schemas import FactOut


@dataclass(frozen=True, slots=True)
class YearlyFacts:
    """Figures of organisations that the caller covers."""

    session: AsyncSession

    async def current(
        self, organisations: Collection[UUID], *, since: int
    ) -> Mapping[UUID, Sequence[FactOut]]:
        """Figures in force of several organisations in one query, from a year on."""
        f = YearlyFact
        statement = (
            select(f)
            .where(f.organisation_id.in_(organisations), f.is_current, f.year >= since)
            .order_by(f.year.desc(), f.kind)
        )
        found: dict[UUID, list[FactOut]] = {}
        for row in await self.session.scalars(statement):
            found.setdefault(row.organisation_id, []).append(fact_out(row))
        return found

    async def of_year(self, organisation_id: UUID, year: int) -> Mapping[FactKind, YearlyFact]:
        """Figures in force of one year, by kind."""
        f = YearlyFact
        statement = select(f).where(f.organisation_id == organisation_id, f.year == year, f.is_current)
        return {row.kind: row for row in await self.session.scalars(statement)}

    async def revisions(self, organisation_id: UUID, year: int | None) -> Sequence[FactOut]:
        """Everything that was ever written down, corrections included."""
        f = YearlyFact
        statement = select(f).where(f.organisation_id == organisation_id)
        if year is not None:
            statement = statement.where(f.year == year)
        ordered = statement.order_by(f.year.desc(), f.kind, f.revision)
        return [fact_out(row) for row in await self.session.scalars(ordered)]

    async def supersede(self, fact: YearlyFact) -> None:
        """The revision in force makes room for the next."""
        await self.session.execute(
            update(YearlyFact).where(YearlyFact.id == fact.id).values(is_current=False)
        )

    async def complete_years(self, organisation_id: UUID) -> Sequence[int]:
        """Years in which every figure that makes a year complete is in."""
        f = YearlyFact
        statement = (
            select(f.year)
            .where(f.organisation_id == organisation_id, f.is_current, f.kind.in_(COMPLETE))
            .group_by(f.year)
            .having(func.count() == len(COMPLETE))
        )
        return (await self.session.scalars(statement)).all()

    def add(self, *facts: YearlyFact) -> None:
        self.session.add_all(facts)


def fact_out(row: YearlyFact) -> FactOut:
    """A figure with its unit."""
    return FactOut(
        year=row.year,
        kind=row.kind,
        value=row.value,
        unit=unit_of(row.kind),
        revision=row.revision,
        source=row.source,
        evidence=row.evidence,
        reason=row.reason,
        recorded_at=row.created_at,
    )
