"""Imports of marks: what is asked for, and what takes the rows."""

from datetime import date
from typing import Any, Final

from services.trademark.holders.repository import Holders
from services.trademark.imports.errors import MarkImportNotFound, MarkImportUnfit
from services.trademark.imports.models import MarkImport, MarkImportRow
from services.trademark.imports.schemas import MarkDifference, MarkImportOut, StartMarkImport
from services.trademark.intake.repository import MarkBatches
from services.trademark.intake.rules import TEMPLATE
from services.trademark.intake.schemas import st96_cells
from services.trademark.intake.service import Intake
from services.trademark.legal_rules.repository import LegalRules
from services.trademark.similarity.repository import Similarity
from shared.db.history import Trail
from shared.errors import FieldError
from shared.files.files import Files
from shared.imports.kinds import ImportKind
from shared.imports.work import BATCH, ImportWork
from shared.messages.catalogue import Catalogue


def _described(body: StartMarkImport, today: date) -> None:
    if body.as_of > today:
        raise MarkImportUnfit(errors=[FieldError("day_to_come", pointer="/as_of")])


MARKS: Final = ImportKind(
    name="import_marks",
    path="/trademark/v1/mark-imports",
    files="/trademark/v1/files",
    template=TEMPLATE,
    key="number",
    run=MarkImport,
    row=MarkImportRow,
    answer=MarkImportOut,
    line=MarkDifference,
    missing=MarkImportNotFound,
    check=_described,
    flatten=st96_cells,
)


def mark_work(files: Files, catalogue: Catalogue, batch: int = BATCH) -> ImportWork:
    """What the worker does with a list of marks."""
    return ImportWork(MARKS, _intake, files, catalogue, batch)


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
