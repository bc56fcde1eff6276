"""Score runs over HTTP, and an applicant's own result."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.review.aggregates.dependencies import Desk, ReadingDesk
from services.review.aggregates.errors import NothingUnderReview, ResultNotFound, ScoreRunNotFound
from services.review.aggregates.models import ScoreLine, ScoreRun
from services.review.aggregates.schemas import ResultOut, ScoreLineOut, ScoreRunOut
from services.review.rounds.errors import RoundNotFound, RunByAnotherRegion
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Page, Paging
from shared.http.refused import refusals

router = APIRouter(tags=["scores"])

Officer = Annotated[Caller, may("review:score:decide", Role.PROGRAMME_OFFICER)]
Overseer = Annotated[
    Caller,
    may(
        "review:score:read",
        Role.PROGRAMME_OFFICER,
        Role.SUPERVISOR,
        Role.AUDITOR,
        Role.RECOGNITION_CHAIR,
        Role.RECOGNITION_MEMBER,
    ),
]
Applicant = Annotated[Caller, may("review:application:read", Role.APPLICANT)]
RUNS = Keyset({"created_at": ScoreRun.id.expression}, ScoreRun.id.expression, "-created_at")
LINES = Keyset(
    {"aggregate": ScoreLine.aggregate.expression}, ScoreLine.application_id.expression, "-aggregate"
)


@router.post(
    "/rounds/{round_id}/score-runs",
    status_code=201,
    responses=refusals(RoundNotFound, RunByAnotherRegion, NothingUnderReview),
)
async def run_scores(
    caller: Officer, round_id: UUID, desk: Desk, once: Once, response: Response
) -> ScoreRunOut:
    """Bring the scores of every application under review together: mean, trimmed mean and median (V07)."""
    made = await once(lambda: desk.run(round_id), show=desk.show)
    response.headers["Location"] = f"/review/v1/score-runs/{made.id}"
    return made


@router.get("/rounds/{round_id}/score-runs")
async def list_score_runs(
    caller: Overseer, round_id: UUID, desk: ReadingDesk, page: Paging
) -> Page[ScoreRunOut]:
    """The score runs of a round, newest first."""
    return await page.of(desk.runs.session, desk.runs.listing(round_id), RUNS, ScoreRunOut.model_validate)


@router.get("/score-runs/{run_id}", responses=refusals(ScoreRunNotFound))
async def show_score_run(caller: Overseer, run_id: UUID, desk: ReadingDesk) -> ScoreRunOut:
    """One score run with its parameters and the hash of its inputs."""
    return await desk.show(run_id)


@router.get("/score-runs/{run_id}/lines", responses=refusals(ScoreRunNotFound))
async def list_score_lines(
    caller: Overseer, run_id: UUID, desk: ReadingDesk, page: Paging
) -> Page[ScoreLineOut]:
    """What each application's scores come to, highest first, with what to look at before ranking."""
    await desk.runs.get(run_id)
    listing = desk.runs.line_listing(run_id)
    return await page.of(desk.runs.session, listing, LINES, ScoreLineOut.model_validate)


@router.get("/applications/{application_id}/result", responses=refusals(ResultNotFound))
async def show_own_result(caller: Applicant, application_id: UUID, desk: ReadingDesk) -> ResultOut:
    """The panel's means on the own application once its outcome stands; never who gave what."""
    return await desk.runs.own_result(application_id)
