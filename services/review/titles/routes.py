"""The public register of titles, and the issue of a decision that grants them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator

from services.review.decisions.errors import (
    AlreadyDecided,
    DecisionNotFound,
    DocumentNumberTaken,
    EntriesChanged,
)
from services.review.decisions.schemas import DecisionDetailOut
from services.review.rounds.errors import QuotaReached
from services.review.titles.dependencies import IssuingDesk, PublicRegister, RegisterDesk
from services.review.titles.errors import TitleAlreadyHeld, TitleNotFound, TitleOutOfReach
from services.review.titles.models import Title
from services.review.titles.repository import Filters
from services.review.titles.schemas import IssueDecision, TakeTitleStep, TitleOut, VerificationOut
from services.review.titles.workflow import TitleAction, TitleState
from shared.auth.guards import anyone, may
from shared.codes.regions import Regions
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Listed, Page, Paging
from shared.http.offers import ActionsOut, Explained
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(tags=["titles"])

T = Title.__table__.c
TITLES = Keyset({"number": T.number, "valid_from": T.valid_from, "valid_to": T.valid_to}, T.id, "number")
Anyone = Annotated[Caller, anyone()]
Chair = Annotated[Caller, may("review:decision:decide", Role.RECOGNITION_CHAIR)]
Keeper = Annotated[Caller, may("review:title:decide", Role.SUPERVISOR, Role.APPLICANT)]
RegionPath = Annotated[str, AfterValidator(lambda code: Regions.shipped().path(code))]


@router.post(
    "/decisions/{decision_id}/issue",
    tags=["decisions"],
    responses=refusals(
        DecisionNotFound,
        ActionNotAllowed,
        EntriesChanged,
        AlreadyDecided,
        DocumentNumberTaken,
        QuotaReached,
        TitleAlreadyHeld,
    ),
)
async def issue_decision(
    caller: Chair, decision_id: UUID, wanted: IssueDecision, seen: IfMatch, desk: IssuingDesk, once: Once
) -> DecisionDetailOut:
    """Decide every named entry and grant the titles under one document number, whole or not at all."""
    return await once(
        lambda: desk.issue(decision_id, seen=seen, document_number=wanted.document_number),
        show=desk.desk.show,
    )


@router.get("/titles")
async def list_titles(  # noqa: PLR0913 - one parameter a filter
    caller: Anyone,
    register: PublicRegister,
    page: Paging,
    *,
    programme: Annotated[str | None, Query(max_length=60, description="Of this programme's code.")] = None,
    round_id: Annotated[UUID | None, Query(description="Of this round.")] = None,
    region: Annotated[RegionPath | None, Query(max_length=20, description="Held in this region.")] = None,
    holder_id: Annotated[UUID | None, Query(description="Held by this organisation.")] = None,
    state: Annotated[Listed[TitleState] | None, Query(description="In these states.")] = None,
    q: Annotated[
        str | None, Query(min_length=1, max_length=60, description="Number, or part of the holder's name.")
    ] = None,
) -> Page[TitleOut]:
    """The public register: every title with its present state."""
    asked = Filters(
        programme=programme,
        round_id=round_id,
        region_path=region,
        holder_id=holder_id,
        states=state or (),
        q=q,
    )
    return await page.of(
        register.titles.session, register.titles.listing(asked), TITLES, TitleOut.model_validate
    )


@router.get("/titles/verification")
async def verify_title(
    caller: Anyone,
    register: PublicRegister,
    number: Annotated[str, Query(min_length=1, max_length=60, description="As printed on the certificate.")],
) -> VerificationOut:
    """Whether a title is good today; a number that was never given is `unknown`, not an error."""
    return await register.verify(number)


@router.get("/titles/{title_id}", responses=refusals(TitleNotFound))
async def show_title(caller: Anyone, title_id: UUID, register: PublicRegister, tag: Tag) -> TitleOut:
    """One title."""
    shown = await register.show(title_id)
    tag(shown.version)
    return shown


@router.get("/titles/{title_id}/actions", responses=refusals(TitleNotFound))
async def list_title_actions(
    caller: Anyone, title_id: UUID, register: PublicRegister, explained: Explained
) -> ActionsOut[TitleState, TitleAction]:
    """The caller's steps from here: of its holder, and of a supervisor of its region; nobody else has any."""
    return explained(await register.outlook(title_id))


@router.post(
    "/titles/{title_id}/actions", responses=refusals(TitleNotFound, ActionNotAllowed, TitleOutOfReach)
)
async def act_on_title(
    caller: Keeper, title_id: UUID, step: TakeTitleStep, seen: IfMatch, register: RegisterDesk, once: Once
) -> TitleOut:
    """Suspend, restore or revoke (supervisor); surrender (the holder)."""
    return await once(
        lambda: register.step(title_id, step.action, seen=seen, reason=step.reason), show=register.show
    )
