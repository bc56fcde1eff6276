"""Officers ask for imports over HTTP; what is asked for is done by a worker."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic
from urllib.parse import quote
from uuid import UUID

from fastapi import Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.ids import new_id
from shared.files.errors import FileNotReady
from shared.files.record import FileRecord, FileState
from shared.http.lists import Listed, Page, PageQuery
from shared.http.sessions import Read, Write
from shared.imports.columns import RunColumns
from shared.imports.forms import XLSX, empty_template
from shared.imports.kinds import AskT, ImportKind, LineT, OutT
from shared.imports.rows import Outcome
from shared.imports.runs import Runs
from shared.jobs.record import enqueue
from shared.tables.templates import Template
from shared.time.clock import instant

WORKBOOK: dict[int | str, dict[str, Any]] = {
    200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}
}
"""What a route that hands out an empty table says of its answer."""
Outcomes = Annotated[Listed[Outcome], Query(description="One or several.")]
"""Which lines of a report are asked for; none is all."""


@dataclass(frozen=True, slots=True)
class ImportDesk(Generic[AskT, OutT, LineT]):
    """Imports of a kind, on a session: a read or a write."""

    kind: ImportKind[AskT, OutT, LineT]
    session: AsyncSession

    @property
    def runs(self) -> Runs[AskT, OutT, LineT]:
        return Runs(self.kind, self.session)

    async def start(self, body: AskT) -> UUID:
        """Ask a worker to read a list; the rows are judged with the rights of who asked."""
        self.kind.check(body, self.session.info["clock"].today())
        file = await FileRecord(self.session).facts(body.file_id)
        if file.state is not FileState.READY:
            raise FileNotReady(state=file.state)
        import_id = new_id()
        made: Any = self.kind.run  # its constructor is that of the service's own table
        run: RunColumns = made(
            **body.model_dump(),
            **dict.fromkeys(Outcome, 0),
            id=import_id,
            subject=self.session.info["caller"].subject,
            job_id=await enqueue(self.session, self.kind.name, {"import_id": import_id}),
            last_row=0,
            done=False,
            applied=False,
            created_at=instant(),
        )
        await self.runs.add(run)
        return import_id

    async def show(self, import_id: UUID) -> OutT:
        return self.kind.answer.model_validate(await self.runs.get(import_id))

    async def differences(self, page: PageQuery, import_id: UUID, outcomes: Sequence[Outcome]) -> Page[LineT]:
        """A page of the report on one of the caller's imports."""
        await self.runs.get(import_id)
        return await self.runs.differences(page, import_id, outcomes)


_Desks = Callable[[AsyncSession], Awaitable[ImportDesk[AskT, OutT, LineT]]]


def reading(kind: ImportKind[AskT, OutT, LineT]) -> _Desks[AskT, OutT, LineT]:
    """Of a route that reads imports of a kind: what it depends on."""

    async def desk(session: Read) -> ImportDesk[AskT, OutT, LineT]:
        return ImportDesk(kind, session)

    return desk


def writing(kind: ImportKind[AskT, OutT, LineT]) -> _Desks[AskT, OutT, LineT]:
    """Of a route that asks for imports of a kind: what it depends on."""

    async def desk(session: Write) -> ImportDesk[AskT, OutT, LineT]:
        return ImportDesk(kind, session)

    return desk


def template_answer(template: Template) -> Response:
    """The empty table as a download."""
    name = quote(f"{template.name}-{template.version}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(empty_template(template), media_type=XLSX, headers=headers)
