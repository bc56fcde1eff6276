"""Wiring of the routes on charts."""

from typing import Annotated

from fastapi import Depends

from services.metrics.charts.service import Charts
from services.metrics.outlooks.dependencies import Looking


async def _charts(looking: Looking) -> Charts:
    return Charts(looking.targets, looking)


Gallery = Annotated[Charts, Depends(_charts)]
