"""Recommendations over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.review.applications.errors import ApplicationNotFound, NotYourCandidate
from services.review.applications.schemas import ApplicationOut, WithReason
from services.review.recommendations.dependencies import Desk, Known
from services.review.recommendations.errors import (
    AlreadyRecommended,
    CandidatesRepeat,
    OrderNotWhole,
    RankTaken,
)
from services.review.recommendations.schemas import (
    Recommend,
    RecommendationOut,
    RecommendedOut,
    RecommendMany,
    Reorder,
)
from services.review.rounds.errors import QuotaReached
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.files.errors import FileNotReady, FileOfAnother, FileUnknown
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.preconditions import IfMatch
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(tags=["recommendations"])

RECOMMENDERS = (Role.CITY_OFFICER, Role.DIVISION_OFFICER)
Recommender = Annotated[Caller, may("review:recommendation:decide", *RECOMMENDERS)]
Reading = Annotated[
    Caller,
    may(
        "review:recommendation:read",
        *RECOMMENDERS,
        Role.PROGRAMME_OFFICER,
        Role.RECOGNITION_CHAIR,
        Role.SUPERVISOR,
        Role.AUDITOR,
    ),
]


@router.post(
    "/applications/{application_id}/recommendations",
    status_code=201,
    responses=refusals(
        ApplicationNotFound,
        NotYourCandidate,
        ActionNotAllowed,
        QuotaReached,
        RankTaken,
        AlreadyRecommended,
        FileUnknown,
        FileNotReady,
        FileOfAnother,
        StaleVersion,
    ),
)
async def recommend_application(
    caller: Recommender,
    application_id: UUID,
    body: Recommend,
    if_match: IfMatch,
    desk: Desk,
    *,
    once: Once,
) -> RecommendationOut:
    """Recommend a candidate with rank and opinion, within the quota of the city or division (V06)."""
    return await once(
        lambda: desk.recommend(application_id, body, seen=if_match), show=desk.recommendations.show
    )


@router.post(
    "/applications/{application_id}/declines",
    status_code=201,
    responses=refusals(ApplicationNotFound, NotYourCandidate, ActionNotAllowed, StaleVersion),
)
async def decline_application(
    caller: Recommender,
    application_id: UUID,
    body: WithReason,
    if_match: IfMatch,
    desk: Desk,
    *,
    once: Once,
) -> ApplicationOut:
    """Do not recommend an application, with the reason."""
    return await once(lambda: desk.decline(application_id, body, seen=if_match), show=desk.reader.show)


@router.post(
    "/rounds/{round_id}/recommendations",
    status_code=201,
    responses=refusals(
        ApplicationNotFound,
        NotYourCandidate,
        ActionNotAllowed,
        QuotaReached,
        RankTaken,
        AlreadyRecommended,
        CandidatesRepeat,
        FileUnknown,
        FileNotReady,
        FileOfAnother,
        StaleVersion,
    ),
)
async def recommend_many(
    caller: Recommender, round_id: UUID, body: RecommendMany, desk: Desk, once: Once
) -> RecommendedOut:
    """Recommend a list of candidates, whole or not at all."""
    wanted = [item.application_id for item in body.items]
    return await once(lambda: desk.recommend_many(round_id, body), show=lambda made: desk.shown(made, wanted))


@router.get("/rounds/{round_id}/recommendations")
async def list_recommendations(
    caller: Reading,
    round_id: UUID,
    recommendations: Known,
    page: Paging,
    authority: Annotated[
        str | None, Query(max_length=60, description="Of this city (path) or division (code).")
    ] = None,
) -> Page[RecommendationOut]:
    """Candidates of a round by authority and rank, as far as the caller may know of them."""
    return await recommendations.list(page, round_id, authority)


@router.post(
    "/rounds/{round_id}/recommendation-orders",
    status_code=201,
    responses=refusals(ApplicationNotFound, NotYourCandidate, OrderNotWhole),
)
async def reorder_recommendations(
    caller: Recommender, round_id: UUID, body: Reorder, desk: Desk, once: Once
) -> RecommendedOut:
    """Rank all candidates of the own authority anew."""
    return await once(
        lambda: desk.reorder(round_id, body), show=lambda made: desk.shown(made, body.application_ids)
    )
