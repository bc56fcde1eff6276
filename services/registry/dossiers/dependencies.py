"""Wiring of the routes that siblings read facts by."""

from typing import Annotated

from fastapi import Depends

from services.registry.brands.repository import Brands
from services.registry.dossiers.service import DossierReader
from services.registry.facts.repository import YearlyFacts
from services.registry.incidents.repository import Incidents
from services.registry.organisations.repository import Organisations
from shared.http.sessions import Read


async def _reader(session: Read) -> DossierReader:
    return DossierReader(Organisations(session), YearlyFacts(session), Incidents(session), Brands(session))


Reader = Annotated[DossierReader, Depends(_reader)]
