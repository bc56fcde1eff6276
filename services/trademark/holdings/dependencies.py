"""Wiring of the routes that siblings read holdings by."""

from typing import Annotated

from fastapi import Depends

from services.trademark.holdings.repository import Holdings
from services.trademark.holdings.service import HoldingsReader
from shared.http.sessions import Read


async def _reader(session: Read) -> HoldingsReader:
    return HoldingsReader(Holdings(session), session.info["clock"])


Reader = Annotated[HoldingsReader, Depends(_reader)]
