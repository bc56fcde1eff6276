"""What the worker does; all effects and counts move together, so that a restart counts nothing twice."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.caller import SYSTEM
from shared.files.files import Files
from shared.files.record import Announcement, FileRecord
from shared.imports.columns import ImportMode, OnError, RunColumns
from shared.imports.forms import ENDINGS, XLSX, errors_as_sent, read_rows
from shared.imports.kinds import ImportKind
from shared.imports.rows import Outcome, Taken, Taker
from shared.imports.runs import Runs
from shared.jobs.record import Outcome as Ended
from shared.jobs.work import Job
from shared.messages.catalogue import Catalogue
from shared.tables.reading import Row

BATCH: Final = 1000
_IN_MEMORY: Final = 8 * 1024 * 1024

Opening = Callable[[AsyncSession, Any], Awaitable[Taker]]
"""What takes the rows of a run within a transaction."""


class UndoneError(Exception):
    """Ends the transaction of a dry run, or of one whose rows were not all good; nothing stays."""


@dataclass(frozen=True, slots=True)
class ImportWork:
    """Reads the list of a run and has its rows taken; a restart goes on behind the last batch."""

    kind: ImportKind[Any, Any, Any]
    taker: Opening
    files: Files
    catalogue: Catalogue
    batch: int = BATCH

    async def run(self, job: Job) -> Ended:
        """Read the list and take its rows, whole or in batches."""
        import_id = UUID(job.payload["import_id"])
        run = await self._run(job, import_id)
        async with job.database.read(job.caller) as session:
            media_type = (await FileRecord(session).facts(run.file_id)).media_type
        if not run.done:
            with SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
                await self._fetch(run, copy)
                rows = await asyncio.to_thread(
                    read_rows, cast("BinaryIO", copy), media_type, self.kind.template, self.kind.flatten
                )
                whole = run.mode is ImportMode.VALIDATE or run.on_error is OnError.ABORT
                await (self._whole if whole else self._batches)(job, run, rows)
        await self._give_back(job, import_id, media_type)
        return self._ended(await self._run(job, import_id))

    def _runs(self, session: AsyncSession) -> Runs[Any, Any, Any]:
        return Runs(self.kind, session)

    async def _run(self, job: Job, import_id: UUID) -> RunColumns:
        async with job.database.read(SYSTEM) as session:
            return await self._runs(session).get(import_id)

    async def _fetch(self, run: RunColumns, copy: Any) -> None:
        _, content = await self.files.content(run.file_id)
        async for piece in content:
            await asyncio.to_thread(copy.write, piece)
        copy.seek(0)

    async def _whole(self, job: Job, run: RunColumns, rows: Iterator[Row]) -> None:
        """All rows or none: one transaction, undone when a row fails and in a dry run."""
        taken: list[Taken] = []
        try:
            async with job.database.write(job.caller) as session:
                taker = await self.taker(session, run)
                while batch := await asyncio.to_thread(list, islice(rows, self.batch)):
                    taken += [each.kept(self.kind.key) for each in await taker.take(batch)]
                    await job.progress(len(taken))
                refused = any(each.outcome is Outcome.REFUSED for each in taken)
                _undo_unless(run.mode is ImportMode.APPLY and not refused)
                await self._runs(session).note(run, taken, done=True, applied=True)
        except UndoneError:
            async with job.database.write(job.caller) as session:
                await self._runs(session).note(run, taken, done=True)

    async def _batches(self, job: Job, run: RunColumns, rows: Iterator[Row]) -> None:
        """The good rows, a transaction a batch; a restart goes on behind the last one."""
        done = run.new + run.changed + run.unchanged + run.refused
        remaining = (row for row in rows if row.number > run.last_row)
        while batch := await asyncio.to_thread(list, islice(remaining, self.batch)):
            async with job.database.write(job.caller) as session:
                taken = await (await self.taker(session, run)).take(batch)
                await self._runs(session).note(run, taken, last_row=batch[-1].number, applied=True)
            done += len(batch)
            await job.progress(done)
        async with job.database.write(job.caller) as session:
            await self._runs(session).note(run, [], done=True)

    async def _give_back(self, job: Job, import_id: UUID, media_type: str) -> None:
        """The refused rows in the format that was sent, to be corrected and sent again."""
        async with job.database.read(job.caller) as session:
            refused = await self._runs(session).refused(import_id)
        if not refused:
            return
        template = self.kind.template
        content = await asyncio.to_thread(errors_as_sent, refused, media_type, template, self.catalogue)
        said = Announcement(
            name=f"{template.name}-错误{ENDINGS.get(media_type, ENDINGS[XLSX])}",
            media_type=media_type,
            size=len(content),
            sha256=hashlib.sha256(content).digest(),
        )
        kept = await self.files.keep(said, _pieces(content), caller=job.caller)
        async with job.database.write(job.caller) as session:
            await self._runs(session).given_back(import_id, kept.id)

    def _ended(self, run: RunColumns) -> Ended:
        shown = self.kind.answer.model_validate(run)
        counts = shown.model_dump(mode="json", include=set(self.kind.counts) | {"applied"})
        errors = None if run.errors_file_id is None else f"{self.kind.files}/{run.errors_file_id}/link"
        return Ended(
            result={"import_id": str(run.id), **counts},
            result_url=f"{self.kind.path}/{run.id}",
            errors_url=errors,
        )


def _undo_unless(wanted: bool) -> None:  # noqa: FBT001 - reads as a sentence
    if not wanted:
        raise UndoneError


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content
