"""Every query on policy documents, clauses and tasks; all of it is public."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.metrics.policies.errors import DocumentNotFound, TaskNotFound
from services.metrics.policies.models import Clause, Document, ProgressReport, Task
from services.metrics.policies.rules import TaskState
from services.metrics.policies.schemas import (
    ClauseOut,
    DocumentItem,
    DocumentOut,
    FoundClause,
    ProgressOut,
    TaskDetail,
    TaskOut,
)
from shared.http.lists import Keyset, Page, PageQuery

_D, _C, _T = Document.__table__.c, Clause.__table__.c, Task.__table__.c
_DOCUMENTS = Keyset({"code": _D.code, "issued": _D.issued}, tie=_D.id, default="code")
_CLAUSES = Keyset({"document": _D.code}, tie=_C.id, default="document")
_TASKS = Keyset({"document": _T.document_code, "place": _T.place}, tie=_T.id, default="document,place")
_REPORTS = 100
"""Most reports that a task shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilters:
    """What a list of tasks may be narrowed by."""

    document: str | None = None
    unit: str | None = None
    state: TaskState | None = None

    def on(self, statement: Select[Any]) -> Select[Any]:
        if self.document is not None:
            statement = statement.where(_T.document_code == self.document)
        if self.unit is not None:
            statement = statement.where(
                or_(_T.responsible.contains([self.unit]), _T.supporting.contains([self.unit]))
            )
        if self.state is not None:
            statement = statement.where(_T.state == self.state)
        return statement


@dataclass(frozen=True, slots=True)
class Policies:
    """The documents of this service, each in its newest edition."""

    session: AsyncSession

    async def list(self, page: PageQuery, *, q: str | None, region: str | None) -> Page[DocumentItem]:
        """A page of documents; `q` in title, issuer or number."""
        statement = _newest(select(*_D))
        if q is not None:
            found = [column.contains(q, autoescape=True) for column in (_D.title_zh, _D.issuer, _D.number)]
            statement = statement.where(or_(*found, _D.title_en.icontains(q, autoescape=True)))
        if region is not None:
            statement = statement.where(_D.region_code == region)
        return await page.of(self.session, statement, _DOCUMENTS, DocumentItem.model_validate)

    async def show(self, code: str) -> DocumentOut:
        """The newest edition, with its structure."""
        row = await self.find(code)
        if row is None:
            raise DocumentNotFound
        statement = select(*_C).where(_C.document_id == row.id).order_by(_C.place)
        clauses = (await self.session.execute(statement)).all()
        return DocumentOut(
            **DocumentItem.model_validate(row).model_dump(),
            sha256=row.sha256.hex(),
            relations=row.relations,
            clauses=[ClauseOut(number=c.number, heading=c.heading, text=c.content) for c in clauses],
        )

    async def find(self, code: str) -> Row[Any] | None:
        """The newest edition of a document as a row."""
        found = await self.session.execute(_newest(select(*_D).where(_D.code == code)))
        row: Row[Any] | None = found.one_or_none()
        return row

    async def search(self, page: PageQuery, *, q: str, document: str | None) -> Page[FoundClause]:
        """Clauses of the newest editions that hold these words, in heading or text."""
        words = or_(_C.content.contains(q, autoescape=True), _C.heading.contains(q, autoescape=True))
        statement = _newest(
            select(_D.code.label("document_code"), _C.number, _C.heading, _C.content.label("text"))
            .join(Document, _C.document_id == _D.id)
            .where(words)
        )
        if document is not None:
            statement = statement.where(_D.code == document)
        return await page.of(self.session, statement, _CLAUSES, FoundClause.model_validate)

    async def list_tasks(self, page: PageQuery, filters: TaskFilters) -> Page[TaskOut]:
        return await page.of(self.session, filters.on(select(*_T)), _TASKS, TaskOut.model_validate)

    async def task(self, document: str, code: str, *, lock: bool = False) -> Task:
        statement = select(Task).where(Task.document_code == document, Task.code == code)
        found = await self.session.scalar(statement.with_for_update() if lock else statement)
        if found is None:
            raise TaskNotFound
        return found

    async def show_task(self, task_id: UUID) -> TaskDetail:
        """A task with its reports."""
        task = await self.session.get(Task, task_id)
        if task is None:
            raise TaskNotFound
        return TaskDetail(**TaskOut.model_validate(task).model_dump(), reports=await self._reports(task_id))

    async def _reports(self, task_id: UUID) -> Sequence[ProgressOut]:
        r = ProgressReport
        statement = (
            select(r).where(r.task_id == task_id).order_by(r.reported_on.desc(), r.id.desc()).limit(_REPORTS)
        )
        return [ProgressOut.model_validate(row) for row in await self.session.scalars(statement)]

    async def write_edition(self, document: Document, clauses: Sequence[Clause]) -> None:
        """A new edition with its clauses."""
        self.session.add(document)
        await self.session.flush()
        self.session.add_all(clauses)
        await self.session.flush()

    async def word_task(self, task: Task) -> None:
        """A task as the newest edition words it; its progress stays."""
        columns = {c.name: getattr(task, c.name) for c in Task.__table__.columns}
        worded = ("place", "clause", "name", "responsible", "supporting", "due_on", "reading", "region_path")
        statement = insert(Task).values({**columns, "state": TaskState.NOT_STARTED, "version": 1})
        await self.session.execute(
            statement.on_conflict_do_update(
                index_elements=["document_code", "code"],
                set_={**{name: columns[name] for name in worded}, "version": Task.version + 1},
            )
        )

    async def add(self, report: ProgressReport) -> None:
        self.session.add(report)
        await self.session.flush()


def _newest(statement: Select[Any]) -> Select[Any]:
    """Only the newest edition of each document."""
    later = aliased(Document)
    newer = select(func.max(later.edition)).where(later.code == _D.code).scalar_subquery()
    return statement.where(and_(_D.edition == newer))
