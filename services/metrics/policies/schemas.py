"""Policy documents as they are shipped and as they cross the wire."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue

from services.metrics.policies.rules import RelationKind, TaskState
from shared.http.models import Answer, Day, Line, StrictModel, Text, Version

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
"""A name by which documents, tasks, indicators and targets are referred to."""


class Titles(StrictModel):
    """A title in both languages."""

    zh: Line = Field(alias="zh-CN")
    en: Line


class Relation(StrictModel):
    """Another document that this one implements or replaces."""

    kind: RelationKind
    number: Line
    title: Line


class ShippedClause(StrictModel):
    """A numbered part of a document."""

    number: Annotated[Line, Field(max_length=40)]
    heading: Line
    text: Text | None = None


class ShippedTask(StrictModel):
    """What the document asks of its units."""

    code: Code
    clause: Annotated[Line, Field(max_length=40)]
    name: Line
    responsible: Annotated[tuple[Line, ...], Field(min_length=1)]
    supporting: tuple[Line, ...] = ()
    due_on: date | None = None
    reading: Line | None = None


class ShippedDocument(StrictModel):
    """One file of the catalogue."""

    code: Code
    edition: Annotated[int, Field(ge=1)]
    title: Titles
    number: Line | None = None
    issuer: Line
    region: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    issued: Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}-[0-9]{2})?$")]
    reading: Line | None = None
    relations: tuple[Relation, ...] = ()
    clauses: Annotated[tuple[ShippedClause, ...], Field(min_length=1)]
    tasks: tuple[ShippedTask, ...] = ()


_DOCUMENT: dict[str, JsonValue] = {
    "code": "trademark_brands_2018",
    "edition": 1,
    "number": "济政字〔2018〕88号",
    "title_zh": "济宁市商标品牌发展战略实施意见",
    "title_en": "Opinions of Jining on the strategy of trademarks and brands",
    "issuer": "济宁市人民政府",
    "region_code": "370800",
    "issued": "2018-09-10",
}
_TASK: dict[str, JsonValue] = {
    "id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "document_code": "trademark_brands_2018",
    "code": "task_3",
    "clause": "四(一)3",
    "name": "加强商标品牌公共服务",
    "responsible": ["市工商局"],
    "supporting": ["市经济和信息化委", "市投资促进局"],
    "state": "not_started",
    "version": 1,
}


class DocumentItem(Answer):
    """A document in a list."""

    model_config = ConfigDict(json_schema_extra={"example": _DOCUMENT})

    code: str = Field(description="By which targets and tasks refer to it.")
    edition: int = Field(description="Newest edition of this text.")
    number: str | None = Field(None, description="Document number, where the copy has one.")
    title_zh: str = Field(description="Title.")
    title_en: str = Field(description="Title in English.")
    issuer: str = Field(description="Who issued it.")
    region_code: str = Field(description="The region that it binds (GB/T 2260).")
    issued: str = Field(description="Day of issue, or the year where the copy has no day.")
    reading: str | None = Field(None, description="What was chosen where the copy is silent.")


class ClauseOut(Answer):
    """A numbered part of a document."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"number": "二", "heading": "工作目标", "text": "二、工作目标……"}}
    )

    number: str = Field(description="As the document counts: 三(二)1.")
    heading: str = Field(description="Heading.")
    text: str | None = Field(None, description="Verbatim, where a target or a task cites it.")


class RelationOut(Answer):
    """Another document that this one implements or replaces."""

    kind: RelationKind = Field(description="implements or replaces.")
    number: str = Field(description="Number of the other document.")
    title: str = Field(description="Its title.")


_WHOLE = {**_DOCUMENT, "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}


class DocumentOut(DocumentItem):
    """A document with its structure."""

    model_config = ConfigDict(json_schema_extra={"example": {**_WHOLE, "relations": [], "clauses": []}})

    sha256: str = Field(description="Of the edition's canonical JSON: what was in force can be proven.")
    relations: Sequence[RelationOut] = Field(description="Documents that it implements or replaces.")
    clauses: Sequence[ClauseOut] = Field(description="In the order of the document.")


class FoundClause(ClauseOut):
    """A clause that a search has found."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "document_code": "trademark_brands_2018",
                "number": "二",
                "heading": "工作目标",
                "text": "二、工作目标……",
            }
        }
    )

    document_code: str = Field(description="The document it stands in.")


class TaskOut(Answer):
    """A task and how far it is."""

    model_config = ConfigDict(json_schema_extra={"example": _TASK})

    id: UUID = Field(description="Identifier, the same in every edition.")
    document_code: str = Field(description="The document that sets it.")
    code: str = Field(description="Its name within the document.")
    clause: str = Field(description="Where it is set.")
    name: str = Field(description="What is to be done.")
    responsible: Sequence[str] = Field(description="Units that answer for it.")
    supporting: Sequence[str] = Field(description="Units that support it.")
    due_on: Day | None = Field(None, description="Deadline, where the document names one.")
    reading: str | None = Field(None, description="What was chosen where the document leaves something open.")
    state: TaskState = Field(description="As last reported.")
    reported_on: Day | None = Field(None, description="Day of the last report.")
    version: Version


class ProgressOut(Answer):
    """One report on a task."""

    reported_on: Day = Field(description="The day it speaks of.")
    unit: str = Field(description="Who reports.")
    state: TaskState = Field(description="How far the task is.")
    account: str = Field(description="What was done.")


class TaskDetail(TaskOut):
    """A task with all that was reported on it."""

    model_config = ConfigDict(json_schema_extra={"example": {**_TASK, "reports": []}})

    reports: Sequence[ProgressOut] = Field(description="Latest first, at most a hundred.")


class ReportProgress(StrictModel):
    """How far a task is."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "reported_on": "2019-03-31",
                "unit": "市工商局",
                "state": "under_way",
                "account": "已建成6处商标品牌指导站。",
            }
        }
    )

    reported_on: Day = Field(description="The day it speaks of.")
    unit: Line = Field(description="Who reports: one of the units of the task.")
    state: TaskState = Field(description="not_started, under_way, held_up or done.")
    account: Annotated[Text, Field(max_length=2000, description="What was done.")]
