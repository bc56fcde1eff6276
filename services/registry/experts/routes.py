"""Experts over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.registry.areas.errors import RegionNotFound
from services.registry.experts.dependencies import Asked, Desk, Known
from services.registry.experts.errors import (
    ExpertInvalid,
    ExpertNotFound,
    ExpertSubjectTaken,
    RelationEnded,
    RelationNotFound,
    RelationPinned,
)
from services.registry.experts.schemas import (
    CorrectExpert,
    DeclareRelation,
    EndRelation,
    ExpertOut,
    RegisterExpert,
    StepExpert,
)
from services.registry.experts.service import outlook
from services.registry.experts.workflow import KEEPERS, ExpertAction, ExpertStatus
from services.registry.organisations.errors import OutsideOwnRegion, RegionNotServed
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.offers import ActionsOut, Explained
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(prefix="/experts", tags=["experts"])

Keeper = Annotated[Caller, may("registry:expert:write", *sorted(KEEPERS))]
KeeperOrSelf = Annotated[Caller, may("registry:expert:write", *sorted(KEEPERS), Role.EXPERT)]
Reading = Annotated[
    Caller, may("registry:expert:read", *sorted(KEEPERS), Role.EXPERT, Role.SIBLING, Role.AUDITOR)
]


@router.post(
    "",
    status_code=201,
    responses=refusals(ExpertSubjectTaken, ExpertInvalid, RegionNotServed, OutsideOwnRegion),
)
async def register_expert(
    caller: Keeper, response: Response, body: RegisterExpert, desk: Desk, once: Once
) -> ExpertOut:
    """Register an expert of the own region with fields and employer (R13)."""
    made = await once(lambda: desk.register(body), show=desk.experts.show)
    response.headers["Location"] = f"/registry/v1/experts/{made.id}"
    return made


@router.get("", responses=refusals(RegionNotFound))
async def list_experts(caller: Reading, experts: Known, filters: Asked, page: Paging) -> Page[ExpertOut]:
    """Experts of the caller's regions with every tie to organisations; experts see themselves."""
    return await experts.list(page, filters)


@router.get("/{expert_id}", responses=refusals(ExpertNotFound))
async def show_expert(caller: Reading, expert_id: UUID, experts: Known, tag: Tag) -> ExpertOut:
    """One expert, masked, with every tie."""
    shown = await experts.show(expert_id)
    tag(shown.version, f"{len(shown.relations)}-{sum(each.version for each in shown.relations)}")
    return shown


@router.get("/{expert_id}/actions", responses=refusals(ExpertNotFound))
async def show_expert_actions(
    caller: Reading, expert_id: UUID, experts: Known, explained: Explained
) -> ActionsOut[ExpertStatus, ExpertAction]:
    """The steps that the caller could take on an expert."""
    return explained(await outlook(experts, expert_id))


@router.patch(
    "/{expert_id}", responses=refusals(ExpertNotFound, ExpertInvalid, ExpertSubjectTaken, StaleVersion)
)
async def correct_expert(
    caller: Keeper, expert_id: UUID, body: CorrectExpert, desk: Desk, if_match: IfMatch
) -> ExpertOut:
    """Correct employer, fields, titles, contact or absences (RFC 7396)."""
    return await desk.correct(expert_id, body, seen=if_match)


@router.post("/{expert_id}/actions", responses=refusals(ExpertNotFound, ActionNotAllowed, StaleVersion))
async def step_expert(
    caller: KeeperOrSelf,
    expert_id: UUID,
    body: StepExpert,
    desk: Desk,
    if_match: IfMatch,
    *,
    once: Once,
) -> ExpertOut:
    """Suspend, resume or retire."""
    return await once(lambda: desk.step(expert_id, body, seen=if_match), show=desk.experts.show)


@router.post("/{expert_id}/relations", status_code=201, responses=refusals(ExpertNotFound, ExpertInvalid))
async def declare_relation(
    caller: KeeperOrSelf, expert_id: UUID, body: DeclareRelation, desk: Desk, once: Once
) -> ExpertOut:
    """Declare a tie to an organisation as the expert, or write down one that was found as officer."""
    return await once(lambda: desk.relate(expert_id, body), show=desk.experts.show)


@router.post(
    "/{expert_id}/relations/{relation_id}/end",
    responses=refusals(
        ExpertNotFound, RelationNotFound, RelationEnded, RelationPinned, ExpertInvalid, StaleVersion
    ),
)
async def end_relation(  # noqa: PLR0913 - key, version, body and wiring
    caller: KeeperOrSelf,
    expert_id: UUID,
    relation_id: UUID,
    body: EndRelation,
    desk: Desk,
    *,
    if_match: IfMatch,
    once: Once,
) -> ExpertOut:
    """End a tie; it stays on record. What an officer has pinned the expert cannot end."""
    return await once(
        lambda: desk.end_relation(expert_id, relation_id, body, seen=if_match), show=desk.experts.show
    )
