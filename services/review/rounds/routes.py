"""Rounds over HTTP: anybody reads them, the officers of the owner region run them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from services.review.programmes.errors import EditionNotFound, ProgrammeNotFound
from services.review.rounds.dependencies import Desk, Reading
from services.review.rounds.errors import (
    DeadlineNotFound,
    DeadlinePassed,
    EditionNotPublished,
    QuotaBelowTaken,
    QuotaNotFound,
    RoundCodeTaken,
    RoundDayUnusable,
    RoundEnded,
    RoundNotFound,
    RunByAnotherRegion,
)
from services.review.rounds.schemas import (
    CountsOut,
    ExtendDeadline,
    PlanRound,
    QuotasOut,
    RoundItem,
    RoundOut,
    SetQuota,
    TakeRoundStep,
)
from services.review.rounds.workflow import RoundAction, RoundState
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Listed, Page, Paging
from shared.http.offers import ActionsOut, Explained
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(tags=["rounds"])

COUNTING = (
    Role.PROGRAMME_OFFICER,
    Role.CITY_OFFICER,
    Role.COUNTY_OFFICER,
    Role.ZONE_OFFICER,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.RECOGNITION_MEMBER,
    Role.RECOGNITION_CHAIR,
)
Anyone = Annotated[Caller, anyone()]
Officer = Annotated[Caller, may("review:round:write", Role.PROGRAMME_OFFICER)]
Counting = Annotated[Caller, may("review:round:read", *COUNTING)]
SeesQuotas = Annotated[Caller, may("review:round:read", *COUNTING, Role.DIVISION_OFFICER)]
Step = Annotated[str, Path(max_length=40, pattern="^[a-z_]+$", description="Stage of the chain.")]
Authority = Annotated[
    str,
    Path(max_length=60, pattern=r"^[a-z0-9_.]+$", description="Path of a city, or code of a division."),
]
CHANGING = (RoundNotFound, RunByAnotherRegion, StaleVersion, RoundEnded)


@router.get("/rounds")
async def list_rounds(
    caller: Anyone,
    desk: Reading,
    page: Paging,
    programme_id: Annotated[UUID | None, Query(description="Rounds of this programme only.")] = None,
    state: Annotated[Listed[RoundState], Query(description="Rounds in these states only.")] = [],  # noqa: B006 - FastAPI copies defaults
) -> Page[RoundItem]:
    """All rounds, the latest first."""
    return await desk.rounds.list(page, programme=programme_id, states=state)


@router.post(
    "/rounds",
    status_code=201,
    responses=refusals(
        ProgrammeNotFound,
        EditionNotFound,
        EditionNotPublished,
        RunByAnotherRegion,
        RoundCodeTaken,
        RoundDayUnusable,
    ),
)
async def plan_round(
    caller: Officer, response: Response, body: PlanRound, desk: Desk, once: Once
) -> RoundOut:
    """Plan a round from a published edition; the chain of deadlines is counted in working days (V03)."""
    planned = await once(lambda: desk.plan(body), show=desk.show)
    response.headers["Location"] = f"/review/v1/rounds/{planned.id}"
    return planned


@router.get("/rounds/{round_id}", responses=refusals(RoundNotFound))
async def show_round(caller: Anyone, round_id: UUID, desk: Reading, tag: Tag) -> RoundOut:
    """One round with its deadlines and the stage that runs today."""
    shown = await desk.show(round_id)
    tag(shown.version, shown.current_step or "")
    return shown


@router.get("/rounds/{round_id}/actions", responses=refusals(RoundNotFound, RunByAnotherRegion))
async def show_round_actions(
    caller: Officer, round_id: UUID, desk: Reading, explained: Explained
) -> ActionsOut[RoundState, RoundAction]:
    """The steps that are the caller's to take, and what blocks each."""
    return explained(await desk.outlook(round_id))


@router.post("/rounds/{round_id}/actions", responses=refusals(*CHANGING, ActionNotAllowed))
async def act_on_round(
    caller: Officer, round_id: UUID, body: TakeRoundStep, desk: Desk, if_match: IfMatch, *, once: Once
) -> RoundOut:
    """Open, close or cancel a round; the clock opens and closes it too, on its days."""
    return await once(lambda: desk.act(round_id, body, seen=if_match), show=desk.show)


@router.put(
    "/rounds/{round_id}/deadlines/{step}",
    responses=refusals(*CHANGING, DeadlineNotFound, DeadlinePassed, RoundDayUnusable),
)
async def extend_deadline(
    caller: Officer, round_id: UUID, step: Step, body: ExtendDeadline, desk: Desk, *, if_match: IfMatch
) -> RoundOut:
    """Extend the last day of a stage, with a reason; later ones move along (V03)."""
    return await desk.show(await desk.extend(round_id, step, body, seen=if_match))


@router.get("/rounds/{round_id}/quotas", responses=refusals(RoundNotFound))
async def list_quotas(caller: SeesQuotas, round_id: UUID, desk: Reading) -> QuotasOut:
    """Places of each authority and seats under the cap: taken and free."""
    await desk.rounds.get(round_id)
    return QuotasOut(items=await desk.quotas.of(round_id))


@router.put(
    "/rounds/{round_id}/quotas/recommended/{authority}",
    responses=refusals(*CHANGING, QuotaNotFound, QuotaBelowTaken),
)
async def set_quota(
    caller: Officer, round_id: UUID, authority: Authority, body: SetQuota, desk: Desk, *, if_match: IfMatch
) -> QuotasOut:
    """Give an authority another number of places to recommend, with a reason (V06)."""
    await desk.set_quota(round_id, authority, body, seen=if_match)
    return QuotasOut(items=await desk.quotas.of(round_id))


@router.get("/rounds/{round_id}/counts", responses=refusals(RoundNotFound))
async def count_applications(caller: Counting, round_id: UUID, desk: Reading) -> CountsOut:
    """How many applications stand in which state, within the caller's region."""
    await desk.rounds.get(round_id)
    counts = await desk.rounds.counts(round_id)
    return CountsOut(total=sum(counts.values()), by_state=counts)
