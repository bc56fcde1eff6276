"""Imports of marks: asked for over HTTP, done by a worker that may die and begin again."""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from services.trademark.holders.repository import Holders
from services.trademark.imports.errors import MarkImportUnfit, UndoneError
from services.trademark.imports.models import ImportMode, MarkImport, OnError
from services.trademark.imports.repository import MarkImports
from services.trademark.imports.schemas import MarkImportOut, StartMarkImport
from services.trademark.intake.repository import MarkBatches
from services.trademark.intake.rules import TEMPLATE, Outcome
from services.trademark.intake.schemas import st96_cells
from services.trademark.intake.service import Intake, Taken
from services.trademark.legal_rules.repository import LegalRules
from services.trademark.similarity.repository import Similarity
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.files.errors import FileNotReady
from shared.files.files import Files
from shared.files.record import Announcement, FileRecord, FileState
from shared.jobs.record import Outcome as Ended
from shared.jobs.record import enqueue
from shared.jobs.work import Job
from shared.messages.catalogue import Catalogue
from shared.tables.jsonlines import read_json_lines, write_error_lines
from shared.tables.reading import Row, read_table
from shared.tables.writing import write_error_csv, write_error_workbook, write_template
from shared.time.clock import instant

NAME: Final = "import_marks"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv"
JSON_LINES: Final = "application/jsonl"
ENDINGS: Final = {XLSX: ".xlsx", CSV: ".csv", JSON_LINES: ".jsonl"}
BATCH: Final = 1000
_IN_MEMORY: Final = 8 * 1024 * 1024


def empty_template() -> bytes:
    """The list to fill in."""
    target = io.BytesIO()
    write_template(target, TEMPLATE)
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class ImportDesk:
    """Officers ask for imports."""

    imports: MarkImports

    async def start(self, body: StartMarkImport) -> UUID:
        """Ask a worker to read a list; the rows are judged with the rights of who asked."""
        session = self.imports.session
        if body.as_of > session.info["clock"].today():
            raise MarkImportUnfit(errors=[FieldError("day_to_come", pointer="/as_of")])
        file = await FileRecord(session).facts(body.file_id)
        if file.state is not FileState.READY:
            raise FileNotReady(state=file.state)
        import_id = new_id()
        run = MarkImport(
            **body.model_dump(),
            **dict.fromkeys(Outcome, 0),
            id=import_id,
            subject=session.info["caller"].subject,
            job_id=await enqueue(session, NAME, {"import_id": import_id}),
            last_row=0,
            done=False,
            applied=False,
            created_at=instant(),
        )
        await self.imports.add(run)
        return import_id

    async def show(self, import_id: UUID) -> MarkImportOut:
        return MarkImportOut.model_validate(await self.imports.get(import_id))


@dataclass(frozen=True, slots=True)
class ImportWork:
    """What the worker does; all effects and counts move together, so that a restart counts nothing twice."""

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
                rows = await asyncio.to_thread(_rows, cast("BinaryIO", copy), media_type)
                whole = run.mode is ImportMode.VALIDATE or run.on_error is OnError.ABORT
                await (self._whole if whole else self._batches)(job, run, rows)
        await self._give_back(job, import_id, media_type)
        return _ended(await self._run(job, import_id))

    async def _run(self, job: Job, import_id: UUID) -> MarkImport:
        async with job.database.read(SYSTEM) as session:
            return await MarkImports(session).get(import_id)

    async def _fetch(self, run: MarkImport, copy: Any) -> None:
        _, content = await self.files.content(run.file_id)
        async for piece in content:
            await asyncio.to_thread(copy.write, piece)
        copy.seek(0)

    async def _whole(self, job: Job, run: MarkImport, rows: Iterator[Row]) -> None:
        """All rows or none: one transaction, undone when a row fails and in a dry run."""
        taken: list[Taken] = []
        try:
            async with job.database.write(job.caller) as session:
                intake = await _intake(session, run)
                while batch := await asyncio.to_thread(list, islice(rows, self.batch)):
                    taken += [_kept(each) for each in await intake.take(batch)]
                    await job.progress(len(taken))
                refused = any(each.outcome is Outcome.REFUSED for each in taken)
                _undo_unless(run.mode is ImportMode.APPLY and not refused)
                await MarkImports(session).note(run, taken, done=True, applied=True)
        except UndoneError:
            async with job.database.write(job.caller) as session:
                await MarkImports(session).note(run, taken, done=True)

    async def _batches(self, job: Job, run: MarkImport, rows: Iterator[Row]) -> None:
        """The good rows, a transaction a batch; a restart goes on behind the last one."""
        done = run.new + run.changed + run.unchanged + run.refused
        remaining = (row for row in rows if row.number > run.last_row)
        while batch := await asyncio.to_thread(list, islice(remaining, self.batch)):
            async with job.database.write(job.caller) as session:
                taken = await (await _intake(session, run)).take(batch)
                await MarkImports(session).note(run, taken, last_row=batch[-1].number, applied=True)
            done += len(batch)
            await job.progress(done)
        async with job.database.write(job.caller) as session:
            await MarkImports(session).note(run, [], done=True)

    async def _give_back(self, job: Job, import_id: UUID, media_type: str) -> None:
        """The refused rows in the format that was sent, to be corrected and sent again."""
        async with job.database.read(job.caller) as session:
            refused = await MarkImports(session).refused(import_id)
        if not refused:
            return
        content = await asyncio.to_thread(_errors, refused, media_type, self.catalogue)
        said = Announcement(
            name=f"{TEMPLATE.name}-错误{ENDINGS[media_type]}",
            media_type=media_type,
            size=len(content),
            sha256=hashlib.sha256(content).digest(),
        )
        kept = await self.files.keep(said, _pieces(content), caller=job.caller)
        async with job.database.write(job.caller) as session:
            await MarkImports(session).given_back(import_id, kept.id)


async def _intake(session: Any, run: MarkImport) -> Intake:
    batches = MarkBatches(session)
    await batches.one_at_a_time()
    return Intake(
        batches=batches,
        holders=Holders(session),
        similarity=Similarity(session),
        trail=Trail(session),
        law=await LegalRules(session).book(),
        clock=session.info["clock"],
        caller=session.info["caller"],
        as_of=run.as_of,
        source=run.source,
    )


def _rows(copy: BinaryIO, media_type: str) -> Iterator[Row]:
    if media_type == JSON_LINES:
        return read_json_lines(copy, TEMPLATE, st96_cells)
    return iter(read_table(copy, TEMPLATE))


def _errors(refused: Sequence[Row], media_type: str, catalogue: Catalogue) -> bytes:
    target = io.BytesIO()
    if media_type == JSON_LINES:
        write_error_lines(target, refused, catalogue)
    elif media_type == CSV:
        write_error_csv(target, TEMPLATE, refused, catalogue)
    else:
        write_error_workbook(target, TEMPLATE, refused, catalogue)
    return target.getvalue()


def _kept(taken: Taken) -> Taken:
    """Without the cells of a good row: a whole list is held until its end."""
    if taken.outcome is Outcome.REFUSED:
        return taken
    number = {"number": taken.row.values["number"]}
    return Taken(Row(taken.row.number, number, {}), taken.outcome, taken.fields)


def _undo_unless(wanted: bool) -> None:  # noqa: FBT001 - reads as a sentence
    if not wanted:
        raise UndoneError


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _ended(run: MarkImport) -> Ended:
    counts = {name: getattr(run, name) for name in (*(each.value for each in Outcome), "applied")}
    errors = None if run.errors_file_id is None else f"/trademark/v1/files/{run.errors_file_id}/link"
    return Ended(
        result={"import_id": str(run.id), **counts},
        result_url=f"/trademark/v1/mark-imports/{run.id}",
        errors_url=errors,
    )
