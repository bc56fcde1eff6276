"""Wiring of the routes on charts."""

from typing import Annotated

from fastapi import Depends, Request

from services.metrics.charts.service import Charts


async def _charts(request: Request) -> Charts:
    """On the walls of this process; a session is opened only when one has to be made."""
    return Charts(request.app.state.walls, request.app.state.database)


Gallery = Annotated[Charts, Depends(_charts)]
