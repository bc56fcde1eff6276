"""Every query on comparisons and discrepancies."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.reconciliation.models import Comparison, Discrepancy
from services.metrics.reconciliation.rules import Verdict

CONCLUSIVE = (Verdict.AGREES.value, Verdict.DIFFERS.value, Verdict.UNCOUNTED.value)


@dataclass(frozen=True, slots=True)
class Comparisons:
    """What was compared, and what differs."""

    session: AsyncSession

    async def settled(self, code: str, day: date) -> bool:
        """Whether the comparison of a day has come to something; a silent owner is asked again."""
        statement = select(func.count()).where(
            Comparison.code == code, Comparison.day == day, Comparison.verdict.in_(CONCLUSIVE)
        )
        return bool(await self.session.scalar(statement))

    async def open(self, code: str) -> Discrepancy | None:
        """The difference that is open, locked."""
        return await self.session.scalar(
            select(Discrepancy)
            .where(Discrepancy.code == code, Discrepancy.closed_at.is_(None))
            .with_for_update()
        )

    def add(self, row: Comparison | Discrepancy) -> None:
        self.session.add(row)

    def listing(self) -> Select[Any]:
        """Comparisons as a list shows them, without order."""
        return select(*Comparison.__table__.c)

    def discrepancies(self, *, open_only: bool) -> Select[Any]:
        """Discrepancies as a list shows them, without order."""
        chosen = select(*Discrepancy.__table__.c)
        return chosen.where(Discrepancy.closed_at.is_(None)) if open_only else chosen
