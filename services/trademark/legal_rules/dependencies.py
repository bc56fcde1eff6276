"""Wiring of the routes on legal rules."""

from typing import Annotated

from fastapi import Depends

from services.trademark.legal_rules.repository import LegalRules
from services.trademark.legal_rules.service import LawReader
from shared.http.sessions import Open


async def _reader(session: Open) -> LawReader:
    return LawReader(LegalRules(session))


Reader = Annotated[LawReader, Depends(_reader)]
