"""Wiring of the routes on imports of marks."""

from typing import Annotated

from fastapi import Depends

from services.trademark.imports.schemas import MarkDifference, MarkImportOut, StartMarkImport
from services.trademark.imports.service import MARKS
from shared.http.sessions import Read, Write
from shared.imports.desk import ImportDesk

_Desk = ImportDesk[StartMarkImport, MarkImportOut, MarkDifference]


async def _reading(session: Read) -> _Desk:
    return ImportDesk(MARKS, session)


async def _writing(session: Write) -> _Desk:
    return ImportDesk(MARKS, session)


Reader = Annotated[_Desk, Depends(_reading)]
Desk = Annotated[_Desk, Depends(_writing)]
