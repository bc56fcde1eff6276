"""Wiring of the routes on figures; `figures_on` is how other nouns read them."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.figures.service import FigureReader
from shared.http.sessions import Read


def figures_on(session: AsyncSession) -> FigureReader:
    """Figures on any session, a request's or a job's."""
    return FigureReader(session)


async def _reader(session: Read) -> FigureReader:
    return FigureReader(session)


Reader = Annotated[FigureReader, Depends(_reader)]
