"""Wiring of imports of marks: their kind, the routes, and the worker."""

from typing import Annotated, Any, Final

from fastapi import Depends

from services.trademark.holders.repository import Holders
from services.trademark.legal_rules.repository import LegalRules
from services.trademark.mark_imports.errors import MarkImportNotFound
from services.trademark.mark_imports.models import MarkImport, MarkImportRow
from services.trademark.mark_imports.repository import MarkBatches
from services.trademark.mark_imports.rules import TEMPLATE
from services.trademark.mark_imports.schemas import MarkDifference, MarkImportOut, StartMarkImport, st96_cells
from services.trademark.mark_imports.service import MarkTaker, check_day
from services.trademark.similarity.repository import Similarity
from shared.db.history import Trail
from shared.files.files import Files
from shared.imports.desk import ImportDesk, reading, writing
from shared.imports.kinds import ImportKind
from shared.imports.work import BATCH, ImportWork
from shared.messages.catalogue import Catalogue

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
    check=check_day,
    flatten=st96_cells,
)

_Desk = ImportDesk[StartMarkImport, MarkImportOut, MarkDifference]
Reader = Annotated[_Desk, Depends(reading(MARKS))]
Desk = Annotated[_Desk, Depends(writing(MARKS))]


def mark_work(files: Files, catalogue: Catalogue, batch: int = BATCH) -> ImportWork:
    """What the worker does with a list of marks."""
    return ImportWork(MARKS, _taker, files, catalogue, batch)


async def _taker(session: Any, run: MarkImport) -> MarkTaker:
    batches = MarkBatches(session)
    await batches.one_at_a_time()
    return MarkTaker(
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
