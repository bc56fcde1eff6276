"""Rankings over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.review.aggregates.errors import ScoreRunNotFound
from services.review.rankings.dependencies import Desk, ReadingDesk
from services.review.rankings.errors import RankingNotFound, RoundAlreadyRanked
from services.review.rankings.models import Ranking, RankingLine
from services.review.rankings.repository import line_out
from services.review.rankings.rules import Outcome
from services.review.rankings.schemas import (
    ComputeRanking,
    RankingLineOut,
    RankingOut,
    TakeRankingStep,
)
from services.review.rankings.workflow import Action, State
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Page, Paging
from shared.http.offers import ActionsOut, Explained
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.http.telling import Telling
from shared.workflow import ActionNotAllowed

router = APIRouter(tags=["rankings"])

Officer = Annotated[Caller, may("review:ranking:decide", Role.PROGRAMME_OFFICER)]
Overseer = Annotated[
    Caller,
    may(
        "review:ranking:read",
        Role.PROGRAMME_OFFICER,
        Role.SUPERVISOR,
        Role.AUDITOR,
        Role.RECOGNITION_CHAIR,
        Role.RECOGNITION_MEMBER,
    ),
]
RANKINGS = Keyset({"created_at": Ranking.id.expression}, Ranking.id.expression, "-created_at")
LINES = Keyset({"row": RankingLine.row.expression}, RankingLine.row.expression, "row")


@router.post("/rankings", status_code=201, responses=refusals(ScoreRunNotFound))
async def compute_ranking(
    caller: Officer, body: ComputeRanking, desk: Desk, once: Once, response: Response
) -> RankingOut:
    """Order a score run's applications under cap, reserve and tie rule; other limits ask "what if" (V08)."""
    made = await once(lambda: desk.compute(body), show=desk.show)
    response.headers["Location"] = f"/review/v1/rankings/{made.id}"
    return made


@router.get("/rounds/{round_id}/rankings")
async def list_rankings(
    caller: Overseer, round_id: UUID, desk: ReadingDesk, page: Paging
) -> Page[RankingOut]:
    """The rankings of a round, newest first."""
    listing = desk.rankings.listing(round_id)
    return await page.of(desk.rankings.session, listing, RANKINGS, RankingOut.model_validate)


@router.get("/rankings/{ranking_id}", responses=refusals(RankingNotFound))
async def show_ranking(caller: Overseer, ranking_id: UUID, desk: ReadingDesk, tag: Tag) -> RankingOut:
    """One ranking with its limits and the hash of its inputs."""
    shown = await desk.show(ranking_id)
    tag(shown.version)
    return shown


@router.get("/rankings/{ranking_id}/lines", responses=refusals(RankingNotFound))
async def list_ranking_lines(
    caller: Overseer,
    ranking_id: UUID,
    desk: ReadingDesk,
    page: Paging,
    telling: Telling,
    outcome: Annotated[Outcome | None, Query(description="`selected` is what a notice lists.")] = None,
) -> Page[RankingLineOut]:
    """The lines of a ranking in their order, each with the limit by which it fell out."""
    await desk.rankings.get(ranking_id)
    listing = desk.rankings.line_listing(ranking_id, outcome=outcome)
    return telling.told(await page.of(desk.rankings.session, listing, LINES, line_out))


@router.get("/rankings/{ranking_id}/actions", responses=refusals(RankingNotFound))
async def list_ranking_actions(
    caller: Overseer, ranking_id: UUID, desk: ReadingDesk, explained: Explained
) -> ActionsOut[State, Action]:
    """The caller's steps from here, and what stands in the way of each."""
    return explained(await desk.outlook(ranking_id))


@router.post(
    "/rankings/{ranking_id}/actions",
    responses=refusals(RankingNotFound, ActionNotAllowed, RoundAlreadyRanked, StaleVersion),
)
async def act_on_ranking(
    caller: Officer, ranking_id: UUID, step: TakeRankingStep, seen: IfMatch, desk: Desk, once: Once
) -> RankingOut:
    """Apply a ranking to every application under review, or none; or discard it (V08)."""
    return await once(lambda: desk.step(ranking_id, step.action, seen=seen), show=desk.show)
