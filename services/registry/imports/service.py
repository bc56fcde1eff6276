"""Use cases on imports: asked for over HTTP, done by a worker that may die and begin again."""

import asyncio
import hashlib
import io
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from services.registry.areas.repository import Regions
from services.registry.brands.repository import Brands
from services.registry.brands.service import BrandDesk
from services.registry.directory.repository import Directory
from services.registry.facts.repository import YearlyFacts
from services.registry.facts.service import FactsDesk
from services.registry.imports.errors import UndoneError
from services.registry.imports.models import ImportMode, ImportRun, OnError
from services.registry.imports.repository import Imports
from services.registry.imports.schemas import ImportOut, StartImport
from services.registry.intake.errors import RowRefusedError
from services.registry.intake.repository import RegionNames
from services.registry.intake.rules import TEMPLATE
from services.registry.intake.service import Intake, Taken
from services.registry.organisations.repository import Organisations
from services.registry.organisations.service import OrganisationDesk
from services.registry.people.repository import People
from services.registry.people.service import PeopleDesk
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.db.ids import new_id
from shared.files.errors import FileNotReady
from shared.files.files import Files
from shared.files.record import Announcement, FileRecord, FileState
from shared.jobs.record import Outcome, enqueue
from shared.jobs.work import Job
from shared.messages.catalogue import Catalogue
from shared.tables.reading import Row, read_table
from shared.tables.writing import write_error_workbook, write_template
from shared.time.clock import instant

NAME: Final = "import_organisations"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BATCH: Final = 100
_IN_MEMORY: Final = 8 * 1024 * 1024


def empty_template() -> bytes:
    """The table to fill in, with choices and the required headers marked."""
    target = io.BytesIO()
    write_template(target, TEMPLATE)
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class ImportDesk:
    """Officers ask for imports."""

    imports: Imports

    async def start(self, body: StartImport) -> UUID:
        """Ask a worker to read a table; the rows are judged with the rights of who asked."""
        session = self.imports.session
        file = await FileRecord(session).facts(body.file_id)
        if file.state is not FileState.READY:
            raise FileNotReady(state=file.state)
        import_id = new_id()
        run = ImportRun(
            **body.model_dump(),
            id=import_id,
            subject=session.info["caller"].subject,
            job_id=await enqueue(session, NAME, {"import_id": import_id}),
            last_row=0,
            created=0,
            updated=0,
            unchanged=0,
            failed=0,
            done=False,
            applied=False,
            created_at=instant(),
        )
        await self.imports.add(run)
        return import_id

    async def show(self, import_id: UUID) -> ImportOut:
        return ImportOut.model_validate(await self.imports.get(import_id))


@dataclass(frozen=True, slots=True)
class ImportWork:
    """What the worker does; all effects and counts move together, so that a restart counts nothing twice."""

    files: Files
    catalogue: Catalogue
    batch: int = BATCH

    async def run(self, job: Job) -> Outcome:
        """Read the table and take its rows, whole or in batches."""
        import_id = UUID(job.payload["import_id"])
        run = await self._run(job, import_id)
        if not run.done:
            with SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
                await self._fetch(run, copy)
                reading = await asyncio.to_thread(read_table, cast("BinaryIO", copy), TEMPLATE)
                whole = run.mode is ImportMode.VALIDATE or run.on_error is OnError.ABORT
                await (self._whole if whole else self._batches)(job, run, iter(reading))
        await self._report(job, import_id)
        return _outcome(await self._run(job, import_id))

    async def _run(self, job: Job, import_id: UUID) -> ImportRun:
        async with job.database.read(SYSTEM) as session:
            return await Imports(session).get(import_id)

    async def _fetch(self, run: ImportRun, copy: Any) -> None:
        _, content = await self.files.content(run.file_id)
        async for piece in content:
            await asyncio.to_thread(copy.write, piece)
        copy.seek(0)

    async def _whole(self, job: Job, run: ImportRun, rows: Iterator[Row]) -> None:
        """All rows or none: one transaction, undone when a row fails and in a dry run."""
        counts: Counter[Taken] = Counter()
        refused: list[Row] = []
        try:
            async with job.database.write(job.caller) as session:
                intake = await _intake(session, update_existing=run.update_existing)
                while batch := await asyncio.to_thread(list, islice(rows, self.batch)):
                    await _take(intake, batch, counts, refused)
                    await job.progress(counts.total() + len(refused))
                _undo_unless(run.mode is ImportMode.APPLY and not refused)
                await Imports(session).note(run, counts, refused, done=True, applied=True)
        except UndoneError:
            async with job.database.write(job.caller) as session:
                await Imports(session).note(run, counts, refused, done=True)

    async def _batches(self, job: Job, run: ImportRun, rows: Iterator[Row]) -> None:
        """The good rows, a transaction a batch; a restart goes on behind the last one."""
        done = run.created + run.updated + run.unchanged + run.failed
        remaining = (row for row in rows if row.number > run.last_row)
        while batch := await asyncio.to_thread(list, islice(remaining, self.batch)):
            counts: Counter[Taken] = Counter()
            refused: list[Row] = []
            async with job.database.write(job.caller) as session:
                intake = await _intake(session, update_existing=run.update_existing)
                await _take(intake, batch, counts, refused)
                values = {"last_row": batch[-1].number, "applied": True}
                await Imports(session).note(run, counts, refused, **values)
            done += len(batch)
            await job.progress(done)
        async with job.database.write(job.caller) as session:
            await Imports(session).note(run, {}, [], done=True)

    async def _report(self, job: Job, import_id: UUID) -> None:
        """The failing rows as a workbook, to be corrected and sent again."""
        async with job.database.read(job.caller) as session:
            refused = await Imports(session).refused(import_id)
        if not refused:
            return
        target = io.BytesIO()
        await asyncio.to_thread(write_error_workbook, target, TEMPLATE, refused, self.catalogue)
        content = target.getvalue()
        said = Announcement(
            name=f"{TEMPLATE.name}-错误.xlsx",
            media_type=XLSX,
            size=len(content),
            sha256=hashlib.sha256(content).digest(),
        )
        kept = await self.files.keep(said, _pieces(content), caller=job.caller)
        async with job.database.write(job.caller) as session:
            await Imports(session).reported(import_id, kept.id)


async def _intake(session: Any, *, update_existing: bool) -> Intake:
    organisations, regions, trail = Organisations(session), Regions(session), Trail(session)
    desk = OrganisationDesk(
        organisations, regions, Directory(session), PeopleDesk(People(session), unmaskings_per_hour=0), trail
    )
    return Intake(
        desk=desk,
        facts=FactsDesk(YearlyFacts(session), organisations, trail),
        brands=BrandDesk(Brands(session), organisations, trail),
        regions=await RegionNames.load(regions),
        update_existing=update_existing,
    )


async def _take(intake: Intake, batch: list[Row], counts: Counter[Taken], refused: list[Row]) -> None:
    for row in batch:
        try:
            counts[await intake.take(row)] += 1
        except RowRefusedError as reasons:
            refused.append(Row(row.number, row.values, row.typed, reasons.errors))


def _undo_unless(wanted: bool) -> None:  # noqa: FBT001 - reads as a sentence
    if not wanted:
        raise UndoneError


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _outcome(run: ImportRun) -> Outcome:
    counts = {name: getattr(run, name) for name in ("created", "updated", "unchanged", "failed", "applied")}
    errors = None if run.errors_file_id is None else f"/registry/v1/files/{run.errors_file_id}/link"
    return Outcome(
        result={"import_id": str(run.id), **counts},
        result_url=f"/registry/v1/imports/{run.id}",
        errors_url=errors,
    )
