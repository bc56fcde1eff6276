"""Wiring of the routes on typed changes."""

from typing import Annotated

from fastapi import Depends

from services.registry.changes.service import ChangeDesk
from services.registry.organisations.dependencies import Desk as RegisterDesk


async def _desk(register: RegisterDesk) -> ChangeDesk:
    return ChangeDesk(register)


Desk = Annotated[ChangeDesk, Depends(_desk)]
