"""Objections over HTTP: officers hear, the applicant answers. Filing is a noun of its own."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.review.objections.dependencies import HearingDesk, Known, ReadingDesk
from services.review.objections.errors import ObjectionNotFound, ObjectorUnknown
from services.review.objections.models import Objection
from services.review.objections.schemas import (
    AdmitObjection,
    AnswerObjection,
    ObjectionOut,
    ObjectorOut,
    RefuseObjection,
    SettleObjection,
    UnsealObjector,
)
from services.review.objections.workflow import ObjectionAction, ObjectionState
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Listed, Page, Paging
from shared.http.offers import ActionsOut, Explained
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(tags=["objections"])

O = Objection.__table__.c  # noqa: E741 - the columns of objections
OBJECTIONS = Keyset({"created_at": O.created_at, "number": O.number}, O.id, "created_at")
Judge = Annotated[Caller, may("review:objection:decide", Role.PROGRAMME_OFFICER, Role.SUPERVISOR)]
Unsealer = Annotated[Caller, may("review:objection:unmask", Role.PROGRAMME_OFFICER, Role.SUPERVISOR)]
Applicant = Annotated[Caller, may("review:objection:write", Role.APPLICANT)]
Concerned = Annotated[
    Caller,
    may(
        "review:objection:read",
        Role.APPLICANT,
        Role.CITY_OFFICER,
        Role.PROGRAMME_OFFICER,
        Role.RECOGNITION_CHAIR,
        Role.RECOGNITION_MEMBER,
        Role.SUPERVISOR,
        Role.AUDITOR,
    ),
]
HEARD = refusals(ObjectionNotFound, ActionNotAllowed)


@router.get("/objections")
async def list_objections(
    caller: Concerned,
    objections: Known,
    page: Paging,
    round_id: Annotated[UUID | None, Query(description="Of this round.")] = None,
    entry_id: Annotated[UUID | None, Query(description="Against this entry.")] = None,
    state: Annotated[Listed[ObjectionState] | None, Query(description="In these states.")] = None,
) -> Page[ObjectionOut]:
    """Objections within the caller's region or against the own organisation."""
    listing = objections.listing(round_id=round_id, entry_id=entry_id, states=state or ())
    return await page.of(objections.session, listing, OBJECTIONS, ObjectionOut.model_validate)


@router.get("/objections/{objection_id}", responses=refusals(ObjectionNotFound))
async def show_objection(caller: Concerned, objection_id: UUID, objections: Known, tag: Tag) -> ObjectionOut:
    """One objection; never who raised it."""
    shown = ObjectionOut.model_validate(await objections.get(objection_id))
    tag(shown.version)
    return shown


@router.get("/objections/{objection_id}/actions", responses=refusals(ObjectionNotFound))
async def list_objection_actions(
    caller: Concerned, objection_id: UUID, desk: ReadingDesk, explained: Explained
) -> ActionsOut[ObjectionState, ObjectionAction]:
    """The caller's steps from here, and what stands in the way of each; a ruling is offered as made whole."""
    return explained(await desk.outlook(objection_id))


@router.post("/objections/{objection_id}/admission", responses=HEARD)
async def admit_objection(
    caller: Judge, objection_id: UUID, step: AdmitObjection, seen: IfMatch, desk: HearingDesk, once: Once
) -> ObjectionOut:
    """Hear an objection: its entry, and no other, is suspended."""
    return await once(lambda: desk.admit(objection_id, seen=seen, comment=step.comment), show=desk.show)


@router.post("/objections/{objection_id}/refusal", responses=HEARD)
async def refuse_objection(
    caller: Judge, objection_id: UUID, step: RefuseObjection, seen: IfMatch, desk: HearingDesk, once: Once
) -> ObjectionOut:
    """Do not hear an objection, with the reason."""
    return await once(
        lambda: desk.refuse(objection_id, seen=seen, reason_code=step.reason_code, comment=step.comment),
        show=desk.show,
    )


@router.post("/objections/{objection_id}/answer", responses=HEARD)
async def answer_objection(
    caller: Applicant, objection_id: UUID, step: AnswerObjection, seen: IfMatch, desk: HearingDesk, once: Once
) -> ObjectionOut:
    """The applicant's answer to an admitted objection."""
    return await once(lambda: desk.answer(objection_id, seen=seen, answer=step.answer), show=desk.show)


@router.post("/objections/{objection_id}/ruling", responses=HEARD)
async def settle_objection(
    caller: Judge, objection_id: UUID, step: SettleObjection, seen: IfMatch, desk: HearingDesk, once: Once
) -> ObjectionOut:
    """Rule on every item: founded removes the entry, unfounded lists it again."""
    return await once(lambda: desk.settle(objection_id, seen=seen, findings=step.findings), show=desk.show)


@router.post("/objections/{objection_id}/objector", responses=refusals(ObjectionNotFound, ObjectorUnknown))
async def unseal_objector(
    caller: Unsealer, objection_id: UUID, step: UnsealObjector, desk: HearingDesk
) -> ObjectorOut:
    """Who objected; the purpose is on record before the answer leaves."""
    return ObjectorOut.model_validate(await desk.unseal(objection_id, purpose=step.purpose))
