"""Indicators over HTTP."""

from typing import Annotated

from fastapi import APIRouter

from services.metrics.indicators.errors import IndicatorNotFound
from services.metrics.indicators.schemas import IndicatorOut, IndicatorsOut
from services.metrics.indicators.service import shipped_indicators
from services.metrics.policies.schemas import Code
from shared.auth.guards import anyone
from shared.db.caller import Caller
from shared.http.preconditions import Tag
from shared.http.refused import refusals

router = APIRouter(prefix="/indicators", tags=["indicators"])

Anyone = Annotated[Caller, anyone()]


@router.get("")
async def list_indicators(caller: Anyone) -> IndicatorsOut:
    """Every indicator with its definition, unit, formula and how it adds up (M02)."""
    return shipped_indicators().show_all()


@router.get("/{indicator}", responses=refusals(IndicatorNotFound))
async def show_indicator(caller: Anyone, indicator: Code, tag: Tag) -> IndicatorOut:
    """One indicator."""
    shown = shipped_indicators().show(indicator)
    tag(shown.edition)
    return shown
