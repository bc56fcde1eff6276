"""One target's attainment over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.metrics.attainment.errors import AttainmentUnfit
from services.metrics.attainment.schemas import AttainmentOut, RankingOut
from services.metrics.outlooks.dependencies import Looking
from services.metrics.policies.schemas import Code
from services.metrics.targets.errors import TargetNotFound
from services.metrics.wordings.dependencies import Wording
from shared.auth.guards import anyone
from shared.codes.regions import RegionLevel
from shared.db.caller import Caller
from shared.http.models import Day
from shared.http.refused import refusals
from shared.http.telling import Telling

router = APIRouter(prefix="/targets", tags=["attainment"])

Anyone = Annotated[Caller, anyone()]
AsOf = Annotated[Day | None, Query(description="Judged on this day, from what was known at its end.")]


@router.get("/{target}/attainment", responses=refusals(TargetNotFound, AttainmentUnfit))
async def show_attainment(  # noqa: PLR0913 - the question, and the caller's language
    caller: Anyone,
    target: Code,
    looking: Looking,
    telling: Telling,
    words: Wording,
    *,
    as_of: AsOf = None,
    region: Annotated[str | None, Query(max_length=20, description="Code of a region below.")] = None,
) -> AttainmentOut:
    """Value, gap, pace, status and projection of a target (M07), with what they were made of."""
    return words.of(telling.told(await looking.attainment(target, as_of=as_of, region=region)))


@router.get("/{target}/ranking", responses=refusals(TargetNotFound, AttainmentUnfit))
async def rank_regions(
    caller: Anyone,
    target: Code,
    looking: Looking,
    *,
    as_of: AsOf = None,
    level: Annotated[RegionLevel, Query(description="city or county.")] = RegionLevel.CITY,
) -> RankingOut:
    """Regions by the measure of a target; equal values share a rank (M07)."""
    return await looking.ranking(target, as_of=as_of, level=level)
