"""Use cases on policy documents: what is shipped is loaded, and units report on their tasks."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from services.metrics.policies.errors import ProgressUnfit, TaskOfAnotherRegion
from services.metrics.policies.models import Clause, Document, ProgressReport, Task
from services.metrics.policies.repository import Policies
from services.metrics.policies.schemas import ReportProgress, ShippedDocument, ShippedTask, TaskDetail
from shared.codes.regions import Regions
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.http.strictjson import canonical
from shared.text.yaml_text import read_yaml
from shared.time.clock import Clock, instant

CATALOGUE = Path(__file__).parents[1] / "catalogue" / "documents"
NAMES = UUID("6f3a0b1e-0a7e-5d0c-9d5e-0f4f5b1c7a21")
"""Under which identifiers of documents and tasks are derived, the same in every installation."""


def shipped_documents() -> list[ShippedDocument]:
    """The documents of this release."""
    texts = [path.read_text("utf-8") for path in sorted(CATALOGUE.glob("*.yaml"))]
    return [ShippedDocument.model_validate(read_yaml(text)) for text in texts]


@dataclass(frozen=True, slots=True)
class PolicyShelf:
    """Takes in what is shipped: an edition that is known is left alone."""

    policies: Policies
    trail: Trail

    async def take_in(self, document: ShippedDocument) -> bool:
        """Load a document unless this edition, or a later one, is there; says whether it was loaded."""
        known = await self.policies.find(document.code)
        if known is not None and known.edition >= document.edition:
            return False
        path = Regions.shipped().path(document.region)
        row = _row(document, path)
        await self.policies.write_edition(row, _clauses(document, row.id))
        for place, task in enumerate(document.tasks):
            await self.policies.word_task(_task(document, task, place=place, path=path))
        await self.trail.append(
            Entry(
                noun="document",
                object_id=uuid5(NAMES, document.code),
                transition="take_in",
                event="document.published",
                audience=Audience.PUBLIC,
                region_path=path,
                payload={"code": document.code, "edition": document.edition, "sha256": row.sha256.hex()},
            )
        )
        return True


def _row(document: ShippedDocument, path: str) -> Document:
    written = document.model_dump(mode="json", by_alias=True)
    return Document(
        id=new_id(),
        code=document.code,
        edition=document.edition,
        sha256=hashlib.sha256(canonical(written)).digest(),
        number=document.number,
        title_zh=document.title.zh,
        title_en=document.title.en,
        issuer=document.issuer,
        region_code=document.region,
        region_path=path,
        issued=document.issued,
        reading=document.reading,
        relations=written["relations"],
        created_at=instant(),
    )


def _clauses(document: ShippedDocument, document_id: UUID) -> list[Clause]:
    return [
        Clause(
            id=new_id(),
            document_id=document_id,
            place=place,
            number=clause.number,
            heading=clause.heading,
            content=clause.text,
            created_at=instant(),
        )
        for place, clause in enumerate(document.clauses)
    ]


def _task(document: ShippedDocument, task: ShippedTask, *, place: int, path: str) -> Task:
    return Task(
        **task.model_dump(mode="python", exclude={"responsible", "supporting"}),
        id=uuid5(NAMES, f"{document.code}:{task.code}"),
        document_code=document.code,
        place=place,
        responsible=list(task.responsible),
        supporting=list(task.supporting),
        region_path=path,
        created_at=instant(),
    )


@dataclass(frozen=True, slots=True)
class TaskDesk:
    """Where units say how far their tasks are."""

    policies: Policies
    trail: Trail
    caller: Caller
    clock: Clock

    async def report(self, document: str, code: str, body: ReportProgress, *, seen: int) -> UUID:
        """A unit of the task reports; the task shows the latest."""
        task = await self.policies.task(document, code, lock=True)
        if not self.caller.covers(organisation=None, region=task.region_path):
            raise TaskOfAnotherRegion
        require_version(task.version, seen)
        self._check(task, body)
        report = ProgressReport(**body.model_dump(), id=new_id(), task_id=task.id, created_at=instant())
        before, task.state, task.reported_on = task.state, body.state, body.reported_on
        await self.policies.add(report)
        await self.trail.append(
            Entry(
                noun="task",
                object_id=task.id,
                transition="report",
                state_from=before,
                state_to=body.state,
                event="task.progress_reported",
                audience=Audience.PUBLIC,
                region_path=task.region_path,
                payload={
                    "document": document,
                    "task": code,
                    "state": body.state,
                    "reported_on": body.reported_on,
                    "version": task.version,
                },
            )
        )
        return task.id

    async def show(self, task_id: UUID) -> TaskDetail:
        return await self.policies.show_task(task_id)

    def _check(self, task: Task, body: ReportProgress) -> None:
        if body.unit not in {*task.responsible, *task.supporting}:
            raise ProgressUnfit(errors=[FieldError("unit_without_task", pointer="/unit")])
        if body.reported_on > self.clock.today():
            raise ProgressUnfit(errors=[FieldError("day_to_come", pointer="/reported_on")])
        if task.reported_on is not None and body.reported_on < task.reported_on:
            raise ProgressUnfit(errors=[FieldError("earlier_than_last_report", pointer="/reported_on")])
