"""Every query on imports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.imports.errors import ImportNotFound
from services.registry.imports.models import ImportFault, ImportRun
from services.registry.intake.service import Taken
from shared.tables.reading import CellError, Row


@dataclass(frozen=True, slots=True)
class Imports:
    """The caller's imports."""

    session: AsyncSession

    async def get(self, import_id: UUID) -> ImportRun:
        statement = select(ImportRun).where(ImportRun.id == import_id)
        caller = self.session.info["caller"]
        if caller.subject != "system":
            statement = statement.where(ImportRun.subject == caller.subject)
        found = await self.session.scalar(statement.execution_options(populate_existing=True))
        if found is None:
            raise ImportNotFound
        return found

    async def add(self, run: ImportRun) -> None:
        self.session.add(run)
        await self.session.flush()

    async def note(
        self, run: ImportRun, counts: Mapping[Taken, int], refused: Sequence[Row], **values: Any
    ) -> None:
        """Move the counts and keep the refused rows, in the transaction of the others."""
        i = ImportRun
        await self.session.execute(
            update(i)
            .where(i.id == run.id)
            .values(
                created=i.created + counts.get(Taken.CREATED, 0),
                updated=i.updated + counts.get(Taken.UPDATED, 0),
                unchanged=i.unchanged + counts.get(Taken.UNCHANGED, 0),
                failed=i.failed + len(refused),
                **values,
            )
        )
        if refused:
            await self.session.execute(insert(ImportFault).values([_fault(run, row) for row in refused]))

    async def refused(self, import_id: UUID) -> Sequence[Row]:
        """The rows that were turned down, in order."""
        f = ImportFault
        found = await self.session.scalars(select(f).where(f.import_id == import_id).order_by(f.number))
        return [
            Row(each.number, {}, each.typed, tuple(CellError(**error) for error in each.errors))
            for each in found
        ]

    async def reported(self, import_id: UUID, file_id: UUID) -> None:
        """The workbook is written: the rows as typed hold people's names and go."""
        await self.session.execute(delete(ImportFault).where(ImportFault.import_id == import_id))
        await self.session.execute(
            update(ImportRun).where(ImportRun.id == import_id).values(errors_file_id=file_id)
        )


def _fault(run: ImportRun, row: Row) -> dict[str, Any]:
    errors = [
        {
            "code": error.code,
            "column": error.column,
            "params": {name: str(value) for name, value in error.params.items()},
        }
        for error in row.errors
    ]
    return {
        "import_id": run.id,
        "number": row.number,
        "subject": run.subject,
        "typed": dict(row.typed),
        "errors": errors,
    }
