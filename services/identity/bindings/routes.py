"""Role bindings over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.identity.api_clients.errors import ClientUnknown
from services.identity.bindings.dependencies import Desk
from services.identity.bindings.errors import (
    BindingExists,
    BindingMisplaced,
    BindingUnknown,
    DutiesNotSeparate,
    GrantToOneself,
)
from services.identity.bindings.repository import Bindings, Wanted
from services.identity.bindings.schemas import BindingOut, GrantRole, RevokeRole
from services.identity.bindings.workflow import BindingState
from services.identity.people.errors import PersonUnknown
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.preconditions import IfMatch
from shared.http.refused import refusals
from shared.http.sessions import Read
from shared.workflow import ActionNotAllowed

router = APIRouter(tags=["bindings"])
Administrator = Annotated[Caller, may("identity:binding:write", Role.SECURITY_ADMINISTRATOR)]
Reader = Annotated[Caller, may("identity:binding:read", Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)]


@router.post(
    "/bindings",
    status_code=201,
    responses=refusals(
        PersonUnknown, ClientUnknown, BindingMisplaced, BindingExists, DutiesNotSeparate, GrantToOneself
    ),
)
async def grant_role(_: Administrator, body: GrantRole, desk: Desk, once: Once) -> BindingOut:
    """Bind a role to a person or client; tokens issued from now on carry it."""
    return await once(lambda: desk.grant(body), show=desk.show)


@router.get("/bindings")
async def list_bindings(
    _: Reader,
    session: Read,
    page: Paging,
    *,
    person_id: Annotated[UUID | None, Query(description="Of this person.")] = None,
    client_id: Annotated[UUID | None, Query(description="Of this client.")] = None,
    role: Annotated[Role | None, Query(description="Of this role.")] = None,
    state: Annotated[BindingState | None, Query(description="Granted or revoked.")] = None,
) -> Page[BindingOut]:
    """Who holds which role for what."""
    return await Bindings(session).list(page, Wanted(person_id, client_id, role, state))


@router.get("/bindings/{binding_id}", responses=refusals(BindingUnknown))
async def read_binding(_: Administrator, binding_id: UUID, desk: Desk) -> BindingOut:
    """One binding."""
    return await desk.show(binding_id)


@router.post(
    "/bindings/{binding_id}/revoke", responses=refusals(BindingUnknown, ActionNotAllowed, GrantToOneself)
)
async def revoke_role(
    _: Administrator, binding_id: UUID, body: RevokeRole, desk: Desk, if_match: IfMatch
) -> BindingOut:
    """End a binding; the principal's tokens are revoked at once, new ones come without it."""
    return await desk.revoke(binding_id, body.reason, seen=if_match)
