"""Wiring of the routes on imports."""

from typing import Annotated

from fastapi import Depends

from services.registry.imports.repository import Imports
from services.registry.imports.service import ImportDesk
from shared.http.sessions import Read, Write


async def _reading(session: Read) -> ImportDesk:
    return ImportDesk(Imports(session))


async def _desk(session: Write) -> ImportDesk:
    return ImportDesk(Imports(session))


Reader = Annotated[ImportDesk, Depends(_reading)]
Desk = Annotated[ImportDesk, Depends(_desk)]
