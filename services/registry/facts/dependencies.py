"""Wiring of the routes on yearly facts."""

from typing import Annotated

from fastapi import Depends

from services.registry.facts.repository import YearlyFacts
from services.registry.facts.service import FactsDesk
from services.registry.organisations.repository import Organisations
from shared.db.history import Trail
from shared.http.sessions import Read, Write


async def _reading(session: Read) -> FactsDesk:
    return FactsDesk(YearlyFacts(session), Organisations(session), Trail(session))


async def _desk(session: Write) -> FactsDesk:
    return FactsDesk(YearlyFacts(session), Organisations(session), Trail(session))


Reader = Annotated[FactsDesk, Depends(_reading)]
Desk = Annotated[FactsDesk, Depends(_desk)]
