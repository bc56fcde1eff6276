"""Figures over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from services.metrics.figures.dependencies import Reader
from services.metrics.figures.errors import QuestionUnfit, RegionOutOfReach
from services.metrics.figures.schemas import (
    ReadingOut,
    boundaries_of,
    conditions_of,
    reading_out,
    window_of,
)
from services.metrics.readings.rules import (
    Basis,
    Boundaries,
    CountQuestion,
    Origin,
    Release,
    SeriesQuestion,
    Window,
)
from shared.auth.guards import anyone, may
from shared.codes.roles import OFFICERS, Role
from shared.db.caller import Caller
from shared.http.lists import Listed
from shared.http.models import Day, Instant
from shared.http.refused import refusals
from shared.http.telling import Telling

router = APIRouter(tags=["figures"])

Region = Annotated[str, Query(pattern=r"^[0-9]{6}(-[a-z0-9]{1,8})?$", description="Region code.")]
Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{1,59}$", description="Code of the series or entity.")]


async def _window(
    first: Annotated[Day, Query(alias="from", description="First day of the window.")],
    last: Annotated[Day, Query(alias="to", description="Last day of the window.")],
) -> Window:
    return window_of(first, last)


async def _boundaries(
    boundaries: Annotated[
        str, Query(max_length=20, description="as_was, or as_of:2019-01-09: which day's regions count.")
    ] = "as_was",
) -> Boundaries:
    return boundaries_of(boundaries)


Asked = Annotated[Window, Depends(_window)]
Bounded = Annotated[Boundaries, Depends(_boundaries)]
KnownAt = Annotated[Instant | None, Query(description="As known at this moment; now by default.")]


@router.get("/figures/{series}", responses=refusals(QuestionUnfit))
async def read_figure(  # noqa: PLR0913 - one parameter for each part of the question
    caller: Annotated[Caller, anyone()],
    series: Name,
    region: Region,
    window: Asked,
    boundaries: Bounded,
    reader: Reader,
    *,
    telling: Telling,
    basis: Annotated[Basis, Query(description="flow, stock or cumulative.")] = Basis.FLOW,
    origin: Annotated[Origin | None, Query(description="Only from this origin.")] = None,
    release: Annotated[Release, Query(description="latest, or first: as published first.")] = Release.LATEST,
    known_at: KnownAt = None,
) -> ReadingOut:
    """One figure of a series, rolled up over regions and periods, with completeness and receipt (M04)."""
    question = SeriesQuestion(
        series=series,
        region=region,
        window=window,
        basis=basis,
        origin=origin,
        release=release,
        known_at=known_at,
        boundaries=boundaries,
    )
    return telling.told(reading_out(await reader.one_of_series(question)))


@router.get("/counts/{entity}", responses=refusals(QuestionUnfit, RegionOutOfReach))
async def count_entities(  # noqa: PLR0913 - one parameter for each part of the question
    caller: Annotated[Caller, may("metrics:count:read", *sorted(OFFICERS), Role.STATISTICIAN, Role.AUDITOR)],
    entity: Name,
    region: Region,
    window: Asked,
    boundaries: Bounded,
    reader: Reader,
    *,
    telling: Telling,
    where: Annotated[
        Listed[Annotated[str, Query(max_length=200)]] | None,
        Query(
            description="`attribute:comparison:value`, all of which must hold.", examples=["kind:eq:title"]
        ),
    ] = None,
    basis: Annotated[Basis, Query(description="stock, flow or cumulative.")] = Basis.STOCK,
    distinct: Annotated[
        str | None, Query(pattern=r"^[a-z_]{1,40}$", description="Count this attribute's values.")
    ] = None,
    known_at: KnownAt = None,
) -> ReadingOut:
    """Count entities that the feeds told of (M05); the receipt is the same after any rebuild."""
    question = CountQuestion(
        entity=entity,
        region=region,
        window=window,
        where=conditions_of(where or ()),
        basis=basis,
        distinct=distinct,
        known_at=known_at,
        boundaries=boundaries,
    )
    return telling.told(reading_out(await reader.one_count(question)))
