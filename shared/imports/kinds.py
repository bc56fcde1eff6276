"""What distinguishes one kind of import from another."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from shared.errors import NotFound
from shared.http.models import Answer
from shared.imports.columns import RowColumns, RunColumns
from shared.imports.rows import Outcome
from shared.imports.schemas import StartRows
from shared.tables.jsonlines import Flatten
from shared.tables.templates import Template

AskT = TypeVar("AskT", bound=StartRows)
OutT = TypeVar("OutT", bound=Answer)
LineT = TypeVar("LineT", bound=Answer)


def _nothing(_body: Any, _today: date) -> None:
    """Most kinds have nothing to check before a worker reads the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKind(Generic[AskT, OutT, LineT]):
    """One kind: its table of rows, where its runs are kept, and how they are shown."""

    name: str
    """Under which the work is enqueued."""
    path: str
    """Where runs are shown: /trademark/v1/mark-imports."""
    files: str
    """Where files of the service are: /trademark/v1/files."""
    template: Template
    key: str
    """The column that names the thing of a row, in the template and in the report."""
    run: type[RunColumns]
    row: type[RowColumns]
    answer: type[OutT]
    line: type[LineT]
    missing: type[NotFound]
    check: Callable[[AskT, date], None] = _nothing
    """Refuses what cannot be asked for, before anything is enqueued."""
    counts: tuple[str, ...] = tuple(Outcome)
    """By which names the answer counts."""
    flatten: Flatten | None = None
    """The cells of a document, where documents line by line are taken too."""
