"""Wiring of the routes on imports."""

from typing import Annotated

from fastapi import Depends

from services.registry.imports.schemas import ImportDifference, ImportOut, StartImport
from services.registry.imports.service import ORGANISATIONS
from shared.http.sessions import Read, Write
from shared.imports.desk import ImportDesk

_Desk = ImportDesk[StartImport, ImportOut, ImportDifference]


async def _reading(session: Read) -> _Desk:
    return ImportDesk(ORGANISATIONS, session)


async def _writing(session: Write) -> _Desk:
    return ImportDesk(ORGANISATIONS, session)


Reader = Annotated[_Desk, Depends(_reading)]
Desk = Annotated[_Desk, Depends(_writing)]
