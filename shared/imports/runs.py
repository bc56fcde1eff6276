"""Every query on imports of one kind."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.bulk import insert_many
from shared.http.lists import Keyset, Page, PageQuery
from shared.imports.columns import RunColumns
from shared.imports.kinds import AskT, ImportKind, LineT, OutT
from shared.imports.rows import Outcome, Taken
from shared.tables.reading import CellError, Row

_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Runs(Generic[AskT, OutT, LineT]):
    """The caller's imports of a kind."""

    kind: ImportKind[AskT, OutT, LineT]
    session: AsyncSession

    async def get(self, import_id: UUID) -> RunColumns:
        run = self.kind.run
        statement = select(run).where(run.id == import_id)
        caller = self.session.info["caller"]
        if caller.subject != "system":
            statement = statement.where(run.subject == caller.subject)
        found = await self.session.scalar(statement.execution_options(populate_existing=True))
        if found is None:
            raise self.kind.missing
        return found

    async def add(self, run: RunColumns) -> None:
        self.session.add(run)
        await self.session.flush()

    async def differences(self, page: PageQuery, import_id: UUID, outcomes: Sequence[Outcome]) -> Page[LineT]:
        """A page of the report, by row."""
        c = self._rows.c
        statement = select(*(c[name] for name in self.kind.line.model_fields)).where(c.import_id == import_id)
        if outcomes:
            statement = statement.where(c.outcome.in_(outcomes))
        order = Keyset({"row": c.row}, tie=c.row, default="row")
        return await page.of(self.session, statement, order, self.kind.line.model_validate)

    async def note(self, run: RunColumns, taken: Sequence[Taken], **values: Any) -> None:
        """Move the counts and report the rows, in the transaction of their effects."""
        kept: Any = self.kind.run
        counts = Counter(each.outcome for each in taken)
        moved = {outcome.value: getattr(kept, outcome) + counts[outcome] for outcome in Outcome}
        await self.session.execute(update(kept).where(kept.id == run.id).values(**moved, **values))
        await insert_many(self.session, self._rows, [self._reported(run, each) for each in taken])

    async def refused(self, import_id: UUID) -> Sequence[Row]:
        """The rows that were turned down and not yet given back, in order."""
        c = self._rows.c
        statement = (
            select(c.row, c.typed, c.errors)
            .where(c.import_id == import_id, c.outcome == Outcome.REFUSED, c.typed.is_not(None))
            .order_by(c.row)
        )
        found = await self.session.execute(statement)
        return [
            Row(each.row, {}, each.typed, tuple(CellError(**error) for error in each.errors))
            for each in found
        ]

    async def given_back(self, import_id: UUID, file_id: UUID) -> None:
        """The file of errors is written: what was typed stands there, and may name people."""
        c, run = self._rows.c, self.kind.run
        turned_down = update(self._rows).where(c.import_id == import_id, c.outcome == Outcome.REFUSED)
        await self.session.execute(turned_down.values(typed=None))
        await self.session.execute(update(run).where(run.id == import_id).values(errors_file_id=file_id))

    @property
    def _rows(self) -> Any:
        table: Any = self.kind.row
        return table.__table__

    def _reported(self, run: RunColumns, taken: Taken) -> dict[str, Any]:
        errors = [
            {
                "code": error.code,
                "column": error.column,
                "params": {name: str(value) for name, value in error.params.items()},
            }
            for error in taken.row.errors
        ]
        known = taken.row.values.get(self.kind.key)
        return {
            "import_id": run.id,
            "row": taken.row.number,
            "subject": run.subject,
            self.kind.key: None if known is None else str(known)[:_LONGEST],
            "outcome": taken.outcome,
            "fields": list(taken.fields),
            "typed": dict(taken.row.typed) if taken.outcome is Outcome.REFUSED else None,
            "errors": errors,
        }
