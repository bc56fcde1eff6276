"""Wiring of the routes on comparisons."""

from typing import Annotated

from fastapi import Depends

from services.metrics.reconciliation.repository import Comparisons
from shared.http.sessions import Read


async def _comparisons(session: Read) -> Comparisons:
    return Comparisons(session)


Reader = Annotated[Comparisons, Depends(_comparisons)]
