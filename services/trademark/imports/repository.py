"""Every query on imports of marks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.trademark.imports.errors import MarkImportNotFound
from services.trademark.imports.models import MarkImport, MarkImportRow
from services.trademark.imports.schemas import MarkDifference
from services.trademark.intake.rules import Outcome
from services.trademark.intake.service import Taken
from shared.db.bulk import insert_many
from shared.http.lists import Keyset, Page, PageQuery
from shared.tables.reading import CellError, Row

_ROWS: Final[Any] = MarkImportRow.__table__
_R: Final = MarkImportRow.__table__.c
_ITEM: Final = [_R[name] for name in MarkDifference.model_fields]
_LONGEST: Final = 200
ORDER: Final = Keyset({"row": _R.row}, tie=_R.row, default="row")


@dataclass(frozen=True, slots=True)
class MarkImports:
    """The caller's imports of marks."""

    session: AsyncSession

    async def get(self, import_id: UUID) -> MarkImport:
        statement = select(MarkImport).where(MarkImport.id == import_id)
        caller = self.session.info["caller"]
        if caller.subject != "system":
            statement = statement.where(MarkImport.subject == caller.subject)
        found = await self.session.scalar(statement.execution_options(populate_existing=True))
        if found is None:
            raise MarkImportNotFound
        return found

    async def add(self, run: MarkImport) -> None:
        self.session.add(run)
        await self.session.flush()

    async def differences(
        self, page: PageQuery, import_id: UUID, outcomes: Sequence[Outcome]
    ) -> Page[MarkDifference]:
        """A page of the report."""
        statement = select(*_ITEM).where(_R.import_id == import_id)
        if outcomes:
            statement = statement.where(_R.outcome.in_(outcomes))
        return await page.of(self.session, statement, ORDER, MarkDifference.model_validate)

    async def note(self, run: MarkImport, taken: Sequence[Taken], **values: Any) -> None:
        """Move the counts and report the rows, in the transaction of their effects."""
        counts = Counter(each.outcome for each in taken)
        i = MarkImport
        moved = {outcome.value: getattr(i, outcome.value) + counts[outcome] for outcome in Outcome}
        await self.session.execute(update(i).where(i.id == run.id).values(**moved, **values))
        await insert_many(self.session, _ROWS, [_reported(run, each) for each in taken])

    async def refused(self, import_id: UUID) -> Sequence[Row]:
        """The rows that were turned down and not yet given back, in order."""
        statement = (
            select(_R.row, _R.typed, _R.errors)
            .where(_R.import_id == import_id, _R.outcome == Outcome.REFUSED, _R.typed.is_not(None))
            .order_by(_R.row)
        )
        found = await self.session.execute(statement)
        return [
            Row(each.row, {}, each.typed, tuple(CellError(**error) for error in each.errors))
            for each in found
        ]

    async def given_back(self, import_id: UUID, file_id: UUID) -> None:
        """The file of errors is written: what was typed stands there."""
        r, i = MarkImportRow, MarkImport
        turned_down = update(r).where(r.import_id == import_id, r.outcome == Outcome.REFUSED)
        await self.session.execute(turned_down.values(typed=None))
        await self.session.execute(update(i).where(i.id == import_id).values(errors_file_id=file_id))


def _reported(run: MarkImport, taken: Taken) -> dict[str, Any]:
    errors = [
        {
            "code": error.code,
            "column": error.column,
            "params": {name: str(value) for name, value in error.params.items()},
        }
        for error in taken.row.errors
    ]
    number = taken.row.values.get("number")
    return {
        "import_id": run.id,
        "row": taken.row.number,
        "subject": run.subject,
        "number": None if number is None else str(number)[:_LONGEST],
        "outcome": taken.outcome,
        "fields": list(taken.fields),
        "typed": dict(taken.row.typed) if taken.outcome is Outcome.REFUSED else None,
        "errors": errors,
    }
