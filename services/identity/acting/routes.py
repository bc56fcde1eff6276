"""Acting for legal persons over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.identity.acting.dependencies import Desk
from services.identity.acting.errors import (
    ActingWithdrawn,
    LegalPersonNotRegistered,
    RelationUnknown,
    VouchingOver,
)
from services.identity.acting.repository import Relations
from services.identity.acting.schemas import ActFor, ActingRelationOut, ActingTokenOut
from services.identity.acting.service import Acting
from services.identity.bindings.errors import DutiesNotSeparate
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller, CallerKind
from shared.http.errors import SiblingSilent
from shared.http.lists import Page, Paging
from shared.http.refused import refusals
from shared.http.sessions import Read

router = APIRouter(tags=["acting"])
Overseer = Annotated[Caller, may("identity:acting_relation:read", Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)]


def answered(acting: Acting, *, not_acting: str | None = None) -> ActingTokenOut:
    """The token as it crosses the wire."""
    minted = acting.minted
    return ActingTokenOut(
        access_token=minted.text,
        expires_in=minted.seconds,
        scope=" ".join(sorted(minted.scopes)),
        acting_for=acting.relation,
        not_acting=not_acting,
    )


@router.get("/acting-relations")
async def list_acting_relations(
    _: Overseer,
    session: Read,
    page: Paging,
    request: Request,
    person_id: Annotated[UUID | None, Query(description="Only those of this person.")] = None,
) -> Page[ActingRelationOut]:
    """For whom people may act, as the platforms say, by credit code."""
    return await Relations(session).list(page, request.app.state.now, person_id=person_id)


@router.get("/acting-relations/mine")
async def list_own_acting_relations(
    caller: Annotated[Caller, may("identity:acting:read")], session: Read, page: Paging, request: Request
) -> Page[ActingRelationOut]:
    """For whom the caller may act; one of them is chosen at `/acting`."""
    own = UUID(caller.subject) if caller.kind is CallerKind.PERSON else UUID(int=0)
    return await Relations(session).list(page, request.app.state.now, person_id=own)


@router.post(
    "/acting",
    responses=refusals(
        RelationUnknown,
        VouchingOver,
        ActingWithdrawn,
        LegalPersonNotRegistered,
        DutiesNotSeparate,
        SiblingSilent,
    ),
)
async def act_for(
    caller: Annotated[Caller, may("identity:acting:write")], body: ActFor, response: Response, desk: Desk
) -> ActingTokenOut:
    """Another token without a new sign-in: for one of the own legal persons, or for oneself.

    It carries the roles of that organisation and no others, and ends when the platform is believed no longer.
    """
    response.headers["Cache-Control"] = "no-store"
    return answered(await desk.act(caller, body.relation_id))
