"""Wiring of the routes on imports of indications."""

from typing import Annotated

from fastapi import Depends

from services.trademark.indication_imports.schemas import (
    IndicationDifference,
    IndicationImportOut,
    StartIndicationImport,
)
from services.trademark.indication_imports.service import INDICATIONS
from shared.http.sessions import Read, Write
from shared.imports.desk import ImportDesk

_Desk = ImportDesk[StartIndicationImport, IndicationImportOut, IndicationDifference]


async def _reading(session: Read) -> _Desk:
    return ImportDesk(INDICATIONS, session)


async def _writing(session: Write) -> _Desk:
    return ImportDesk(INDICATIONS, session)


Reader = Annotated[_Desk, Depends(_reading)]
Desk = Annotated[_Desk, Depends(_writing)]
