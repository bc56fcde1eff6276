"""Imports of indications: what is asked for, and what takes the rows."""

from typing import Any, Final

from services.trademark.holders.repository import Holders
from services.trademark.indication_imports.errors import IndicationImportNotFound
from services.trademark.indication_imports.models import IndicationImport, IndicationImportRow
from services.trademark.indication_imports.schemas import (
    IndicationDifference,
    IndicationImportOut,
    StartIndicationImport,
)
from services.trademark.indication_intake.repository import IndicationBatches
from services.trademark.indication_intake.rules import TEMPLATE
from services.trademark.indication_intake.schemas import cells_of
from services.trademark.indication_intake.service import IndicationIntake
from shared.db.history import Trail
from shared.files.files import Files
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


def indication_work(files: Files, catalogue: Catalogue, batch: int = BATCH) -> ImportWork:
    """What the worker does with a list of indications."""
    return ImportWork(INDICATIONS, _intake, files, catalogue, batch)


async def _intake(session: Any, _run: IndicationImport) -> IndicationIntake:
    batches = IndicationBatches(session)
    await batches.one_at_a_time()
    return IndicationIntake(
        batches=batches,
        holders=Holders(session),
        trail=Trail(session),
        caller=session.info["caller"],
        today=session.info["clock"].today(),
    )
