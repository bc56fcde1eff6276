"""Wiring of imports of indications: their kind, the routes, and the worker."""

from typing import Annotated, Any, Final

from fastapi import Depends

from services.trademark.holders.repository import Holders
from services.trademark.indication_imports.errors import IndicationImportNotFound
from services.trademark.indication_imports.models import IndicationImport, IndicationImportRow
from services.trademark.indication_imports.repository import IndicationBatches
from services.trademark.indication_imports.rules import TEMPLATE
from services.trademark.indication_imports.schemas import (
    IndicationDifference,
    IndicationImportOut,
    StartIndicationImport,
    cells_of,
)
from services.trademark.indication_imports.service import IndicationTaker
from shared.db.history import Trail
from shared.files.files import Files
from shared.imports.desk import ImportDesk, reading, writing
from shared.imports.kinds import ImportKind
from shared.imports.work import BATCH, ImportWork
from shared.messages.catalogue import Catalogue

INDICATIONS: Final[ImportKind[StartIndicationImport, IndicationImportOut, IndicationDifference]] = ImportKind(
    name="import_indications",
    path="/trademark/v1/indication-imports",
    files="/trademark/v1/files",
    template=TEMPLATE,
    key="number",
    run=IndicationImport,
    row=IndicationImportRow,
    answer=IndicationImportOut,
    line=IndicationDifference,
    missing=IndicationImportNotFound,
    flatten=cells_of,
)

_Desk = ImportDesk[StartIndicationImport, IndicationImportOut, IndicationDifference]
Reader = Annotated[_Desk, Depends(reading(INDICATIONS))]
Desk = Annotated[_Desk, Depends(writing(INDICATIONS))]


def indication_work(files: Files, catalogue: Catalogue, batch: int = BATCH) -> ImportWork:
    """What the worker does with a list of indications."""
    return ImportWork(INDICATIONS, _taker, files, catalogue, batch)


async def _taker(session: Any, _run: IndicationImport) -> IndicationTaker:
    batches = IndicationBatches(session)
    await batches.one_at_a_time()
    return IndicationTaker(
        batches=batches,
        holders=Holders(session),
        trail=Trail(session),
        caller=session.info["caller"],
        today=session.info["clock"].today(),
    )
