"""Wiring of the routes on imports of marks."""

from typing import Annotated

from fastapi import Depends

from services.trademark.imports.repository import MarkImports
from services.trademark.imports.service import ImportDesk
from shared.http.sessions import Read, Write


async def _reading(session: Read) -> ImportDesk:
    return ImportDesk(MarkImports(session))


async def _desk(session: Write) -> ImportDesk:
    return ImportDesk(MarkImports(session))


Reader = Annotated[ImportDesk, Depends(_reading)]
Desk = Annotated[ImportDesk, Depends(_desk)]
