"""Every query on legal rules."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.trademark.legal_rules.models import LegalCatalogue, LegalRule
from services.trademark.legal_rules.rules import LawBook, Rule
from services.trademark.legal_rules.schemas import LegalRuleOut
from shared.events.calendars import Calendars
from shared.time.clock import instant

JURISDICTION: Final = "CN"
RIGHT_KIND: Final = "trademark"
_R: Final = LegalRule.__table__.c
_FIELDS: Final = [field.name for field in fields(Rule)]


@dataclass(frozen=True, slots=True)
class LegalRules:
    """The rules as the catalogue says them; public, so without row-level security."""

    session: AsyncSession

    async def book(self) -> LawBook:
        """All editions with the calendar, as a value to count by."""
        rows = await self.session.execute(select(*(_R[name] for name in _FIELDS)).order_by(_R.place))
        rules = tuple(Rule(**row) for row in rows.mappings())
        return LawBook(rules, await Calendars(self.session).working(), await self.version())

    async def version(self) -> int:
        """Of the catalogue in use."""
        return await self.session.scalar(select(func.max(LegalCatalogue.version))) or 0

    async def digest(self) -> bytes | None:
        """Of the catalogue in use."""
        statement = select(LegalCatalogue.digest).order_by(LegalCatalogue.version.desc()).limit(1)
        return await self.session.scalar(statement)

    async def on(
        self, day: date, *, code: str | None = None, trigger: str | None = None
    ) -> Sequence[LegalRuleOut]:
        """The rules in force on a day, in the order of the catalogue."""
        statement = (
            select(LegalRule.__table__)
            .where(_R.valid_from <= day, or_(_R.valid_to.is_(None), _R.valid_to >= day))
            .order_by(_R.place)
        )
        if code is not None:
            statement = statement.where(_R.code == code)
        if trigger is not None:
            statement = statement.where(_R.trigger_event == trigger)
        return [LegalRuleOut.model_validate(row) for row in await self.session.execute(statement)]

    async def replace(self, rules: Sequence[Rule], digest: bytes) -> int:
        """Another catalogue in place of the one before; returns its version."""
        version = await self.version() + 1
        await self.session.execute(delete(LegalRule))
        await self.session.execute(insert(LegalRule), rows_of(rules))
        taken = {"version": version, "digest": digest, "taken_over_at": instant()}
        await self.session.execute(insert(LegalCatalogue).values(taken))
        return version


def rows_of(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Rules as the columns of their table."""
    return [
        {**asdict(rule), "place": place, "jurisdiction": JURISDICTION, "right_kind": RIGHT_KIND}
        for place, rule in enumerate(rules)
    ]
